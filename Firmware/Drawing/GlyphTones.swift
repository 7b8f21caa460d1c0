// A glyph's levels as what lies between them is made of, and their strokes and holes kept. Must never change a level
// where smoothing keeps them: DESIGN.md tells how the numbers were found.

/// 32 a level, with a pixel of paper around.
struct GlyphTones {
  static var side: Int { Glyph.side &+ 2 }
  /// What is darker is ink: 7/16 of black.
  static var ink: Int32 { 42 }
  /// A pixel's middle and a corner are so much on their own side of that.
  fileprivate static var margin: Int32 { 4 }

  /// Row by row, from the upper left one of the margin on.
  var tones: [900 of Int16] = .init(repeating: 0)

  init(_ glyph: Span<UInt8>) {
    var tones = tones.mutableSpan
    var index = GlyphTones.side &+ 1
    for row in 0..<Glyph.side {
      for column in 0..<Glyph.side {
        tones[index] = 32 &* Int16(Glyph.level(glyph, column: column, row: row))
        index &+= 1
      }
      index &+= 2
    }
  }

  /// Twice, since what mends one pixel may harm its neighbour.
  mutating func settle() {
    var tones = tones.mutableSpan
    for _ in 0..<2 {
      for index in GlyphTones.side &+ 1..<tones.count &- GlyphTones.side &- 1 {
        let side = GlyphTones.side
        let beside = tones.pair(index, 1) &+ tones.pair(index, side)
        // Most of the paper.
        if beside | tones.tone(index) == 0 { continue }
        let across = tones.pair(index, side &- 1) &+ tones.pair(index, side &+ 1)
        tones.keepMiddle(index, 6 &* beside &+ across)
        tones.keepCorner(index)
      }
    }
  }
}

extension MutableSpan<Int16> {
  /// - Parameter index: in the span.
  fileprivate func tone(_ index: Int) -> Int32 { Int32(self[unchecked: index]) }

  fileprivate func pair(_ index: Int, _ distance: Int) -> Int32 { tone(index &- distance) &+ tone(index &+ distance) }

  fileprivate func isInk(_ index: Int) -> Bool { tone(index) > 48 }

  fileprivate mutating func add(_ tone: Int32, _ index: Int) {
    self[unchecked: index] = self[unchecked: index] &+ Int16(truncatingIfNeeded: tone)
  }

  /// A pixel's middle is ink or paper, as the pixel is.
  /// - Parameter around: in 64ths, what the eight pixels around give it.
  fileprivate mutating func keepMiddle(_ index: Int, _ around: Int32) {
    // Of the pixel's own 36, so that a 32nd of what is missing is a little too much.
    let middle = 36 &* tone(index) &+ around &- 64 &* GlyphTones.ink
    let margin = 64 &* GlyphTones.margin
    let missing = (isInk(index) ? margin : -margin) &- middle
    if isInk(index) == (missing > 0) { add(missing / 32, index) }
  }

  /// Where two pixels of ink and two of paper meet crosswise, ink is joined.
  fileprivate mutating func keepCorner(_ index: Int) {
    let below = index &+ GlyphTones.side
    let isFalling = isInk(index)
    guard isInk(below &+ 1) == isFalling, isInk(index &+ 1) != isFalling, isInk(below) != isFalling else { return }
    let sum = tone(index) &+ tone(index &+ 1) &+ tone(below) &+ tone(below &+ 1)
    let half = (4 &* (GlyphTones.ink &+ GlyphTones.margin) &- sum &+ 1) / 2
    guard half > 0 else { return }
    add(half, isFalling ? index : index &+ 1)
    add(half, isFalling ? below &+ 1 : below)
  }
}
