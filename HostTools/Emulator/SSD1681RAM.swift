// The SSD1681's two RAM planes behind one window and one pair of address counters.
// Must never let a byte go where the datasheet says it doesn't.

struct SSD1681RAM {
  typealias Registers = SSD1681Registers

  /// Commands 0x24 (new image) and 0x26 (old image): 25 bytes in each of 200 rows, 1 is white.
  private(set) var planes: [[UInt8]]
  /// Whether a plane has been written as a whole since power came on.
  private(set) var isSet = [false, false]

  private var xWindow = 0...0x15
  private var yWindow = 0...0x127
  private var x = 0
  private var y = 0
  private var dataEntry: UInt8 = 3
  /// Bytes that the window still has room for in this write.
  private var room = 0
  private var written = 0

  /// - Parameter noise: 10,000 bytes of what RAM holds when power comes on.
  init(noise: [UInt8]) {
    let size = Registers.bytesPerRow * Registers.rows
    planes = [Array(noise[..<size]), Array(noise[size..<2 * size])]
  }

  /// Window, counters and entry mode to their power-on values; the planes stay.
  mutating func resetRegisters() {
    (xWindow, yWindow, x, y, dataEntry) = (0...0x15, 0...0x127, 0, 0, 3)
  }

  mutating func setDataEntry(_ value: UInt8) throws(Misuse) {
    // Y first (bit 2) is not modelled.
    guard value & 0x04 == 0 else { throw .notModelled(command: 0x11) }
    dataEntry = value & 3
  }

  /// - Parameters: start and end as sent; a counter that runs downwards has the larger one first.
  mutating func setXWindow(_ start: Int, _ end: Int) throws(Misuse) {
    let isForward = start == end || (start < end) == (dataEntry & 1 == 1)
    guard max(start, end) < Registers.bytesPerRow, isForward else { throw .badWindow(command: 0x44) }
    xWindow = min(start, end)...max(start, end)
  }

  mutating func setYWindow(_ start: Int, _ end: Int) throws(Misuse) {
    let isForward = start == end || (start < end) == (dataEntry & 2 == 2)
    guard max(start, end) < Registers.rows, isForward else { throw .badWindow(command: 0x45) }
    yWindow = min(start, end)...max(start, end)
  }

  mutating func setX(_ value: Int) { x = value }
  mutating func setY(_ value: Int) { y = value }

  mutating func beginWrite() throws(Misuse) {
    guard xWindow.contains(x), yWindow.contains(y) else { throw .outsideWindow(x: x, y: y) }
    guard xWindow.upperBound < Registers.bytesPerRow, yWindow.upperBound < Registers.rows else {
      throw .outsideWindow(x: xWindow.upperBound, y: yWindow.upperBound)
    }
    let rowsLeft = dataEntry & 2 == 2 ? yWindow.upperBound - y : y - yWindow.lowerBound
    let bytesLeft = dataEntry & 1 == 1 ? xWindow.upperBound - x : x - xWindow.lowerBound
    room = rowsLeft * xWindow.count + bytesLeft + 1
    written = 0
  }

  /// - Parameter plane: 0 for command 0x24, 1 for 0x26.
  mutating func write(_ bytes: Span<UInt8>, plane: Int) throws(Misuse) {
    guard written + bytes.count <= room else { throw .windowOverflow }
    let (xFirst, xLast) =
      dataEntry & 1 == 1 ? (xWindow.lowerBound, xWindow.upperBound) : (xWindow.upperBound, xWindow.lowerBound)
    let xStep = dataEntry & 1 == 1 ? 1 : -1
    let yStep = dataEntry & 2 == 2 ? 1 : -1
    for index in bytes.indices {
      planes[plane][y * Registers.bytesPerRow + x] = bytes[index]
      if x == xLast {
        x = xFirst
        y += yStep
      } else {
        x += xStep
      }
    }
    written += bytes.count
    if written == room {
      // After the window's last cell the counters stand at its first again.
      y = dataEntry & 2 == 2 ? yWindow.lowerBound : yWindow.upperBound
      if room == Registers.bytesPerRow * Registers.rows { isSet[plane] = true }
    }
  }

  mutating func lose(noise: [UInt8]) {
    self = SSD1681RAM(noise: noise)
  }
}
