// How far each digit's sequence has got. Must never know which image it belongs to: whoever keeps positions keeps that
// alongside.

public struct GlyphPositions: Equatable, BitwiseCopyable, Sendable {
  /// The number of the glyph that each digit takes next.
  public var cursors: [10 of UInt32]
  /// How many times each digit's whole sequence has been shown.
  public var laps: [10 of UInt32]

  public init(
    cursors: [10 of UInt32] = .init(repeating: 0), laps: [10 of UInt32] = .init(repeating: 0)
  ) {
    self.cursors = cursors
    self.laps = laps
  }

  public static func == (left: GlyphPositions, right: GlyphPositions) -> Bool {
    isEqual(left.cursors.span, right.cursors.span) && isEqual(left.laps.span, right.laps.span)
  }

  private static func isEqual(_ left: Span<UInt32>, _ right: Span<UInt32>) -> Bool {
    for digit in 0..<10 where left[digit] != right[digit] { return false }
    return true
  }

  /// Whether each cursor lies within a sequence of that many glyphs. `mutating` so that the compiler doesn't copy them.
  mutating func fit(_ counts: Span<UInt32>) -> Bool {
    for digit in 0..<10 where cursors[digit] >= counts[digit] { return false }
    return true
  }
}
