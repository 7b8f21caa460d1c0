// What the outputs for sixteen digits are worth: softmax and cross entropy. Must never change an output.

import Foundation
import Learning

/// Of some digits.
package struct Judgement: Sendable {
  /// In nats, summed.
  package var cost = 0.0
  /// Digits whose label had the highest output.
  var right = 0
  /// Digits whose label was among the five highest.
  var amongFive = 0

  package static func += (left: inout Judgement, right: Judgement) {
    left.cost += right.cost
    left.right += right.right
    left.amongFive += right.amongFive
  }

  /// - Parameters:
  ///   - logits: ten lanes.
  ///   - slopes: ten lanes, which become those of the cost.
  static func judge(
    _ logits: UnsafePointer<Lane>, _ labels: UnsafePointer<UInt8>, slopes: UnsafeMutablePointer<Lane>
  ) -> Judgement {
    var judgement = Judgement()
    for digit in 0..<16 {
      let label = Int(labels[digit])
      let wanted = logits[label][digit]
      var most = logits[0][digit]
      for number in 1..<10 { most = max(most, logits[number][digit]) }
      var sum: Float = 0
      var above = 0
      for number in 0..<10 {
        sum += exp(logits[number][digit] - most)
        if logits[number][digit] > wanted { above += 1 }
      }
      judgement.cost += Double(log(sum) + most - wanted)
      judgement.right += above == 0 ? 1 : 0
      judgement.amongFive += above < 5 ? 1 : 0
      for number in 0..<10 {
        slopes[number][digit] = exp(logits[number][digit] - most) / sum - (number == label ? 1 : 0)
      }
    }
    return judgement
  }
}
