// A panel controller's two RAM planes behind one window and one pair of address counters.
// Must never let a byte go where the datasheet says it doesn't.

struct PanelRAM {
  static let bytesPerRow = 25
  static let rows = 200
  static let planeSize = bytesPerRow * rows

  /// The new image (command 0x24) and the old one: 25 bytes in each of 200 rows, 1 is white.
  private(set) var planes: [[UInt8]]
  /// Whether a plane has been written as a whole since power came on.
  private(set) var isSet = [false, false]

  private var xWindow: ClosedRange<Int>
  private var yWindow: ClosedRange<Int>
  private var x = 0
  private var y = 0
  private var dataEntry: UInt8 = 3
  /// Bytes that the window still has room for in this write.
  private var room = 0
  private var written = 0

  private let resetWindow: (x: ClosedRange<Int>, y: ClosedRange<Int>)

  /// - Parameters: `noise` is 10,000 bytes of what RAM holds when power comes on, `resetWindow` what the window is
  ///   after a reset: larger than the glass.
  init(noise: [UInt8], resetWindow: (x: ClosedRange<Int>, y: ClosedRange<Int>)) {
    planes = [Array(noise[..<Self.planeSize]), Array(noise[Self.planeSize..<2 * Self.planeSize])]
    self.resetWindow = resetWindow
    (xWindow, yWindow) = resetWindow
  }

  /// Window, counters and entry mode to their power-on values; the planes stay.
  mutating func resetRegisters() {
    (xWindow, yWindow, x, y, dataEntry) = (resetWindow.x, resetWindow.y, 0, 0, 3)
  }

  private mutating func setDataEntry(_ value: UInt8) throws(Misuse) {
    // Y first (bit 2) is not modelled.
    guard value & 0x04 == 0 else { throw .notModelled(command: 0x11) }
    dataEntry = value & 3
  }

  /// - Parameters: start and end as sent; a counter that runs downwards has the larger one first.
  private mutating func setXWindow(_ start: Int, _ end: Int) throws(Misuse) {
    let isForward = start == end || (start < end) == (dataEntry & 1 == 1)
    guard max(start, end) < Self.bytesPerRow, isForward else { throw .badWindow(command: 0x44) }
    xWindow = min(start, end)...max(start, end)
  }

  private mutating func setYWindow(_ start: Int, _ end: Int) throws(Misuse) {
    let isForward = start == end || (start < end) == (dataEntry & 2 == 2)
    guard max(start, end) < Self.rows, isForward else { throw .badWindow(command: 0x45) }
    yWindow = min(start, end)...max(start, end)
  }

  /// Carries out what both controllers have alike: entry mode, windows, counters.
  /// - Returns: false for any other command.
  mutating func take(_ command: UInt8, _ parameters: [UInt8]) throws(Misuse) -> Bool {
    func row(_ index: Int) -> Int { Int(parameters[index]) | Int(parameters[index + 1]) << 8 }
    switch command {
    case 0x11: try setDataEntry(parameters[0])
    case 0x44: try setXWindow(Int(parameters[0]), Int(parameters[1]))
    case 0x45: try setYWindow(row(0), row(2))
    case 0x4E: x = Int(parameters[0])
    case 0x4F: y = row(0)
    default: return false
    }
    return true
  }

  mutating func beginWrite() throws(Misuse) {
    guard xWindow.contains(x), yWindow.contains(y) else { throw .outsideWindow(x: x, y: y) }
    guard xWindow.upperBound < Self.bytesPerRow, yWindow.upperBound < Self.rows else {
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
      planes[plane][y * Self.bytesPerRow + x] = bytes[index]
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
      if room == Self.bytesPerRow * Self.rows { isSet[plane] = true }
    }
  }

  /// The supply went: noise in both planes, and the registers at their power-on values.
  mutating func lose(noise: [UInt8]) {
    self = PanelRAM(noise: noise, resetWindow: resetWindow)
  }

  /// What the chip does by itself after some refreshes.
  mutating func exchangePlanes() {
    planes.swapAt(0, 1)
    isSet.swapAt(0, 1)
  }

  /// Squares of alternate colours, which the SSD1681 writes by itself.
  /// - Parameter parameter: bit 7 is the first square's colour, bits 6-4 its height and 2-0 its width (A.5 of the
  ///   fact sheet: 8, 16, 32, 64, 128 and the whole glass).
  mutating func writePattern(_ parameter: UInt8, plane: Int) {
    let sides = [8, 16, 32, 64, 128, 200, 200, 200]
    let (height, width) = (sides[Int(parameter >> 4 & 7)], sides[Int(parameter & 7)])
    for row in 0..<Self.rows {
      for column in 0..<Self.bytesPerRow {
        let isFirst = (row / height + column * 8 / width) % 2 == 0
        planes[plane][row * Self.bytesPerRow + column] = isFirst == (parameter >= 0x80) ? 0xFF : 0
      }
    }
    isSet[plane] = true
  }
}
