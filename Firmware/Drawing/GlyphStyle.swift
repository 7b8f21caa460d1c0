// How a glyph looks, and what a frame holds of it. Must never know which digit it is.

public enum GlyphStyle: UInt8, Sendable {
  /// As written: strokes with round, clean edges.
  case ink
  /// As the data are: squares, grey by dots.
  case pixels
}

enum GlyphPlane {
  case blackAndWhite
  /// Bits of each pixel's darkness, 0 (white) to 3 (black).
  case upperBit, lowerBit

  var paper: UInt8 { self == .blackAndWhite ? Frame.white : 0 }
}
