// A panel controller's two RAM planes behind one window and one pair of address counters, and how they are scanned out.
// Must never let a byte go anywhere but where the datasheet says.

struct PanelRAM {
  /// The glass has 25 bytes in each of 200 rows.
  static let bytesPerRow = 25
  static let rows = 200
  static let planeSize = bytesPerRow * rows

  /// What a controller's planes are like.
  struct Layout {
    /// Rows of the RAM; as many gates are scanned after a reset.
    let rows: Int
    /// The window after a reset.
    let resetWindow: (x: Int, y: Int)
    /// The last byte of a row that a window may have.
    let lastColumn: Int
  }

  /// How the display stage reads the contents of a plane.
  enum Reading: Equatable {
    case stored, inverted
    case constant(UInt8)
  }

  private let layout: Layout
  /// The new image (command 0x24) and the old one, row by row, 1 is white.
  private var planes: [[UInt8]]
  private var isWritten: [[Bool]]
  /// Whether everything shown of a plane is known to have been written.
  private var isWhole = [false, false]

  /// First and last, in counting order.
  private var xWindow: (Int, Int)
  private var yWindow: (Int, Int)
  private var x = 0
  private var y = 0
  private var dataEntry: UInt8 = 3
  private var written = 0

  /// Gates that are scanned, and whether from the last one to the first.
  private(set) var gates: Int
  private var isScanReversed = false
  private var readings = [Reading.stored, .stored]

  /// - Parameter noise: 10,000 bytes that the rows of the glass hold when power comes on.
  init(noise: [UInt8], _ layout: Layout) {
    self.layout = layout
    let hidden = [UInt8](repeating: 0, count: (layout.rows - Self.rows) * Self.bytesPerRow)
    planes = [noise[..<Self.planeSize] + hidden, noise[Self.planeSize..<2 * Self.planeSize] + hidden]
    isWritten = .init(repeating: .init(repeating: false, count: layout.rows * Self.bytesPerRow), count: 2)
    (xWindow, yWindow) = ((0, layout.resetWindow.x), (0, layout.resetWindow.y))
    gates = layout.rows
  }

  /// Sets window, counters, entry mode and scan to their power-on values; the planes are kept.
  mutating func resetRegisters() {
    (xWindow, yWindow, x, y, dataEntry) = ((0, layout.resetWindow.x), (0, layout.resetWindow.y), 0, 0, 3)
    (gates, isScanReversed, readings) = (layout.rows, false, [.stored, .stored])
    isWhole = [false, false]
  }

  // MARK: Registers

  /// Carries out what both controllers have in common: scan, entry mode, windows, counters.
  /// - Returns: false for any other command.
  mutating func take(_ command: UInt8, _ parameters: [UInt8]) throws(Misuse) -> Bool {
    func word(_ index: Int) -> Int { Int(parameters[index]) | Int(parameters[index + 1]) << 8 }
    switch command {
    case 0x01: try setScan(gates: word(0) + 1, order: parameters[2])
    case 0x11:
      guard parameters[0] < 8 else { throw .badParameter(command: command) }
      dataEntry = parameters[0]
    case 0x44:
      guard Int(parameters.max() ?? 0) <= layout.lastColumn else { throw .badWindow(command: command) }
      xWindow = (Int(parameters[0]), Int(parameters[1]))
    case 0x45:
      guard max(word(0), word(2)) <= layout.resetWindow.y else { throw .badWindow(command: command) }
      yWindow = (word(0), word(2))
    case 0x4E: x = Int(parameters[0])
    case 0x4F: y = word(0) % layout.rows
    default: return false
    }
    return true
  }

  /// - Parameter order: bit 0: from the last gate to the first; the other bits interlace gates in a way that this glass
  /// isn't wired for.
  private mutating func setScan(gates: Int, order: UInt8) throws(Misuse) {
    guard Self.rows...layout.rows ~= gates, order <= 1 else { throw .notModelled(command: 0x01) }
    (self.gates, isScanReversed) = (gates, order == 1)
    isWhole = [false, false]
  }

  /// For the new image and for the old one.
  mutating func setReadings(_ new: Reading, _ old: Reading) {
    readings = [new, old]
  }

  // MARK: Writing

  private var countsXUp: Bool { dataEntry & 1 != 0 }
  private var countsYUp: Bool { dataEntry & 2 != 0 }
  private var stepsYFirst: Bool { dataEntry & 4 != 0 }

  /// The rows of the window that exist: after the RAM's last row its counter continues as it would after the window's.
  private var rowWindow: (Int, Int) { (min(yWindow.0, layout.rows - 1), min(yWindow.1, layout.rows - 1)) }

  mutating func beginWrite() throws(Misuse) {
    guard xWindow.0 == xWindow.1 || (xWindow.0 < xWindow.1) == countsXUp else { throw .badWindow(command: 0x44) }
    guard yWindow.0 == yWindow.1 || (yWindow.0 < yWindow.1) == countsYUp else { throw .badWindow(command: 0x45) }
    let isInside =
      min(xWindow.0, xWindow.1)...max(xWindow.0, xWindow.1) ~= x
      && min(yWindow.0, yWindow.1)...max(yWindow.0, yWindow.1) ~= y
    guard isInside else { throw .outsideWindow(x: x, y: y) }
    written = 0
  }

  /// - Parameter plane: 0 for command 0x24, 1 for 0x26.
  mutating func write(_ bytes: Span<UInt8>, plane: Int) throws(Misuse) {
    let (xs, ys) = (xWindow, rowWindow)
    written += bytes.count
    // Any more would overwrite the start of this write.
    guard written <= (abs(xs.1 - xs.0) + 1) * (abs(ys.1 - ys.0) + 1) else { throw .windowOverflow }
    let (xStep, yStep, stepsYFirst) = (countsXUp ? 1 : -1, countsYUp ? 1 : -1, stepsYFirst)
    var (x, y) = (x, y)
    defer { (self.x, self.y) = (x, y) }
    // Each access to an array would check whether it is shared.
    var target = planes[plane].mutableSpan
    var marks = isWritten[plane].mutableSpan
    for index in bytes.indices {
      guard x < Self.bytesPerRow else { throw .outsideWindow(x: x, y: y) }
      target[y * Self.bytesPerRow + x] = bytes[index]
      marks[y * Self.bytesPerRow + x] = true
      if stepsYFirst {
        if y == ys.1 { x = x == xs.1 ? xs.0 : x + xStep }
        y = y == ys.1 ? ys.0 : y + yStep
      } else {
        if x == xs.1 { y = y == ys.1 ? ys.0 : y + yStep }
        x = x == xs.1 ? xs.0 : x + xStep
      }
    }
  }

  /// Squares of alternating colours, which the SSD1681 writes by itself.
  /// - Parameter parameter: bit 7 is the first square's colour, bits 6-4 its height and 2-0 its width (A.5 of the
  ///   fact sheet: 8, 16, 32, 64, 128 and the whole glass).
  mutating func writePattern(_ parameter: UInt8, plane: Int) {
    let sides = [8, 16, 32, 64, 128, 200, 200, 200]
    let (height, width) = (sides[Int(parameter >> 4 & 7)], sides[Int(parameter & 7)])
    for row in 0..<Self.rows {
      for column in 0..<Self.bytesPerRow {
        let isFirst = (row / height + column * 8 / width) % 2 == 0
        planes[plane][row * Self.bytesPerRow + column] = isFirst == (parameter >= 0x80) ? 0xFF : 0
        isWritten[plane][row * Self.bytesPerRow + column] = true
      }
    }
  }

  // MARK: Showing

  /// Whether everything that the display stage reads from a plane has been written since power came on, or isn't used.
  mutating func isSet(_ plane: Int) -> Bool {
    if case .constant = readings[plane] { return true }
    if !isWhole[plane] {
      let first = shownRow(isScanReversed ? Self.rows - 1 : 0) * Self.bytesPerRow
      isWhole[plane] = isWritten[plane][first..<first + Self.planeSize].allSatisfy { $0 }
    }
    return isWhole[plane]
  }

  /// What the glass gets from a plane: 5,000 bytes, from the top.
  func shown(_ plane: Int) -> [UInt8] {
    let isAll = planes[plane].count == Self.planeSize
    let stored =
      isScanReversed
      ? (0..<Self.rows).flatMap { row(shownRow($0), of: plane) }
      : isAll ? planes[plane] : Array(planes[plane].prefix(Self.planeSize))
    return switch readings[plane] {
    case .stored: stored
    case .inverted: stored.map { ~$0 }
    case .constant(let byte): .init(repeating: byte, count: Self.planeSize)
    }
  }

  /// The row of RAM that a row of the glass shows.
  private func shownRow(_ row: Int) -> Int { isScanReversed ? gates - 1 - row : row }

  private func row(_ row: Int, of plane: Int) -> ArraySlice<UInt8> {
    planes[plane][row * Self.bytesPerRow..<(row + 1) * Self.bytesPerRow]
  }

  // MARK: What happens to it

  /// The supply was lost: noise in both planes, and the registers at their power-on values.
  mutating func lose(noise: [UInt8]) {
    self = PanelRAM(noise: noise, layout)
  }

  /// What the chip does by itself after some refreshes.
  mutating func exchangePlanes() {
    planes.swapAt(0, 1)
    isWritten.swapAt(0, 1)
    isWhole.swapAt(0, 1)
  }
}
