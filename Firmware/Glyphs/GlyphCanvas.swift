// A glyph while it is decoded or encoded, pixel by pixel from the top left, with what the predictor needs to know of
// it. Must never look at a pixel that comes later in that order.

/// 28 × 28 levels with white around them, so that no neighbour needs a check. 1.5 KB.
public struct GlyphCanvas: ~Copyable {
  /// The neighbourhood that the predictor looks at reaches this far up, left and right.
  public static var reach: Int { 6 }
  public static var stride: Int { 40 }
  /// 28 rows and `reach` above them.
  public static var size: Int { 1_360 }

  /// Words of `ink`.
  public static var inkRows: Int { 36 }
  /// Rows without ink above the first.
  public static var inkAbove: Int { 8 }

  /// `stride` bytes a row, `reach` rows above the first.
  public internal(set) var levels: [1360 of UInt8] = .init(repeating: 0)
  /// Which pixels of a row have ink, the leftmost in bit 0; `inkAbove` empty rows above the first.
  public internal(set) var ink: [36 of UInt32] = .init(repeating: 0)
  /// In the rows above the present one: the first and last column with ink, 27 and 0 when there is none.
  private var left: UInt8 = 27
  private var right: UInt8 = 0
  /// The first row with ink, or 28.
  private var top: UInt8 = 28
  /// Pixels with ink in the rows above.
  private var mass: UInt16 = 0
  /// How many of them have level 3.
  private var dark: UInt16 = 0
  /// Runs of ink in the rows above, each from left to right.
  private var runs: UInt16 = 0

  @inline(__always)
  public init() {}

  /// Where a pixel lies in `levels`. `column` and `row` are 0...27.
  public static func index(column: Int, row: Int) -> Int {
    (row &+ reach) &* stride &+ column &+ reach
  }

  public mutating func set(column: Int, row: Int, level: UInt8) {
    levels[GlyphCanvas.index(column: column, row: row)] = level
    if level > 0 { ink[row &+ GlyphCanvas.inkAbove] |= 1 &<< UInt32(truncatingIfNeeded: column) }
  }

  /// Notes that all of `row` is set.
  public mutating func finishRow(_ row: Int) {
    var bits = ink[row &+ GlyphCanvas.inkAbove]
    guard bits != 0 else { return }
    runs &+= UInt16(truncatingIfNeeded: (bits & ~(bits &<< 1)).nonzeroBitCount)
    if top == 28 { top = UInt8(truncatingIfNeeded: row) }
    for column in 0..<UInt8(28) {
      if bits & 1 != 0 {
        mass &+= 1
        if levels[GlyphCanvas.index(column: Int(column), row: row)] == 3 { dark &+= 1 }
        left = min(left, column)
        right = max(right, column)
      }
      bits &>>= 1
    }
  }

  public mutating func clear() {
    self = GlyphCanvas()
  }

  /// Whether the rows above the present one have any ink.
  public var hasInkAbove: Bool { mass > 0 }

  /// The features that all pixels of `row` have in common, as rows of the first layer's table.
  public func rowFeatures(row: Int, digit: Int) -> [8 of UInt16] {
    typealias Features = GlyphFeatures
    let depth = top > 27 ? 0 : min(27, row &- Int(top))
    return [
      Features.index(Features.row, row),
      Features.index(Features.digit, digit),
      Features.index(Features.depth, depth),
      Features.index(Features.left, Int(left)),
      Features.index(Features.right, Int(right)),
      Features.index(Features.mass, min(15, Int(mass) / 12)),
      Features.index(Features.width, runs == 0 ? 0 : min(15, Int(2 &* mass / runs) &- 1)),
      Features.index(Features.darkness, mass == 0 ? 0 : min(7, Int(8 &* dark / mass))),
    ]
  }
}
