// Digits judged by readers that haven't learnt them. Must never take minutes: a few hundred drawn digits are enough.

import Digits
import ReaderTraining
import TestSupport
import Testing

struct CrossReadingTests {
  /// Six hundred digits, one in thirty under a wrong label. A reader that had learnt them would be as sure of those as
  /// of any; by chance it is a tenth.
  @Test func wrongLabelsAreNotBelieved() throws {
    let drawn = StrokeDigits.make(countPerDigit: 60).shuffled(seed: 1)
    let isWrong = (0..<drawn.count).map { $0 % 30 == 7 }
    let digits = DigitSet(
      pixels: drawn.pixels,
      labels: zip(drawn.labels, isWrong).map { label, isWrong in isWrong ? (label + 3) % 10 : label })
    var steps = 0
    let reading = CrossReading(rounds: 2, epochs: 8, seed: 1)
    let certainties = try #require(
      try reading.certainties(of: digits) {
        steps = $0
        return true
      })
    #expect(steps == reading.steps(digits.count))
    func mean(_ wrong: Bool) -> Double {
      let some = zip(certainties, isWrong).filter { $0.1 == wrong }.map(\.0)
      return some.reduce(0, +) / Double(some.count)
    }
    #expect(certainties.allSatisfy { (0...1).contains($0) })
    #expect(mean(false) > 0.5 && mean(true) < 0.2, "\(mean(false)), \(mean(true))")
  }

  @Test func anEndIsHeeded() throws {
    let digits = StrokeDigits.make(countPerDigit: 30)
    var steps = 0
    let certainties = try CrossReading(rounds: 1, epochs: 4, seed: 1).certainties(of: digits) {
      steps = $0
      return $0 < 3
    }
    #expect(certainties == nil && steps == 3)
  }
}
