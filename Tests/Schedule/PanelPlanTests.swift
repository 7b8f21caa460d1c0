// The promise to the clock's readers, as properties over random counts, policies and times.

import Firmware
import Support
import Testing

@Suite struct PanelPlanTests {
  @Test func onlyPanelsWhoseDigitChangesAreRedrawn() {
    var plan = PanelPlan(counts: lanes(GlyphSchedulerTests.mnist), policy: .onChange)
    #expect(drawn(&plan, 12, 34) == "1234")
    #expect(drawn(&plan, 12, 34) == "----")
    #expect(drawn(&plan, 12, 35) == "---5")
    #expect(drawn(&plan, 12, 40) == "--40")
    #expect(drawn(&plan, 13, 40) == "-3--")
    #expect(drawn(&plan, 19, 59) == "-959")
    #expect(drawn(&plan, 20, 0) == "2000")
  }

  @Test func everyMinuteRedrawsAll() {
    var plan = PanelPlan(counts: lanes(GlyphSchedulerTests.mnist), policy: .everyMinute)
    #expect(drawn(&plan, 12, 34) == "1234")
    #expect(drawn(&plan, 12, 35) == "1235")
  }

  @Test func aBlankPanelIsClearedOnceUnderBothPolicies() {
    for policy in [RedrawPolicy.onChange, .everyMinute] {
      var plan = PanelPlan(counts: lanes(GlyphSchedulerTests.mnist), policy: policy)
      #expect(drawn(&plan, 12, 59, .twelve) == "1259")
      #expect(drawn(&plan, 13, 0, .twelve).first == " ")
      #expect(drawn(&plan, 13, 1, .twelve).first == "-")
      #expect(drawn(&plan, 22, 0, .twelve).first == "1")
    }
  }

  @Test func aForgottenPanelIsRedrawn() {
    var plan = PanelPlan(counts: lanes(GlyphSchedulerTests.mnist), policy: .onChange)
    _ = drawn(&plan, 12, 34)
    plan.forget(1)
    #expect(drawn(&plan, 12, 34) == "-2--")
  }

  /// Over random counts (many of them tiny), both policies, both formats, jumps of time and failing panels:
  /// 1. with enough glyphs, two panels with the same digit show different ones;
  /// 2. a glyph comes again only when all others of its digit have been shown or are on view since.
  @Test(arguments: 0..<60)
  func noGlyphComesTooSoon(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let counts = (0..<10).map { _ in Int.random(in: 1...(seed % 2 == 0 ? 6 : 300), using: &random) }
    let policy: RedrawPolicy = Bool.random(using: &random) ? .onChange : .everyMinute
    let format: HourFormat = Bool.random(using: &random) ? .twentyFour : .twelve
    var plan = PanelPlan(counts: lanes(counts), policy: policy)
    var shown: [GlyphID?] = .init(repeating: nil, count: 4)
    // For each glyph, the others of its digit that were shown since it was.
    var since: [GlyphKey: Set<UInt32>] = [:]
    var minute = Int64.random(in: 0..<1_000_000, using: &random)
    for _ in 0..<4_000 {
      minute += Int.random(in: 0..<50, using: &random) == 0 ? Int64.random(in: -700...700, using: &random) : 1
      let steps = plan.steps(for: ClockFace(LocalTime(seconds: minute * 60), format))
      for panel in 0..<4 where steps[panel] != .keep { shown[panel] = nil }
      for panel in 0..<4 {
        guard case .draw(let choice) = steps[panel] else { continue }
        let id = choice.id
        let key = GlyphKey(id)
        let others = Set((0..<UInt32(counts[Int(id.digit)])).filter { $0 != id.number })
        let onView = Set(shown.compactMap { $0 }.filter { $0.digit == id.digit }.map(\.number))
        if let passed = since[key] {
          #expect(passed.union(onView).isSuperset(of: others), "seed \(seed): \(id) too soon")
        }
        if counts[Int(id.digit)] >= 4 {
          #expect(!onView.contains(id.number), "seed \(seed): \(id) on two panels")
        }
        since[key] = []
        for other in others { since[GlyphKey(GlyphID(digit: id.digit, number: other))]?.insert(id.number) }
        // What is on view counts as shown for as long as it stays.
        for number in onView { since[key]?.insert(number) }
        shown[panel] = id
      }
      if Int.random(in: 0..<40, using: &random) == 0 {
        let panel = Int.random(in: 0..<4, using: &random)
        plan.forget(panel)
        shown[panel] = nil
      }
    }
  }

  private struct GlyphKey: Hashable {
    let digit: UInt8
    let number: UInt32
    init(_ id: GlyphID) { (digit, number) = (id.digit, id.number) }
  }

  /// The digits drawn, "-" for a panel that keeps its picture, " " for one that is cleared.
  private func drawn(_ plan: inout PanelPlan, _ hour: Int64, _ minute: Int64, _ format: HourFormat = .twentyFour)
    -> String
  {
    let steps = plan.steps(for: ClockFace(LocalTime(seconds: hour * 3_600 + minute * 60), format))
    return (0..<4).map { panel in
      switch steps[panel] {
      case .keep: "-"
      case .clear: " "
      case .draw(let choice): "\(choice.id.digit)"
      }
    }.joined()
  }
}
