// Takes each digit's glyphs in sequence, so that none is shown again before all others have been shown.
// Must never choose at random, and never know what a panel is.

/// A glyph, and how many times its digit's whole sequence had been shown before it.
public struct GlyphChoice: Equatable, Sendable {
  public let id: GlyphID
  public let lap: UInt32

  public init(id: GlyphID, lap: UInt32) { (self.id, self.lap) = (id, lap) }
}

/// Ten cursors, one through each digit's own sequence.
public struct GlyphScheduler: BitwiseCopyable, Sendable {
  /// Glyphs of each digit.
  public internal(set) var counts: [10 of UInt32]
  /// The certainty in percent below which a glyph is passed over; 0 for none.
  private let legible: UInt8
  /// The same for codes that are to be typed: of each digit some thousand glyphs are certain to a reader.
  private static var plain: UInt8 { 99 }
  public internal(set) var positions: GlyphPositions

  /// None of `counts` may be 0; `GlyphTable` makes sure of that.
  @inline(__always)
  public init(counts: [10 of UInt32], legible: UInt8 = 0) {
    self.counts = counts
    self.legible = legible
    positions = GlyphPositions()
  }

  /// The next glyph of `digit` (0...9) in its sequence.
  /// What isn't legible enough is passed over, and so is a glyph that another panel is showing: it is on view, so its
  /// place in the lap is used up without showing it twice. That happens only if a digit has so few glyphs that it comes
  /// round while one of them is still on a panel. If the panels show all legible ones, the next of them is shown twice.
  /// A digit without any shows its sequence as if each were.
  /// `legibility` is as `GlyphTable.legibility` gives it; at most a lap of it is looked at.
  /// `isPlain` says that only what can't be misread will do.
  public mutating func take(
    _ digit: UInt8, onView: [4 of GlyphID?], _ legibility: Span<UInt8> = Span(), isPlain: Bool = false
  ) -> GlyphChoice {
    let slot = Int(digit)
    var first: UInt32 = 0
    for other in 0..<slot { first &+= counts[other] }
    var (number, lap) = (positions.cursors[slot], positions.laps[slot])
    var choice = GlyphChoice(id: GlyphID(digit: digit, number: number), lap: lap)
    var leastFault: UInt8 = 4
    let least = isPlain ? GlyphScheduler.plain : legible
    for _ in 0..<counts[slot] {
      let id = GlyphID(digit: digit, number: number)
      let level = GlyphLegibility.level(at: first &+ number, in: legibility)
      var fault: UInt8 = GlyphLegibility.leastCertainty(ofLevel: level) < least ? 2 : 0
      // What is on view needn't be looked up for a glyph that is no better in any case.
      if fault < leastFault, isOnView(id, onView) { fault |= 1 }
      if fault < leastFault {
        leastFault = fault
        choice = GlyphChoice(id: id, lap: lap)
        if fault == 0 { break }
      }
      number &+= 1
      if number == counts[slot] { (number, lap) = (0, lap &+ 1) }
    }
    positions.cursors[slot] = choice.id.number &+ 1
    positions.laps[slot] = choice.lap
    wrap(slot)
    return choice
  }

  /// Skips what `digit` still has before glyph `end`, because it can't be read. The glyph that was taken last lies
  /// before `end`, which is at most the digit's count.
  public mutating func skip(_ digit: UInt8, to end: UInt32) {
    let slot = Int(digit)
    // A cursor at 0 has wrapped round with that last glyph.
    guard positions.cursors[slot] != 0 else { return }
    positions.cursors[slot] = max(positions.cursors[slot], end)
    wrap(slot)
  }

  private mutating func wrap(_ slot: Int) {
    guard positions.cursors[slot] >= counts[slot] else { return }
    positions.cursors[slot] = 0
    positions.laps[slot] &+= 1
  }

  @inline(__always)
  private func isOnView(_ id: GlyphID, _ onView: [4 of GlyphID?]) -> Bool {
    for panel in 0..<4 where onView[panel] == id { return true }
    return false
  }
}
