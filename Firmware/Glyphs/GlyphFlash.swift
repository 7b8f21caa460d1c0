// The partition that glyphs are read from. Must never return a different glyph than the reader would.

public protocol GlyphFlash: FlashRegion, ~Copyable {
  /// Has `reader` read a glyph. A machine with a core to spare may have done that in advance.
  func read(
    _ id: GlyphID, _ table: GlyphTable, by reader: inout GlyphReader, into glyph: inout Glyph
  ) throws(GlyphError)
}

extension GlyphFlash where Self: ~Copyable {
  @inline(__always)
  public func read(
    _ id: GlyphID, _ table: GlyphTable, by reader: inout GlyphReader, into glyph: inout Glyph
  ) throws(GlyphError) {
    try reader.read(id, table, in: bytes, into: &glyph)
  }
}
