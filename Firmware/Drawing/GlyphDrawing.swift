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
    var changes = FrameChanges.none
    redraw(glyph, style, plane, &changes)
  }

  /// Draws over another glyph in the same plane.
  /// - Parameter changes: gets the differences added.
  @inline(never)
  mutating func redraw(_ glyph: Glyph, _ style: GlyphStyle, _ plane: GlyphPlane, _ changes: inout FrameChanges) {
    var brush = GlyphBrush(style, plane)
    brush.take(glyph.packed.span)
    for row in 0..<GlyphBrush.rows {
      brush.draw(row)
      // 28 · 7 = 196 of the 200 rows: two above and two below are paper.
      setRow(row &+ 2, brush.line.span, &changes)
    }
  }
}
