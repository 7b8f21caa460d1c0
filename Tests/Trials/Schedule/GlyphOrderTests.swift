// No repeat, over random image sizes and all that can happen to a plan. Must never count by the scheduler's own means.

import Firmware
import Support
import TestSupport
import Testing

@Suite struct GlyphOrderTests {
  /// Over random counts (many of them tiny), both policies, both formats, jumps of time and failing panels:
  /// 1. with enough glyphs, two panels with the same digit show different ones;
  /// 2. a glyph comes again only when all others of its digit have been shown or on view since.
  @Test(arguments: 0..<60)
  func noGlyphComesTooSoon(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let counts = (0..<10).map { _ in Int.random(in: 1...(seed % 2 == 0 ? 6 : 300), using: &random) }
    let policy: RedrawPolicy = Bool.random(using: &random) ? .onChange : .everyMinute
    let format: HourFormat = Bool.random(using: &random) ? .twentyFour : .twelve
    var plan = PanelPlan(counts: lanes(counts), policy: policy)
    var shown: [GlyphID?] = .init(repeating: nil, count: 4)
    // For each glyph, when it was drawn last, and which others of its digit were on view then: they count as shown
    // after it, for as long as they stay.
    var turns = counts.map { [Int](repeating: 0, count: $0) }
    var beside = counts.map { [Set<UInt32>](repeating: [], count: $0) }
    var turn = 1
    var minute = Int64.random(in: 0..<1_000_000, using: &random)
    for _ in 0..<4_000 {
      minute += Int.random(in: 0..<50, using: &random) == 0 ? Int64.random(in: -700...700, using: &random) : 1
      let steps = plan.steps(for: ClockFace(LocalTime(seconds: minute * 60), format))
      for panel in 0..<4 where steps[panel] != .keep { shown[panel] = nil }
      for panel in 0..<4 {
        guard case .draw(let choice) = steps[panel] else { continue }
        let id = choice.id
        let (digit, number) = (Int(id.digit), Int(id.number))
        let onView = Set(shown.compactMap { $0 }.filter { $0.digit == id.digit }.map(\.number))
        let last = turns[digit][number]
        if last > 0 {
          let missing = turns[digit].indices.filter { turns[digit][$0] < last }
          let isLapOver = beside[digit][number].union(onView).isSuperset(of: missing.map { UInt32($0) })
          #expect(isLapOver, "seed \(seed): \(id) too soon")
        }
        if counts[digit] >= 4 {
          #expect(!onView.contains(id.number), "seed \(seed): \(id) on two panels")
        }
        turns[digit][number] = turn
        beside[digit][number] = onView
        turn += 1
        shown[panel] = id
      }
      if Int.random(in: 0..<40, using: &random) == 0 {
        let panel = Int.random(in: 0..<4, using: &random)
        plan.forget(panel)
        shown[panel] = nil
      }
    }
  }
}
