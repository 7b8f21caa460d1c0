// One handwritten digit. Must never know where it is stored.

/// 28 × 28 pixels at four grey levels, 0 (paper) to 3 (ink), packed two bits a pixel: rows from the top,
/// four pixels a byte, the leftmost in the two highest bits.
public struct Glyph: BitwiseCopyable, Sendable {
  public static var side: Int { 28 }
  /// 28 · 28 · 2 bits.
  public static var packedSize: Int { 196 }

  public var packed: [196 of UInt8]

  /// Paper.
  public init() {
    packed = .init(repeating: 0)
  }

  public init(packed: [196 of UInt8]) {
    self.packed = packed
  }

  /// `column` and `row` are 0...27.
  public func level(column: Int, row: Int) -> UInt8 { Glyph.level(packed.span, column: column, row: row) }

  /// The same for a glyph's bytes: to read many pixels take the span once, since the compiler copies a glyph to read
  /// from it.
  static func level(_ packed: Span<UInt8>, column: Int, row: Int) -> UInt8 {
    let pixel = row &* Glyph.side &+ column
    return (packed[pixel >> 2] >> UInt8(truncatingIfNeeded: 6 &- 2 &* (pixel & 3))) & 3
  }
}

/// Identifies a glyph: number `number` in the sequence of `digit`, both counted from 0.
public struct GlyphID: Equatable, BitwiseCopyable, Sendable {
  public let digit: UInt8
  public let number: UInt32

  public init(digit: UInt8, number: UInt32) {
    self.digit = digit
    self.number = number
  }
}
