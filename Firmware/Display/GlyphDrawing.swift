// Draws a glyph on a panel's frame: 7 × 7 pixels for each of its pixels, grey by ordered dither or one bit of it.
// Must never know which digit it draws.

extension Frame {
  /// 28 · 7 = 196 of the 200 pixels: two stay white on every side.
  private static var cell: Int { 7 }
  private static var margin: Int { 2 }

  /// Draws over the whole frame in black and white.
  public mutating func draw(_ glyph: Glyph) {
    var cells = Cells()
    draw(glyph, &cells, paper: Frame.white)
  }

  /// Draws one bit of each pixel's darkness, 0 (white) to 3 (black), over the whole frame.
  public mutating func draw(_ glyph: Glyph, bit: UInt8) {
    var cells = Cells(bit: bit)
    draw(glyph, &cells, paper: 0)
  }

  /// Where two glyphs differ, or nil where they don't.
  /// - Returns: how many pixels, too.
  static func changes(from old: Glyph, to new: Glyph) -> (window: FrameWindow, pixels: UInt32)? {
    var (left, right, top, bottom, count) = (Glyph.side, -1, Glyph.side, -1, 0 as UInt32)
    let (old, new) = (old.packed.span, new.packed.span)
    for row in 0..<Glyph.side {
      for column in 0..<Glyph.side
      where Glyph.level(old, column: column, row: row) != Glyph.level(new, column: column, row: row) {
        (left, right) = (min(left, column), max(right, column))
        (top, bottom) = (min(top, row), max(bottom, row))
        count &+= 1
      }
    }
    guard count > 0 else { return nil }
    func pixel(_ cell: Int) -> Int { Frame.margin &+ cell &* Frame.cell }
    let window = FrameWindow(
      left: UInt8(truncatingIfNeeded: pixel(left) / 8),
      right: UInt8(truncatingIfNeeded: (pixel(right &+ 1) &- 1) / 8),
      top: UInt8(truncatingIfNeeded: pixel(top)),
      bottom: UInt8(truncatingIfNeeded: pixel(bottom &+ 1) &- 1))
    return (window, count &* 49)
  }

  private mutating func draw(_ glyph: Glyph, _ cells: inout Cells, paper: UInt8) {
    fill(paper)
    let packed = glyph.packed.span
    for row in 0..<Glyph.side &* Frame.cell {
      drawRow(row, of: packed, &cells, paper)
    }
  }

  private mutating func drawRow(_ row: Int, of packed: Span<UInt8>, _ cells: inout Cells, _ paper: UInt8) {
    let frameRow = row &+ Frame.margin
    // The row's pixels so far that make no whole byte yet, in the lowest `pending` bits; 0 is paper here.
    var bits: UInt32 = 0
    var pending = Frame.margin
    var byteColumn = 0
    for column in 0..<Glyph.side {
      let level = Glyph.level(packed, column: column, row: row / Frame.cell)
      let left = Frame.margin &+ column &* Frame.cell
      bits = bits << 7 | UInt32(cells.sevenPixels(of: level, column: left, row: frameRow))
      pending &+= Frame.cell
      while pending >= 8 {
        pending &-= 8
        setByte(byteColumn: byteColumn, row: frameRow, paper ^ UInt8(truncatingIfNeeded: bits >> UInt32(pending)))
        byteColumn &+= 1
      }
    }
    let last = UInt8(truncatingIfNeeded: bits << UInt32(8 &- pending))
    setByte(byteColumn: byteColumn, row: frameRow, paper ^ last)
  }
}

/// Bayer's.
private let thresholds: [16 of UInt8] = [
  0, 8, 2, 10,
  12, 4, 14, 6,
  3, 11, 1, 9,
  15, 7, 13, 5,
]
/// A third of 16 is 5.33, two thirds 10.67: the nearest whole numbers, symmetrical about the middle.
private let shares: [4 of UInt8] = [0, 5, 11, 16]

/// What a cell of each level looks like: Bayer's 4 × 4 ordered dither, anchored to the frame so that neighbouring cells of
/// one grey join without a seam, or a bit of the level everywhere. A dithered pixel is black where its threshold lies below
/// its level's share of 16.
private struct Cells {
  /// The 16 rows of four pixels, level by level, each repeated to fill 16 bits; 1 is black.
  private var rows: [16 of UInt16] = .init(repeating: 0)

  init() {
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

  /// - Parameter bit: 0 or 1, of the level.
  init(bit: UInt8) {
    for level in 0..<4 where UInt8(truncatingIfNeeded: level) >> bit & 1 != 0 {
      for row in 0..<4 { rows[level &* 4 &+ row] = 0xFFFF }
    }
  }

  /// Seven pixels from (`column`, `row`) of the frame to the right, the leftmost in bit 6; 1 is black.
  mutating func sevenPixels(of level: UInt8, column: Int, row: Int) -> UInt8 {
    let pixels = rows[Int(level) &* 4 &+ (row & 3)]
    return UInt8(truncatingIfNeeded: pixels >> UInt16(truncatingIfNeeded: 9 &- (column & 3))) & 0x7F
  }
}
