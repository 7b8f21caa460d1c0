// Draws a glyph on a panel's frame: 7 × 7 pixels for each of its pixels, grey by ordered dither.
// Must never know which digit it draws.

extension Frame {
  /// 28 · 7 = 196 of the 200 pixels: two stay white on every side.
  private static var cell: Int { 7 }
  private static var margin: Int { 2 }

  /// Draws over the whole frame.
  public mutating func draw(_ glyph: Glyph) {
    clear()
    let dither = Dither()
    for row in 0..<Glyph.side &* Frame.cell {
      drawRow(row, of: glyph, dither)
    }
  }

  private mutating func drawRow(_ row: Int, of glyph: Glyph, _ dither: Dither) {
    let frameRow = row &+ Frame.margin
    // The row's pixels so far that make no whole byte yet, in the lowest `pending` bits; 0 is white here.
    var bits: UInt32 = 0
    var pending = Frame.margin
    var byteColumn = 0
    for column in 0..<Glyph.side {
      let level = glyph.level(column: column, row: row / Frame.cell)
      let left = Frame.margin &+ column &* Frame.cell
      bits = bits << 7 | UInt32(dither.sevenPixels(of: level, column: left, row: frameRow))
      pending &+= Frame.cell
      while pending >= 8 {
        pending &-= 8
        setByte(byteColumn: byteColumn, row: frameRow, ~UInt8(truncatingIfNeeded: bits >> UInt32(pending)))
        byteColumn &+= 1
      }
    }
    let last = UInt8(truncatingIfNeeded: bits << UInt32(8 &- pending))
    setByte(byteColumn: byteColumn, row: frameRow, ~last)
  }
}

/// Bayer's 4 × 4 ordered dither, anchored to the frame so that neighbouring cells of one grey join without
/// a seam. A pixel is black where its threshold lies below its level's share of 16.
private struct Dither {
  /// The 16 rows of four pixels, level by level, each repeated to fill 16 bits; 1 is black.
  private var rows: [16 of UInt16] = .init(repeating: 0)

  init() {
    let thresholds: [16 of UInt8] = [
      0, 8, 2, 10,
      12, 4, 14, 6,
      3, 11, 1, 9,
      15, 7, 13, 5,
    ]
    // A third of 16 is 5.33, two thirds 10.67: the nearest whole numbers, symmetrical about the middle.
    let shares: [4 of UInt8] = [0, 5, 11, 16]
    for level in 0..<4 {
      for row in 0..<4 {
        var pixels: UInt16 = 0
        for column in 0..<4 where thresholds[row &* 4 &+ column] < shares[level] {
          pixels |= 0x8 >> UInt16(truncatingIfNeeded: column)
        }
        rows[level &* 4 &+ row] = pixels &* 0x1111
      }
    }
  }

  /// Seven pixels from (`column`, `row`) of the frame to the right, the leftmost in bit 6; 1 is black.
  func sevenPixels(of level: UInt8, column: Int, row: Int) -> UInt8 {
    let pixels = rows[Int(level) &* 4 &+ (row & 3)]
    return UInt8(truncatingIfNeeded: pixels >> UInt16(truncatingIfNeeded: 9 &- (column & 3))) & 0x7F
  }
}
