// What a glyph's pixels become on a panel, row by row: the tones between them, cut. Must never touch a frame.

struct GlyphBrush {
  /// Seven for each of the glyph's.
  static var rows: Int { 196 }
  /// The sum of three tones' weights.
  private static var weights: Int32 { 392 }

  private let isInk: Bool
  private let plane: GlyphPlane
  private var tones: GlyphTones
  /// Along a row, at the middle of each column of tones, times 392.
  private var field: [30 of Int32] = .init(repeating: 0)
  /// A frame's row.
  private(set) var line: [25 of UInt8] = .init(repeating: 0)

  init(_ glyph: Span<UInt8>, _ style: GlyphStyle, _ plane: GlyphPlane) {
    isInk = style == .ink
    self.plane = plane
    tones = GlyphTones(glyph)
    if isInk { tones.settle() }
  }

  /// Draws a row of the glyph's pixels, 0...195.
  mutating func draw(_ row: Int) {
    blend(row)
    let field = field.span
    var line = line.mutableSpan
    // Pixels that make no whole byte yet, in the lowest `pending` bits; two of a frame's 200 are paper on every side.
    var bits: UInt32 = 0
    var pending: UInt32 = 2
    var byteColumn = 0
    for column in 0...Glyph.side {
      bits = bits << 7
      if column < Glyph.side {
        let middle = field[unchecked: column &+ 1]
        let left = isInk ? field[unchecked: column] : middle
        let right = isInk ? field[unchecked: column &+ 2] : middle
        // As most of a glyph is.
        let isPaper = left | middle | right == 0
        if !isPaper { bits |= GlyphBrush.sevenPixels(left, middle, right, column, row, isInk, plane) }
      }
      pending &+= 7
      guard pending >= 8 else { continue }
      pending &-= 8
      line[unchecked: byteColumn] = plane.paper ^ UInt8(truncatingIfNeeded: bits >> pending)
      byteColumn &+= 1
    }
  }

  /// A quadratic B-spline at the middle of one of seven pixels: at t from a tone's middle, -3/7 to 3/7, the tone above
  /// counts (1/2 - t)²/2, the one below (1/2 + t)²/2, times 8 · 49.
  private mutating func blend(_ row: Int) {
    let odd = Int32(truncatingIfNeeded: row % 7 &* 2 &+ 1)
    let above = isInk ? (14 &- odd) &* (14 &- odd) : 0
    let below = isInk ? odd &* odd : 0
    let tones = tones.tones.span
    var field = field.mutableSpan
    var index = row / 7 &* GlyphTones.side
    for column in field.indices {
      let own = Int32(tones[unchecked: index &+ GlyphTones.side])
      let (before, after) = (Int32(tones[unchecked: index]), Int32(tones[unchecked: index &+ 2 &* GlyphTones.side]))
      field[unchecked: column] = above &* (before &- own) &+ below &* (after &- own) &+ GlyphBrush.weights &* own
      index &+= 1
    }
  }

  /// What one of the glyph's pixels becomes there, the leftmost in bit 6; 0 is paper.
  private static func sevenPixels(
    _ left: Int32, _ middle: Int32, _ right: Int32, _ column: Int, _ row: Int, _ isInk: Bool, _ plane: GlyphPlane
  ) -> UInt32 {
    guard plane != .blackAndWhite || isInk else { return dots(column, row, middle) }
    let (dark, grey): (Int32, Int32) = isInk ? (GlyphTones.ink, 3) : (48, 32)
    let pixels = cut(left, middle, right, dark)
    guard plane == .lowerBit else { return pixels }
    return pixels ^ cut(left, middle, right, dark &- grey) ^ cut(left, middle, right, dark &+ grey)
  }

  /// The same weights across, from pixel to pixel by what the tone changes and by what that does.
  private static func cut(_ left: Int32, _ middle: Int32, _ right: Int32, _ tone: Int32) -> UInt32 {
    var excess = 169 &* left &+ 222 &* middle &+ right &- tone &* weights &* weights
    var change = 8 &* (right &+ 5 &* middle &- 6 &* left)
    let bend = 8 &* (left &- 2 &* middle &+ right)
    var pixels: UInt32 = 0
    for _ in 0..<7 {
      pixels = pixels << 1 | (excess > 0 ? 1 : 0)
      excess &+= change
      change &+= bend
    }
    return pixels
  }

  /// Ordered dither, anchored to the frame so that neighbours of one grey join without a seam. Of 16 pixels those
  /// are black whose thresholds lie below the level's share, to the nearest whole number: 0, 5, 11, 16.
  private static func dots(_ column: Int, _ row: Int, _ tone: Int32) -> UInt32 {
    var pixels: UInt32 = 0
    for pixel in column &* 7..<column &* 7 &+ 7 {
      let threshold = Int32(thresholds[(row & 3) &* 4 &+ (pixel & 3)])
      pixels = pixels << 1 | (tone > (6 &* threshold &+ 2) &* weights ? 1 : 0)
    }
    return pixels
  }
}

/// Bayer's, from the glyph's first pixel on, which is the frame's third.
private let thresholds: [16 of UInt8] = [
  1, 9, 3, 11,
  13, 5, 15, 7,
  2, 10, 0, 8,
  14, 6, 12, 4,
]
