// How a glyph looks, and what a frame holds of it. Must never know which digit it is.

public enum GlyphStyle: UInt8, BitwiseCopyable, Sendable {
  /// As written: strokes with round, clean edges.
  case ink
  /// The data as they are: squares, with grey as dots.
  case pixels
}

enum GlyphPlane {
  case blackAndWhite
  /// Bits of each pixel's darkness, 0 (white) to 3 (black).
  case upperBit, lowerBit

  var paper: UInt8 { self == .blackAndWhite ? Frame.white : 0 }
  /// Patterns of 4 × 4 pixels for dark and light grey in squares, row by row, dark grey in the upper half. In black and
  /// white this is Bayer's ordered dither, with 11 and 5 of the 16 black.
  var greys: UInt32 {
    switch self {
    case .blackAndWhite: 0xE5F5_A0A1
    case .upperBit: 0xFFFF_0000
    case .lowerBit: 0x0000_FFFF
    }
  }
}
