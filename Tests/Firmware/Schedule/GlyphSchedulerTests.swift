// The order in which glyphs are taken, lap by lap.

import Firmware
import Support
import TestSupport
import Testing

@Suite struct GlyphSchedulerTests {
  /// Three whole laps of every digit's real count: all numbers in order, each once per lap.
  @Test func wholeLapsOfMNIST() {
    var scheduler = GlyphScheduler(counts: lanes(RealDigits.counts))
    for lap in 0..<3 {
      for (digit, count) in RealDigits.counts.enumerated() {
        for number in 0..<count {
          let choice = scheduler.take(UInt8(digit), onView: .init(repeating: nil))
          #expect(choice.id == GlyphID(digit: UInt8(digit), number: UInt32(number)) && choice.lap == lap)
        }
      }
    }
  }

  @Test func aGlyphOnViewIsPassedOver() {
    var scheduler = GlyphScheduler(counts: lanes(.init(repeating: 3, count: 10)))
    let onView: [4 of GlyphID?] = [GlyphID(digit: 7, number: 1), GlyphID(digit: 8, number: 0), nil, nil]
    #expect((0..<4).map { _ in scheduler.take(7, onView: onView).id.number } == [0, 2, 0, 2])
  }

  @Test func whereAllAreOnViewTheNextComesTwice() {
    var scheduler = GlyphScheduler(counts: lanes(.init(repeating: 2, count: 10)))
    let onView: [4 of GlyphID?] = [GlyphID(digit: 1, number: 0), GlyphID(digit: 1, number: 1), nil, nil]
    let choices = (0..<4).map { _ in scheduler.take(1, onView: onView) }
    #expect(choices.map(\.id.number) == [0, 1, 0, 1])
    #expect(choices.map(\.lap) == [0, 0, 1, 1])
  }

  // MARK: Legible

  /// Three glyphs of each digit. Of digit 7 the first is legible (level 7 begins at 50 %), the others aren't; of digit 8
  /// the last two are; of digit 9 none is.
  private static let levels: [UInt8] = .init(repeating: 15, count: 21) + [7, 6, 0] + [6, 7, 15] + [5, 6, 0]

  @Test(
    arguments: [
      (7, 50, [0, 0, 0, 0], [0, 1, 2, 3]), (7, 51, [0, 1, 2, 0], [0, 0, 0, 1]), (7, 40, [0, 1, 0, 1], [0, 0, 1, 1]),
      (7, 1, [0, 1, 0, 1], [0, 0, 1, 1]), (7, 0, [0, 1, 2, 0], [0, 0, 0, 1]),
      (8, 50, [1, 2, 1, 2], [0, 0, 1, 1]), (8, 100, [2, 2, 2, 2], [0, 1, 2, 3]), (8, 0, [0, 1, 2, 0], [0, 0, 0, 1]),
      (9, 50, [0, 1, 2, 0], [0, 0, 0, 1]), (9, 40, [1, 1, 1, 1], [0, 1, 2, 3]),
    ] as [(UInt8, UInt8, [UInt32], [UInt32])])
  func whatIsNotLegibleIsPassedOver(digit: UInt8, legible: UInt8, numbers: [UInt32], laps: [UInt32]) {
    var scheduler = GlyphScheduler(counts: lanes(.init(repeating: 3, count: 10)), legible: legible)
    let choices = (0..<4).map { _ in
      scheduler.take(digit, onView: .init(repeating: nil), legibilityBytes(Self.levels, count: 30).span)
    }
    #expect(choices.map(\.id.number) == numbers && choices.map(\.lap) == laps)
    #expect(choices.allSatisfy { $0.id.digit == digit })
  }

  /// Both rules at once: another panel's glyph is passed over for a legible one, but not for an illegible one.
  @Test func aLegibleGlyphMayComeTwiceBeforeAnIllegibleOne() {
    let levels = legibilityBytes(Self.levels, count: 30)
    var scheduler = GlyphScheduler(counts: lanes(.init(repeating: 3, count: 10)), legible: 50)
    let seven: [4 of GlyphID?] = [GlyphID(digit: 7, number: 0), nil, nil, nil]
    #expect((0..<2).map { _ in scheduler.take(7, onView: seven, levels.span).id.number } == [0, 0])
    let eight: [4 of GlyphID?] = [GlyphID(digit: 8, number: 1), nil, nil, nil]
    #expect((0..<2).map { _ in scheduler.take(8, onView: eight, levels.span).id.number } == [2, 2])
    let nine: [4 of GlyphID?] = [GlyphID(digit: 9, number: 0), GlyphID(digit: 9, number: 2), nil, nil]
    #expect((0..<2).map { _ in scheduler.take(9, onView: nine, levels.span).id.number } == [1, 1])
  }

  /// Legibility that is shorter than the counts say, as no checked image has it, leaves nothing out.
  @Test func glyphsWithoutALevelAreLegible() {
    var scheduler = GlyphScheduler(counts: lanes(.init(repeating: 3, count: 10)), legible: 100)
    let levels: [UInt8] = .init(repeating: 0, count: 12)
    #expect(
      (0..<4).map { _ in scheduler.take(8, onView: .init(repeating: nil), levels.span).id.number } == [0, 1, 2, 0])
  }
}
