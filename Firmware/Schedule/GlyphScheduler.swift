// Takes each digit's glyphs in sequence, so that none comes again before all others have been shown.
// Must never choose at random, and never know what a panel is.

/// A glyph together with how often its digit's whole sequence had been shown before it.
public struct GlyphChoice: Equatable, Sendable {
  public let id: GlyphID
  public let lap: UInt32
}

/// Ten cursors, one through each digit's own sequence.
public struct GlyphScheduler {
  /// Glyphs of each digit.
  public let counts: [10 of UInt32]
  /// The number of the glyph that each digit takes next.
  private var cursors: [10 of UInt32] = .init(repeating: 0)
  private var laps: [10 of UInt32] = .init(repeating: 0)

  /// - Parameter counts: none may be 0; `GlyphTable` has made sure of it.
  public init(counts: [10 of UInt32]) {
    self.counts = counts
  }

  /// The next glyph of `digit` (0...9) in its sequence.
  ///
  /// A glyph that another panel shows at this moment is passed over: it is on view, so its place in the lap
  /// is spent without showing it twice. That happens only with fewer glyphs than a digit needs while one of
  /// them stays on a panel. Where the panels show all that there are, the next in sequence is shown twice.
  public mutating func take(_ digit: UInt8, onView: [4 of GlyphID?]) -> GlyphChoice {
    let slot = Int(digit)
    let start = (cursor: cursors[slot], lap: laps[slot])
    for _ in 0..<min(counts[slot], 4) {
      let choice = advance(slot)
      if !isOnView(choice.id, onView) { return choice }
    }
    cursors[slot] = start.cursor
    laps[slot] = start.lap
    return advance(slot)
  }

  /// Leaves out what `digit` still has before glyph `end`, because it can't be read. The glyph that was taken last
  /// lies before `end`, which is at most the digit's count.
  public mutating func skip(_ digit: UInt8, to end: UInt32) {
    let slot = Int(digit)
    // A cursor at 0 has gone round with that last glyph.
    guard cursors[slot] != 0 else { return }
    cursors[slot] = max(cursors[slot], end)
    wrap(slot)
  }

  private mutating func wrap(_ slot: Int) {
    guard cursors[slot] >= counts[slot] else { return }
    cursors[slot] = 0
    laps[slot] &+= 1
  }

  private mutating func advance(_ slot: Int) -> GlyphChoice {
    let choice = GlyphChoice(
      id: GlyphID(digit: UInt8(truncatingIfNeeded: slot), number: cursors[slot]), lap: laps[slot])
    cursors[slot] &+= 1
    wrap(slot)
    return choice
  }

  private func isOnView(_ id: GlyphID, _ onView: [4 of GlyphID?]) -> Bool {
    for panel in 0..<4 where onView[panel] == id { return true }
    return false
  }
}
