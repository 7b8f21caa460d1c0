// How sure readers are of digits that they haven't learnt: a reader knows what it has learnt too well to judge it.
// Must never have a digit judged by a reader that has seen it.

import Digits
import ReaderModels
import Support

/// Halves of the digits are learnt, and each half is read by whoever learnt the other; several times, each time with
/// other halves, since one reader's doubts are half its own: of the hundred test digits in a hundred of which two
/// readers were least sure they had 54 in common.
public struct CrossReading {
  public let rounds: Int
  public let epochs: Int
  public let seed: UInt64

  public init(rounds: Int, epochs: Int, seed: UInt64) {
    (self.rounds, self.epochs, self.seed) = (rounds, epochs, seed)
  }

  /// Steps that all trainings together take.
  public func steps(_ count: Int) -> Int {
    2 * rounds * epochs * plan(0).stepsPerEpoch(count / 2)
  }

  private func plan(_ number: Int) -> ReaderPlan {
    ReaderPlan(network: .cnn, epochs: epochs, seed: seed &+ UInt64(number))
  }

  /// For each digit how sure of its label those are that haven't learnt it, 0 to 1: their mean.
  /// - Parameter progress: told how many steps are done; to return false ends it.
  /// - Returns: nil when it was ended.
  /// - Throws: `Failure` when there are too few digits to learn from.
  public func certainties(of digits: DigitSet, progress: (Int) -> Bool) throws -> [Double]? {
    var sums = [Double](repeating: 0, count: digits.count)
    var done = 0
    for number in 0..<2 * rounds {
      var random = SplitMix64(seed: seed &+ UInt64(number / 2))
      let order = (0..<digits.count).shuffled(using: &random)
      let halves = [Array(order[..<(digits.count / 2)]), Array(order[(digits.count / 2)...])]
      let trainer = try ReaderTrainer(plan(number), digits.picked(halves[number % 2]))
      while trainer.step < trainer.steps {
        _ = trainer.learn()
        done += 1
        guard progress(done) else { return nil }
      }
      let (others, reader) = (halves[1 - number % 2], try trainer.reader())
      let certainties = Parallel.map(others.count) {
        LoadedReader.certainty(Int(digits.labels[others[$0]]), of: Array(digits.image(others[$0])), by: [reader])
      }
      for (index, certainty) in zip(others, certainties) { sums[index] += certainty / Double(rounds) }
    }
    return sums
  }
}
