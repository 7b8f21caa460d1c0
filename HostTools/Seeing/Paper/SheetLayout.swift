// Where everything is on the sheet to write on, for whoever prints it and whoever reads its photograph. Must never know
// a pixel, nor be typed a second time.

/// A point on the page in millimetres from its upper left corner, x to the right and y down.
public struct PagePoint: Equatable, Sendable {
  public var x: Double
  public var y: Double

  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// In hundredths of a millimetre, so that a page is made of whole numbers.
public struct PageRectangle: Equatable, Sendable {
  public let x: Int
  public let y: Int
  public let width: Int
  public let height: Int

  /// Clockwise from the upper left.
  public var corners: [PagePoint] {
    let (left, top) = (Double(x) / 100, Double(y) / 100)
    let (right, bottom) = (Double(x + width) / 100, Double(y + height) / 100)
    return [PagePoint(left, top), PagePoint(right, top), PagePoint(right, bottom), PagePoint(left, bottom)]
  }
}

public enum PaperSize: UInt8, CaseIterable, Sendable {
  case a4, letter

  /// ISO 216 and ANSI/ASME Y14.1.
  var size: (width: Int, height: Int) {
    switch self {
    case .a4: (21_000, 29_700)
    case .letter: (21_590, 27_940)
    }
  }
}

/// The four corners of the sheet, clockwise as its writer sees it.
public enum SheetCorner: Int, CaseIterable, Sendable {
  case upperLeft, upperRight, lowerRight, lowerLeft
}

/// Lengths in hundredths of a millimetre.
public struct SheetLayout: Sendable {
  public let paper: PaperSize

  public init(_ paper: PaperSize) {
    self.paper = paper
  }

  public var width: Int { paper.size.width }
  public var height: Int { paper.size.height }

  // MARK: - Boxes

  /// A row for each digit from 0 to 9.
  public static let rows = 10
  /// As many as fit beside the row's digit when a box is as wide as people write.
  public static let columns = 12
  /// A digit of a form is 5 to 12 mm high; in the photograph of 3 pixels a millimetre that this is still read from, one
  /// of 7 mm has the 20 pixels that MNIST's have.
  static let (boxWidth, boxHeight) = (1_400, 1_700)
  /// From one row to the next: the paper's height decides how much air there is between.
  private var rowPitch: Int { paper == .a4 ? 2_300 : 2_070 }
  private static let firstRow = 4_400
  /// The boxes and the row's digit before them stand in the page's middle together.
  private var firstColumn: Int { (width - SheetLayout.columns * SheetLayout.boxWidth + SheetLayout.headWidth) / 2 }
  private static let headWidth = 800

  public func box(row: Int, column: Int) -> PageRectangle {
    PageRectangle(
      x: firstColumn + column * SheetLayout.boxWidth, y: SheetLayout.firstRow + row * rowPitch,
      width: SheetLayout.boxWidth, height: SheetLayout.boxHeight)
  }

  /// The strip of a row's boxes, which share the lines between them.
  func strip(row: Int) -> PageRectangle {
    let first = box(row: row, column: 0)
    return PageRectangle(x: first.x, y: first.y, width: SheetLayout.columns * first.width, height: first.height)
  }

  /// Thin enough not to be taken for writing, wide enough to be found at 3 pixels a millimetre.
  static let lineWidth = 30

  // MARK: - Marks

  /// A mark is 8 × 8 squares of this size: a black border, a white one, and 4 × 4 that are four black or white cells.
  static let markModule = 125
  static let markModules = 8
  /// From the paper's edges. Few printers leave more than 6.4 mm blank, and a mark needs white around it on a dark table.
  private static let markInset = 900

  public func mark(_ corner: SheetCorner) -> PageRectangle {
    let side = SheetLayout.markModule * SheetLayout.markModules
    let (inset, right, bottom) = (SheetLayout.markInset, width - SheetLayout.markInset, height - SheetLayout.markInset)
    return PageRectangle(
      x: corner == .upperLeft || corner == .lowerLeft ? inset : right - side,
      y: corner == .upperLeft || corner == .upperRight ? inset : bottom - side, width: side, height: side)
  }

  /// Which cells of a mark are black: bit 0 upper left, 1 upper right, 2 lower right, 3 lower left. The sixteen bits of
  /// two papers in any of four orientations, eight words, differ from one another in eight places at least.
  static func cells(_ paper: PaperSize, _ corner: SheetCorner) -> UInt8 {
    switch (paper, corner) {
    case (.a4, .upperLeft), (.a4, .upperRight): 0b1111
    case (.a4, .lowerRight): 0b0011
    case (.a4, .lowerLeft): 0b1001
    case (.letter, .upperLeft), (.letter, .lowerRight): 0b1001
    case (.letter, .upperRight), (.letter, .lowerLeft): 0b0011
    }
  }
}
