// Where each digit's sequence stands. Must never know of which image: whoever keeps positions keeps that beside them.

public struct GlyphPositions: Equatable, Sendable {
  /// The number of the glyph that each digit takes next.
  public var cursors: [10 of UInt32]
  /// How often each digit's whole sequence has been shown.
  public var laps: [10 of UInt32]

  public init(
    cursors: [10 of UInt32] = .init(repeating: 0), laps: [10 of UInt32] = .init(repeating: 0)
  ) {
    self.cursors = cursors
    self.laps = laps
  }

  public static func == (left: GlyphPositions, right: GlyphPositions) -> Bool {
    for digit in 0..<10 {
      guard left.cursors[digit] == right.cursors[digit], left.laps[digit] == right.laps[digit] else { return false }
    }
    return true
  }

  /// Whether each cursor lies within a sequence of so many glyphs.
  public func fit(_ counts: [10 of UInt32]) -> Bool {
    for digit in 0..<10 where cursors[digit] >= counts[digit] { return false }
    return true
  }
}
