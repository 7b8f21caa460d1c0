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
}
