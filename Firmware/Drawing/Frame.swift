// The picture of one panel in the layout of the controller's RAM.
// Must never know how it reaches a panel.

/// 200 × 200 pixels, one bit each: rows from the top, 25 bytes a row, the leftmost pixel in a byte's highest bit; 1 is
/// white, or the bit is one of the two of a grey's darkness. At 5,000 bytes the firmware has one frame for all panels,
/// so it isn't copyable.
public struct Frame: ~Copyable {
  public static var side: Int { 200 }
  public static var bytesPerRow: Int { 25 }
  static var white: UInt8 { 0xFF }

  public private(set) var bytes: [5000 of UInt8] = .init(repeating: Frame.white)

  public init() {}

  public mutating func clear() {
    fill(Frame.white)
  }

  mutating func fill(_ byte: UInt8) {
    for index in bytes.indices { bytes[index] = byte }
  }

  @inline(__always)
  mutating func move(from source: Int, to target: Int) {
    bytes[target] = bytes[source]
  }

  /// Blackens a square.
  /// The whole square must lie within 0...199, across and down.
  mutating func blacken(left: Int, top: Int, side: Int) {
    for row in 0..<side {
      for column in 0..<side {
        let place = left &+ column
        let index = (top &+ row) &* Frame.bytesPerRow &+ place >> 3
        bytes[index] &= ~(0x80 >> UInt8(truncatingIfNeeded: place & 7))
      }
    }
  }

  /// - Parameter line: 25 bytes.
  @inline(__always)
  mutating func setRow(_ row: Int, _ line: Span<UInt8>, _ changes: inout FrameChanges) {
    let row = UInt8(truncatingIfNeeded: row)
    var index = Int(row) &* Frame.bytesPerRow
    for column in 0..<UInt8(25) {
      let changed = bytes[index] ^ line[unchecked: Int(column)]
      if changed != 0 {
        bytes[index] ^= changed
        changes.window.add(column, row)
        changes.pixels &+= UInt32(truncatingIfNeeded: changed.nonzeroBitCount)
      }
      index &+= 1
    }
  }
}
