// A glyph's levels, prepared for interpolation so that strokes and holes survive it. Must never change a level where
// smoothing keeps them anyway: "Ink" in Panels/DESIGN.md says how the numbers were found.

/// 32 for each level, with a pixel of paper all round.
struct GlyphTones {
  static var side: Int { Glyph.side &+ 2 }
  /// Anything darker is ink: 7/16 of black.
  static var ink: Int32 { 42 }
  /// A pixel's middle, and a corner, must be on its own side of that by this much.
  fileprivate static var margin: Int32 { 4 }

  /// Row by row, starting at the margin's upper left one.
  private(set) var tones: [900 of Int16] = .init(repeating: 0)

  @inline(__always)
  init() {}

  /// Call this once, since paper is left unchanged.
  mutating func take(_ glyph: Span<UInt8>) {
    var tones = tones.mutableSpan
    var index = GlyphTones.side &+ 1
    for byte in glyph.indices {
      var levels = UInt32(glyph[unchecked: byte])
      for pixel in 0..<4 where levels != 0 {
        levels <<= 2
        tones[unchecked: index &+ pixel] = Int16(truncatingIfNeeded: levels >> 3 & 96)
      }
      // A row has seven bytes.
      index &+= byte % 7 == 6 ? 6 : 4
    }
  }

  /// Two passes, since what mends one pixel may harm its neighbour.
  mutating func settle() {
    for _ in 0..<2 {
      for index in GlyphTones.side &+ 1..<900 &- GlyphTones.side &- 1 { tones.settle(index) }
    }
  }
}

/// All `mutating`, since the compiler would copy what is only read.
extension [900 of Int16] {
  private mutating func tone(_ index: Int) -> Int32 { Int32(self[unchecked: index]) }

  private mutating func isInk(_ index: Int) -> Bool { tone(index) > 48 }

  private mutating func add(_ tone: Int32, _ index: Int) {
    self[unchecked: index] = self[unchecked: index] &+ Int16(truncatingIfNeeded: tone)
  }

  @inline(__always)
  fileprivate mutating func settle(_ index: Int) {
    let (above, below) = (index &- GlyphTones.side, index &+ GlyphTones.side)
    let beside = tone(index &- 1) &+ tone(index &+ 1) &+ tone(above) &+ tone(below)
    // Most of the paper.
    if beside | tone(index) == 0 { return }
    let across = tone(above &- 1) &+ tone(above &+ 1) &+ tone(below &- 1) &+ tone(below &+ 1)
    keepMiddle(index, 6 &* beside &+ across)
    keepCorner(index)
  }

  /// A pixel's middle is ink or paper, as the pixel is.
  /// - Parameter around: what the eight surrounding pixels contribute, in 64ths.
  @inline(__always)
  private mutating func keepMiddle(_ index: Int, _ around: Int32) {
    // The pixel's own weight is 36, so a 32nd of what is missing is a little too much.
    let middle = 36 &* tone(index) &+ around &- 64 &* GlyphTones.ink
    let margin = 64 &* GlyphTones.margin
    let missing = (isInk(index) ? margin : -margin) &- middle
    if isInk(index) == (missing > 0) { add(missing / 32, index) }
  }

  /// Where two pixels of ink and two of paper meet diagonally, the ink is joined.
  @inline(__always)
  private mutating func keepCorner(_ index: Int) {
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
