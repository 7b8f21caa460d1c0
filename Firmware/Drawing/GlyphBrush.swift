// What a glyph's pixels become on a panel, row by row: tones interpolated between them, then cut. Must never touch a
// frame.

struct GlyphBrush {
  /// Seven for each of the glyph's rows.
  static var rows: Int { 196 }
  /// The sum of three tones' weights.
  private static var weights: Int32 { 392 }

  private let isInk: Bool
  private let plane: GlyphPlane
  private var tones = GlyphTones()
  /// One row of a frame.
  private(set) var line: [25 of UInt8] = .init(repeating: 0)

  // Inlined, since otherwise the compiler would make it elsewhere and copy its 2 KB.
  @inline(__always)
  init(_ style: GlyphStyle, _ plane: GlyphPlane) {
    isInk = style == .ink
    self.plane = plane
  }

  /// Call this once, before anything is drawn.
  mutating func take(_ glyph: Span<UInt8>) {
    tones.take(glyph)
    if isInk { tones.settle() }
  }

  /// Draws a row of the glyph's pixels, 0...195.
  mutating func draw(_ row: Int) {
    line = .init(repeating: plane.paper)
    // Three cuts: a pixel is set where one of them or all three have it.
    let grey = plane == .lowerBit ? GlyphBrush.weights &* 3 : 0
    var edge = GlyphBrush.weights &* GlyphTones.ink &- grey
    for _ in 0..<(grey > 0 ? 3 : 1) {
      cut(row, at: edge)
      edge &+= grey
    }
  }

  /// A quadratic B-spline at the middle of one of seven pixels: at t from a tone's middle, -3/7 to 3/7, the tone above
  /// has weight (1/2 - t)²/2 and the one below (1/2 + t)²/2, times 8 · 49.
  private mutating func cut(_ row: Int, at edge: Int32) {
    let odd = Int32(truncatingIfNeeded: row % 7 &* 2 &+ 1)
    let above = isInk ? (14 &- odd) &* (14 &- odd) : 0
    let below = isInk ? odd &* odd : 0
    let own = GlyphBrush.weights &- above &- below
    // Three columns of tones, and which of them are beyond the edge: where all are, so is what lies between.
    var left: Int32 = 0
    var middle: Int32 = 0
    var inks: UInt32 = 0
    var index = row / 7 &* GlyphTones.side
    for column in -2..<Glyph.side {
      var right = Int32(tones.tones[unchecked: index &+ GlyphTones.side])
      let before = Int32(tones.tones[unchecked: index])
      let after = Int32(tones.tones[unchecked: index &+ 2 &* GlyphTones.side])
      // Most of a glyph is paper.
      if right | before | after != 0 { right = above &* before &+ below &* after &+ own &* right }
      inks = (inks << 1 | (right > (isInk ? edge : 0) ? 1 : 0)) & 7
      if inks != 0, column >= 0 {
        let pixels =
          !isInk
          ? GlyphBrush.square(middle / GlyphBrush.weights, column, row, plane)
          : inks == 7 ? 0x7F : GlyphBrush.cut(left, middle, right, edge)
        // Of a frame's 200 pixels two on each side are paper.
        let place = column &* 7 &+ 2
        let bits = pixels << UInt32(truncatingIfNeeded: 9 &- place & 7)
        line[unchecked: place >> 3] ^= UInt8(truncatingIfNeeded: bits >> 8)
        line[unchecked: place >> 3 &+ 1] ^= UInt8(truncatingIfNeeded: bits)
      }
      left = middle
      middle = right
      index &+= 1
    }
  }

  /// What one of the glyph's pixels becomes there, the leftmost in bit 6; 0 is paper. The same weights apply across,
  /// stepped from pixel to pixel by first and second differences.
  private static func cut(_ left: Int32, _ middle: Int32, _ right: Int32, _ edge: Int32) -> UInt32 {
    var excess = 169 &* left &+ 222 &* middle &+ right &- edge &* weights
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

  /// The same for unsmoothed data. Greys are dots, anchored to the frame so that neighbours of the same grey join
  /// without a seam.
  private static func square(_ tone: Int32, _ column: Int, _ row: Int, _ plane: GlyphPlane) -> UInt32 {
    guard tone > 0, tone < 96 else { return tone > 0 ? 0x7F : 0 }
    let shift = UInt32(truncatingIfNeeded: (tone == 32 ? 12 : 28) &- (row & 3) &* 4)
    let four = plane.greys >> shift & 0xF
    // Seven pixels on to the next column is one back, modulo the pattern's four.
    return (four &* 0x111) >> (5 &- UInt32(truncatingIfNeeded: 0 &- column) & 3) & 0x7F
  }
}
