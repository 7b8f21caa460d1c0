// Fits the tables for pixels with no ink nearby: a logistic regression on how often each case occurred. Must never see
// a pixel itself: the counts say everything.

import Firmware
import Foundation

struct BlankTables {
  /// `BlankContext.entries`, in 1/16.
  let entries: [Int8]
  /// For each digit the logits of the second and third decision, in 1/16.
  let levels: [Int8]

  private static let scale = Double(1 << GlyphModelLayout.blankBits)
  /// Rounds of Adam, whose rate is halved every hundred; the sums have long settled after this many.
  private static let rounds = 600

  init(_ set: TrainingSet) {
    let cases = set.blanks.sorted { $0.key < $1.key }
    let total = Double(cases.reduce(0) { $0 + $1.value.white + $1.value.ink })
    var weights = [Double](repeating: -2, count: BlankContext.entries)
    var momentum = [Double](repeating: 0, count: weights.count)
    var variance = momentum
    for round in 0..<Self.rounds {
      var slope = [Double](repeating: 0, count: weights.count)
      for (key, value) in cases {
        let logit = weights[Int(key.row)] + weights[Int(key.column)] + weights[Int(key.zone)]
        let probability = 1 / (1 + exp(-logit))
        let error = (Double(value.white + value.ink) * probability - Double(value.ink)) / total * 1_000
        slope[Int(key.row)] += error
        slope[Int(key.column)] += error
        slope[Int(key.zone)] += error
      }
      let rate = 0.1 * pow(0.5, Double(round / 100))
      for index in weights.indices {
        momentum[index] = 0.9 * momentum[index] + 0.1 * slope[index]
        variance[index] = 0.99 * variance[index] + 0.01 * slope[index] * slope[index]
        weights[index] -= rate * momentum[index] / (variance[index].squareRoot() + 1e-6)
        weights[index] = min(7.9, max(-7.9, weights[index]))
      }
    }
    entries = weights.map { Int8(($0 * Self.scale).rounded()) }
    levels = set.blankLevels.flatMap { counts in
      // As if each level had occurred once more, for digits with few samples.
      let (light, dark, darkest) = (Double(counts[0] + 1), Double(counts[1] + 1), Double(counts[2] + 1))
      return [log(darkest / (light + dark)), log(dark / light)].map {
        Int8(min(7.9, max(-7.9, $0)) * Self.scale)
      }
    }
  }

  /// What the blank pixels of the set cost in bits.
  func cost(_ set: TrainingSet) -> Double {
    set.blanks.sorted { $0.key < $1.key }.reduce(0) { sum, element in
      let logit =
        Double(
          Int(entries[Int(element.key.row)]) + Int(entries[Int(element.key.column)])
            + Int(entries[Int(element.key.zone)])) / Self.scale
      let probability = 1 / (1 + exp(-logit))
      return sum - Double(element.value.ink) * log2(probability)
        - Double(element.value.white) * log2(1 - probability)
    }
  }
}
