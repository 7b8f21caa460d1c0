// Finds frames in a stream of bytes. Must never return anything that its checksum doesn't vouch for, nor lose more than
// the damaged frame: every END starts afresh.

#if canImport(Firmware)
  import Firmware
#endif

/// - Parameter capacity: the size of the longest frame, kind to checksum, in bytes.
public struct LinkReader<let capacity: Int>: ~Copyable {
  private var bytes: [capacity of UInt8] = .init(repeating: 0)
  private var count = 0
  private var isEscaped = false
  /// Too long, or with an invalid escape: everything is ignored until the next END.
  private var isSpoilt = false
  private var isOver = false
  /// How many frames were begun but turned out invalid.
  public private(set) var dropped: UInt32 = 0

  public init() {}

  /// - Returns: whether this byte completes a frame; until the next byte `kind`, `number` and `payload` are that
  /// frame's.
  public mutating func take(_ byte: UInt8) -> Bool {
    if isOver { begin() }
    guard byte != LinkFrame.end else { return end() }
    guard !isSpoilt else { return false }
    if isEscaped {
      isEscaped = false
      switch byte {
      case LinkFrame.escapedEnd: append(LinkFrame.end)
      case LinkFrame.escapedEscape: append(LinkFrame.escape)
      default: isSpoilt = true
      }
    } else if byte == LinkFrame.escape {
      isEscaped = true
    } else {
      append(byte)
    }
    return false
  }

  public var kind: UInt8 { bytes[0] }
  public var number: UInt8 { bytes[1] }

  public var payloadCount: Int { max(0, count &- LinkFrame.frontSize &- LinkFrame.checksumSize) }

  /// A byte of the payload; 0 past its end. One at a time: through a span of `bytes` RV32 read zeros (Swift 6.3.1).
  public func payload(_ index: Int) -> UInt8 {
    index >= 0 && index < payloadCount ? bytes[LinkFrame.frontSize &+ index] : 0
  }

  private mutating func begin() {
    count = 0
    isEscaped = false
    isSpoilt = false
    isOver = false
  }

  private mutating func append(_ byte: UInt8) {
    guard count < capacity else {
      isSpoilt = true
      return
    }
    bytes[count] = byte
    count &+= 1
  }

  private mutating func end() -> Bool {
    isOver = true
    // The ENDs of two frames, one right after the other.
    guard count > 0 || isSpoilt || isEscaped else { return false }
    guard !isSpoilt, !isEscaped, count >= LinkFrame.frontSize &+ LinkFrame.checksumSize, isSumRight else {
      dropped &+= 1
      return false
    }
    return true
  }

  private var isSumRight: Bool {
    let body = count &- LinkFrame.checksumSize
    var crc = CRC32()
    for index in 0..<body {
      let byte: [1 of UInt8] = [bytes[index]]
      crc.update(byte.span)
    }
    let sum = LinkBytes.littleEndian(crc.value)
    for index in 0..<LinkFrame.checksumSize where bytes[body &+ index] != sum[index] { return false }
    return true
  }
}
