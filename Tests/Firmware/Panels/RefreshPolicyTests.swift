// The table in the policy's documentation, line by line. Must never ask a panel.

import Firmware
import Testing

@Suite struct RefreshPolicyTests {
  private let settings = RefreshSettings()

  private func known(_ change: (inout RefreshHistory) -> Void = { _ in }) -> RefreshHistory {
    var history = RefreshHistory()
    history.note(.full, pixels: 40_000, took: .milliseconds(2_510))
    change(&history)
    return history
  }

  private func choose(
    _ history: RefreshHistory, changed: UInt32? = 9_800, isHour: Bool = false, isGlyph: Bool = true,
    hasGreys: Bool = true, _ settings: RefreshSettings = RefreshSettings()
  ) -> RefreshMode? {
    refreshMode(
      settings, history, changed: changed, isGlyph: isGlyph, hasGreys: hasGreys, isHour: isHour)
  }

  @Test func eachLineOfTheTable() {
    let grey = RefreshSettings(shades: .grey)
    #expect(choose(RefreshHistory()) == .full && choose(RefreshHistory(), changed: nil) == .full)
    #expect(choose(known(), changed: nil) == nil && choose(known(), changed: nil, isHour: true) == nil)
    #expect(choose(known()) == .partial)
    #expect(choose(known(), isHour: true) == .full)
    #expect(choose(known { $0.note(.full, pixels: 1, took: .milliseconds(3_600)) }) == .full)
    #expect(choose(known { $0.note(.grey, pixels: 1, took: .milliseconds(5_500)) }) == .full)
    #expect(choose(known(), grey) == .grey && choose(RefreshHistory(), grey) == .grey)
    // A word, or a panel that has no greys.
    #expect(choose(known(), isGlyph: false, grey) == .partial && choose(known(), hasGreys: false, grey) == .partial)
    #expect(choose(known(), changed: nil, grey) == nil)
  }

  @Test func partialRefreshesAreCountedFromTheLastFullOne() {
    var history = known()
    for _ in 0..<59 {
      #expect(choose(history) == .partial)
      history.note(.partial, pixels: 9_800, took: .milliseconds(598))
    }
    #expect(choose(history) == .full)
    history.note(.full, pixels: 9_800, took: .milliseconds(2_510))
    #expect(choose(history) == .partial)
  }

  @Test func changedPixelsAreCountedFromTheLastFullOne() {
    var history = known()
    for _ in 0..<20 {
      #expect(choose(history, changed: 40_000) == .partial)
      history.note(.partial, pixels: 40_000, took: .milliseconds(598))
    }
    #expect(choose(history, changed: 1) == .full)
  }

  /// By the table: one at the start, one at each of the 23 hours after it, none in between.
  @Test func aDayOfTheOnesPanelHasTwentyFourFullRefreshes() {
    var history = RefreshHistory()
    var counts: [RefreshMode: Int] = [:]
    for minute in 0..<1_440 {
      guard let mode = choose(history, isHour: minute % 60 == 0) else { continue }
      counts[mode, default: 0] += 1
      history.note(mode, pixels: 9_800, took: .milliseconds(mode == .full ? 2_510 : 598))
    }
    #expect(counts == [.full: 24, .partial: 1_416])
  }
}
