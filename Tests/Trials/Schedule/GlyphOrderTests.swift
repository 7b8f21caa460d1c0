// No repeat, over random image sizes and all that can happen to a plan. Must never count by the scheduler's own means.

import Firmware
import Support
import TestSupport
import Testing

@Suite struct GlyphOrderTests {
  /// Over random counts (many of them tiny), both policies, both formats, jumps of time, failing panels, restarts and,
  /// for every third, glyphs of all levels and a setting `legible` that changes:
  /// 1. with enough glyphs, two panels with the same digit show different ones;
  /// 2. a glyph comes again only when all others of its digit that the setting hasn't kept back have been shown or on
  ///    view since;
  /// 3. what the setting keeps back isn't shown.
  @Test(arguments: 0..<90)
  func noGlyphComesTooSoon(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let counts = (0..<10).map { _ in Int.random(in: 1...(seed % 2 == 0 ? 6 : 300), using: &random) }
    let policy: RedrawPolicy = Bool.random(using: &random) ? .onChange : .everyMinute
    let format: HourFormat = Bool.random(using: &random) ? .twentyFour : .twelve
    var sight = Sight(counts, isMixed: seed % 3 == 2, &random)
    var plan = PanelPlan(counts: lanes(counts), policy: policy, legible: sight.legible)
    var shown: [GlyphID?] = .init(repeating: nil, count: 4)
    // For each glyph, when it was drawn last, and which others of its digit were on view then: they count as shown
    // after it, for as long as they stay.
    var turns = counts.map { [Int](repeating: 0, count: $0) }
    var beside = counts.map { [Set<UInt32>](repeating: [], count: $0) }
    var turn = 1
    var minute = Int64.random(in: 0..<1_000_000, using: &random)
    for _ in 0..<4_000 {
      minute += Int.random(in: 0..<50, using: &random) == 0 ? Int64.random(in: -700...700, using: &random) : 1
      if Int.random(in: 0..<200, using: &random) == 0 {
        sight.change(at: turn, &random)
        plan = PanelPlan(counts: lanes(counts), policy: policy, legible: sight.legible, positions: plan.positions)
        shown = .init(repeating: nil, count: 4)
      }
      let steps = plan.steps(for: ClockFace(LocalTime(seconds: minute * 60), format), sight.bytes.span)
      for panel in 0..<4 where steps[panel] != .keep { shown[panel] = nil }
      for panel in 0..<4 {
        guard case .draw(let choice) = steps[panel] else { continue }
        let id = choice.id
        let (digit, number) = (Int(id.digit), Int(id.number))
        let onView = Set(shown.compactMap { $0 }.filter { $0.digit == id.digit }.map(\.number))
        let last = turns[digit][number]
        if last > 0 {
          let missing = turns[digit].indices.filter { turns[digit][$0] < last && !sight.kept(digit, $0, since: last) }
          let isLapOver = beside[digit][number].union(onView).isSuperset(of: missing.map { UInt32($0) })
          #expect(isLapOver, "seed \(seed): \(id) too soon")
        }
        #expect(!sight.isKept(digit, number), "seed \(seed): \(id) with legible \(sight.legible)")
        if turns[digit].indices.count(where: { !sight.isKept(digit, $0) }) >= 4 {
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

/// How legible the glyphs are, and which of them the setting keeps back.
private struct Sight {
  private static let least = [0, 1, 3, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99, 100]

  private(set) var legible: UInt8 = 0
  let bytes: [UInt8]
  private let levels: [[UInt8]]
  private let isMixed: Bool
  /// For each glyph the last turn before which a setting kept it back.
  private var keptUntil: [[Int]]

  init(_ counts: [Int], isMixed: Bool, _ random: inout SplitMix64) {
    self.isMixed = isMixed
    levels = counts.map { count in
      // Of some digits hardly any are legible.
      let faint = Int.random(in: 0...4, using: &random)
      return (0..<count).map { _ in
        isMixed && Int.random(in: 0..<4, using: &random) < faint ? UInt8.random(in: 0...15, using: &random) : 15
      }
    }
    bytes = isMixed ? legibilityBytes(levels.flatMap { $0 }, count: counts.reduce(0, +)) : []
    keptUntil = counts.map { [Int](repeating: 0, count: $0) }
    change(at: 0, &random)
  }

  func isKept(_ digit: Int, _ number: Int) -> Bool {
    func isFaint(_ level: UInt8) -> Bool { Self.least[Int(level)] < Int(legible) }
    return isFaint(levels[digit][number]) && !levels[digit].allSatisfy(isFaint)
  }

  func kept(_ digit: Int, _ number: Int, since turn: Int) -> Bool {
    isKept(digit, number) || keptUntil[digit][number] > turn
  }

  mutating func change(at turn: Int, _ random: inout SplitMix64) {
    for digit in levels.indices {
      for number in levels[digit].indices where isKept(digit, number) { keptUntil[digit][number] = turn }
    }
    if isMixed {
      legible = [0, 3, 50, 95, 100, .random(in: 0...100, using: &random)].randomElement(using: &random) ?? 0
    }
  }
}
