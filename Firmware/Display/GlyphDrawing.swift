// Draws a glyph on a panel's frame, 7 × 7 pixels for each of its own. Must never know which digit it draws.

extension Frame {
  /// Draws over the whole frame in black and white.
  public mutating func draw(_ glyph: Glyph, _ style: GlyphStyle) {
    draw(glyph, style, .blackAndWhite)
  }

  /// Draws one bit of each pixel's darkness, 0 (white) to 3 (black), over the whole frame.
  public mutating func draw(_ glyph: Glyph, _ style: GlyphStyle, bit: UInt8) {
    draw(glyph, style, bit == 0 ? .lowerBit : .upperBit)
  }

  private mutating func draw(_ glyph: Glyph, _ style: GlyphStyle, _ plane: GlyphPlane) {
    fill(plane.paper)
    _ = redraw(glyph, style, plane)
  }

  /// Draws over the same plane of another glyph.
  /// - Returns: where they differ.
  mutating func redraw(_ glyph: Glyph, _ style: GlyphStyle, _ plane: GlyphPlane) -> FrameChanges {
    var brush = GlyphBrush(glyph.packed.span, style, plane)
    var changes = FrameChanges()
    for row in 0..<GlyphBrush.rows {
      brush.begin(row)
      drawRow(row, &brush, plane.paper, &changes)
    }
    return changes
  }

  private mutating func drawRow(
    _ row: Int, _ brush: inout GlyphBrush, _ paper: UInt8, _ changes: inout FrameChanges
  ) {
    // 28 · 7 = 196 of the 200 pixels: two are paper, which is 0 here, on every side.
    let margin = 2
    // The row's pixels so far that make no whole byte yet, in the lowest `pending` bits.
    var bits: UInt32 = 0
    var pending = UInt32(margin)
    var byteColumn = 0
    for column in 0...Glyph.side {
      bits = bits << 7 | (column < Glyph.side ? brush.sevenPixels(column) : 0)
      pending &+= 7
      guard pending >= 8 else { continue }
      pending &-= 8
      let byte = paper ^ UInt8(truncatingIfNeeded: bits >> pending)
      setByte(byteColumn: byteColumn, row: row &+ margin, byte, &changes)
      byteColumn &+= 1
    }
  }
}
