// The predictor's network in floating point, for training, with its gradient.
// Must never differ from the firmware's integer network but by rounding.

import Firmware
import Foundation

/// A vector over the first layer's 64 units, and one over the second layer's 32.
typealias Lane = SIMD16<Float>

/// Parameters or their gradients, in one run of 16-wide lanes.
struct Network: Sendable {
  static let hidden = 64
  static let second = 32
  private static let hiddenLanes = hidden / 16
  private static let secondLanes = second / 16

  /// Where each part begins, in lanes.
  static let secondStart = GlyphFeatures.count * hiddenLanes
  static let secondBiasStart = secondStart + hidden * secondLanes
  static let outputStart = secondBiasStart + secondLanes
  /// The last lane holds the three biases.
  static let outputBias = outputStart + 3 * secondLanes
  static let laneCount = outputBias + 1

  var lanes: [Lane]

  init() {
    lanes = Array(repeating: Lane(repeating: 0), count: Network.laneCount)
  }

  /// Forward and backward through one pixel.
  /// - Parameters: `active` are table rows; `level` is what the pixel is; `gradient` is added to.
  /// - Returns: the pixel's cost in nats.
  @inline(__always)
  static func learn(
    _ lanes: UnsafePointer<Lane>, active: UnsafePointer<UInt16>, count: Int, level: Int, roundsActivations: Bool,
    gradient: UnsafeMutablePointer<Lane>
  ) -> Float {
    var h0 = Lane(repeating: 0)
    var (h1, h2, h3) = (h0, h0, h0)
    for index in 0..<count {
      let row = lanes + Int(active[index]) * 4
      h0 += row[0]
      h1 += row[1]
      h2 += row[2]
      h3 += row[3]
    }
    let zero = Lane(repeating: 0)
    let units: [4 of Lane] = [
      pointwiseMax(h0, zero), pointwiseMax(h1, zero), pointwiseMax(h2, zero), pointwiseMax(h3, zero),
    ]
    var s0 = lanes[secondBiasStart]
    var s1 = lanes[secondBiasStart + 1]
    for lane in 0..<4 {
      for element in 0..<16 {
        let unit = units[lane][element]
        if unit == 0 { continue }
        let weights = lanes + secondStart + (lane * 16 + element) * 2
        s0 += weights[0] * unit
        s1 += weights[1] * unit
      }
    }
    s0 = pointwiseMax(s0, zero)
    s1 = pointwiseMax(s1, zero)
    if roundsActivations {
      let scale = Float(ModelScale.activation)
      s0 = (s0 * scale).rounded(.down) / scale
      s1 = (s1 * scale).rounded(.down) / scale
    }

    // The decisions: any ink? the darkest? the darker of the two greys?
    var cost: Float = 0
    var d0 = zero
    var d1 = zero
    func decide(_ output: Int, _ bit: Bool) {
      let weights = lanes + outputStart + output * 2
      let z = (weights[0] * s0 + weights[1] * s1).sum() + lanes[outputBias][output]
      let probability = 1 / (1 + exp(-z))
      let likelihood = bit ? probability : 1 - probability
      cost -= log(max(likelihood, 1e-7))
      let slope = probability - (bit ? 1 : 0)
      d0 += weights[0] * slope
      d1 += weights[1] * slope
      gradient[outputStart + output * 2] += s0 * slope
      gradient[outputStart + output * 2 + 1] += s1 * slope
      gradient[outputBias][output] += slope
    }
    decide(0, level > 0)
    if level > 0 { decide(1, level == 3) }
    if level == 1 || level == 2 { decide(2, level == 2) }

    d0.replace(with: 0, where: s0 .<= zero)
    d1.replace(with: 0, where: s1 .<= zero)
    gradient[secondBiasStart] += d0
    gradient[secondBiasStart + 1] += d1
    var back: [4 of Lane] = [zero, zero, zero, zero]
    for lane in 0..<4 {
      for element in 0..<16 {
        let unit = units[lane][element]
        if unit == 0 { continue }
        let index = secondStart + (lane * 16 + element) * 2
        back[lane][element] = (lanes[index] * d0 + lanes[index + 1] * d1).sum()
        gradient[index] += d0 * unit
        gradient[index + 1] += d1 * unit
      }
    }
    for index in 0..<count {
      let row = gradient + Int(active[index]) * 4
      row[0] += back[0]
      row[1] += back[1]
      row[2] += back[2]
      row[3] += back[3]
    }
    return cost
  }
}

/// How the integer model stores the network: a weight is its integer divided by the scale.
enum ModelScale {
  /// Of the first layer's table, and of the activations of both hidden layers.
  static let activation = 1 << GlyphModelLayout.activationBits
  /// Of the second layer's weights and of the outputs'.
  static let weight = 1 << GlyphModelLayout.weightBits
  /// Of biases, which are added to products of the two.
  static let bias = activation * weight
}

extension Network {
  /// The nearest network whose weights are integers of eight bits at their scales.
  func quantised() -> Network {
    var network = self
    for index in lanes.indices {
      let isBias =
        index == Network.outputBias
        || (Network.secondBiasStart..<Network.outputStart).contains(index)
      let scale = Float(
        isBias ? ModelScale.bias : index < Network.secondStart ? ModelScale.activation : ModelScale.weight)
      let limit = Lane(repeating: isBias ? 32_767 : 127)
      network.lanes[index] =
        (lanes[index] * scale).rounded(.toNearestOrEven).clamped(lowerBound: -limit, upperBound: limit) / scale
    }
    return network
  }
}
