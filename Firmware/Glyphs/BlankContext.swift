// Pixels with no ink nearby: half of a digit's, nearly all of them white. A few table entries predict them, so that the
// network runs only where there is something to see.
// Must never change without a new model version, like GlyphFeatures.

/// What all pixels of a row have in common when they are checked for blankness.
public struct BlankContext {
  /// A pixel is blank when no pixel with ink is within this many rows above and columns beside it.
  static var reach: Int { 4 }

  /// Table entries, group by group: each has one for every digit.
  static var rows: Int { 0 }
  static var columns: Int { 560 }
  static var zones: Int { 1_120 }
  public static var entries: Int { 1_200 }

  private let near: UInt32
  private let above: UInt32
  private let beside: UInt32
  private let rowEntry: Int
  private let columnEntries: Int
  private let zoneEntries: Int

  /// `ink` is a canvas's, with everything above `row` set; passed by address, since each access to the array in a
  /// borrowed canvas would copy it.
  public init(_ ink: UnsafePointer<UInt32>, hasInkAbove: Bool, row: Int, digit: Int) {
    func columns(_ distance: ClosedRange<Int>) -> UInt32 {
      var bits: UInt32 = 0
      for step in distance { bits |= ink[row &+ GlyphCanvas.inkAbove &- step] }
      return bits
    }
    near = columns(1...BlankContext.reach)
    above = columns(5...8)
    beside = columns(1...6)
    let group = (hasInkAbove ? 10 : 0) &+ digit
    rowEntry = BlankContext.rows &+ group &* 28 &+ row
    columnEntries = BlankContext.columns &+ group &* 28
    zoneEntries = BlankContext.zones &+ digit &* 8
  }

  /// `inRow` is the ink that the row has so far, left of the pixel.
  public func isBlank(column: Int, inRow: UInt32) -> Bool {
    let reach = BlankContext.reach
    return ((near & window(column &- reach, column &+ reach)) | (inRow & window(column &- reach, column))) == 0
  }

  /// The three table entries whose sum predicts ink at a blank pixel.
  public func entries(column: Int, inRow: UInt32) -> (row: Int, column: Int, zone: Int) {
    var zone = 0
    if above & window(column &- 4, column &+ 4) != 0 { zone |= 1 }
    if (beside | inRow) & window(column &- 9, column &- 5) != 0 { zone |= 2 }
    if beside & window(column &+ 5, column &+ 9) != 0 { zone |= 4 }
    return (rowEntry, columnEntries &+ column, zoneEntries &+ zone)
  }

  /// Bits `first` to `last`, without those outside 0...27.
  private func window(_ first: Int, _ last: Int) -> UInt32 {
    guard last >= 0, first <= 27 else { return 0 }
    let low = UInt32(truncatingIfNeeded: max(0, first))
    let high = UInt32(truncatingIfNeeded: min(27, last))
    return (2 &<< high) &- (1 &<< low)
  }
}
