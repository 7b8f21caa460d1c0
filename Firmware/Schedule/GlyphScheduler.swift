// Takes each digit's glyphs in sequence, so that none is shown again before all others have been shown.
// Must never choose at random, and never know what a panel is.

/// A glyph, and how many times its digit's whole sequence had been shown before it.
public struct GlyphChoice: Equatable, Sendable {
  public let id: GlyphID
  public let lap: UInt32

  public init(id: GlyphID, lap: UInt32) { (self.id, self.lap) = (id, lap) }
}

/// Ten cursors, one through each digit's own sequence.
public struct GlyphScheduler {
  /// Glyphs of each digit.
  public let counts: [10 of UInt32]
  public internal(set) var positions: GlyphPositions

  /// - Parameter counts: none may be 0; `GlyphTable` makes sure of that.
  public init(counts: [10 of UInt32]) {
    self.counts = counts
    positions = GlyphPositions()
  }

  /// The next glyph of `digit` (0...9) in its sequence.
  /// A glyph that another panel is showing is skipped: it is on view, so its place in the lap is used up without
  /// showing it twice. That happens only if a digit has so few glyphs that it comes round while one of them is still on
  /// a panel. If the panels show all that there are, the next in sequence is shown twice.
  public mutating func take(_ digit: UInt8, onView: [4 of GlyphID?]) -> GlyphChoice {
    let slot = Int(digit)
    let start = (cursor: positions.cursors[slot], lap: positions.laps[slot])
    for _ in 0..<min(counts[slot], 4) {
      let choice = advance(slot)
      if !isOnView(choice.id, onView) { return choice }
    }
    positions.cursors[slot] = start.cursor
    positions.laps[slot] = start.lap
    return advance(slot)
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

  private mutating func advance(_ slot: Int) -> GlyphChoice {
    let choice = GlyphChoice(
      id: GlyphID(digit: UInt8(truncatingIfNeeded: slot), number: positions.cursors[slot]), lap: positions.laps[slot])
    positions.cursors[slot] &+= 1
    wrap(slot)
    return choice
  }

  private func isOnView(_ id: GlyphID, _ onView: [4 of GlyphID?]) -> Bool {
    let onView = onView.span
    for panel in 0..<4 where onView[panel] == id { return true }
    return false
  }
}
