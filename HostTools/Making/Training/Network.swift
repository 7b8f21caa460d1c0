// The predictor's network in floating point, for training, with its gradient.
// Must never differ from the firmware's integer network except by rounding.

import Firmware
import Foundation
import Learning

/// Parameters or their gradients, in one sequence of 16-wide lanes.
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

  /// The firmware's second-layer sums have 16 bits, which reach from -32 to 32. Those beyond 24 are pulled back, by a
  /// slope that matters where millions of pixels push them out, and is small where they belong.
  private static let largestSum = Lane(repeating: 24)
  private static let pull: Float = 0.05

  var lanes: [Lane]

  init() {
    lanes = Array(repeating: Lane(repeating: 0), count: Network.laneCount)
  }

  /// Forward and backward through one pixel.
  /// `active` are table rows; `level` is the pixel's level; `gradient` is added to.
  /// - Returns: the pixel's cost in nats.
  @inline(__always)
  static func learn(
    _ lanes: UnsafePointer<Lane>, active: UnsafePointer<UInt16>, count: Int, level: Int, roundsActivations: Bool,
    gradient: UnsafeMutablePointer<Lane>, scratch: UnsafeMutablePointer<Scratch>
  ) -> Float {
    let zero = Lane(repeating: 0)
    var (h0, h1, h2, h3) = (zero, zero, zero, zero)
    for index in 0..<count {
      let row = lanes + Int(active[index]) * 4
      h0 += row[0]
      h1 += row[1]
      h2 += row[2]
      h3 += row[3]
    }
    let working = scratch.pointee.list(h0, h1, h2, h3, roundsActivations: roundsActivations)
    var s0 = lanes[secondBiasStart]
    var s1 = lanes[secondBiasStart + 1]
    for place in 0..<working {
      let unit = scratch.pointee.values[place]
      let weights = lanes + secondStart + Int(scratch.pointee.numbers[place]) * 2
      s0 += weights[0] * unit
      s1 += weights[1] * unit
    }
    let (beyond0, beyond1) = (beyond(s0), beyond(s1))
    s0.replace(with: 0, where: s0 .< zero)
    s1.replace(with: 0, where: s1 .< zero)
    if roundsActivations {
      s0 = roundedDown(s0, Float(ModelScale.activation))
      s1 = roundedDown(s1, Float(ModelScale.activation))
    }

    // The decisions: Any ink? The darkest? The darker of the two greys?
    var cost: Float = 0
    var d0 = zero
    var d1 = zero
    func decide(_ output: Int, _ bit: Bool) {
      let weights = lanes + outputStart + output * 2
      let z = total(weights[0] * s0 + weights[1] * s1) + lanes[outputBias][output]
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
    d0 += beyond0 * pull
    d1 += beyond1 * pull
    gradient[secondBiasStart] += d0
    gradient[secondBiasStart + 1] += d1
    scratch.pointee.slopes = .init(repeating: zero)
    for place in 0..<working {
      let number = Int(scratch.pointee.numbers[place])
      let index = secondStart + number * 2
      scratch.pointee.slopes[number / 16][number % 16] = total(lanes[index] * d0 + lanes[index + 1] * d1)
      let unit = scratch.pointee.values[place]
      gradient[index] += d0 * unit
      gradient[index + 1] += d1 * unit
    }
    let back = scratch.pointee.slopes
    for index in 0..<count {
      let row = gradient + Int(active[index]) * 4
      row[0] += back[0]
      row[1] += back[1]
      row[2] += back[2]
      row[3] += back[3]
    }
    return cost
  }

  /// How far each sum is outside the range that training keeps them in.
  private static func beyond(_ sums: Lane) -> Lane {
    (sums - largestSum).replacing(with: 0, where: sums .< largestSum)
      + (sums + largestSum).replacing(with: 0, where: sums .> -largestSum)
  }

  /// Temporary values for a pixel's pass.
  struct Scratch {
    /// The first layer's units with an output above 0: their numbers and outputs. Listed without a branch, since half
    /// of the units have one and no processor can predict which.
    var numbers: [64 of Int32] = .init(repeating: 0)
    var values: [64 of Float] = .init(repeating: 0)
    /// How the cost changes with each unit of the first layer.
    var slopes: [4 of Lane] = .init(repeating: Lane(repeating: 0))

    /// - Returns: how many.
    @inline(__always)
    mutating func list(_ h0: Lane, _ h1: Lane, _ h2: Lane, _ h3: Lane, roundsActivations: Bool) -> Int {
      var count = 0
      let lanes: [4 of Lane] = [h0, h1, h2, h3]
      for lane in 0..<4 {
        var units = lanes[lane]
        units.replace(with: 0, where: units .< Lane(repeating: 0))
        if roundsActivations { units = roundedDown(units, Float(ModelScale.first)) }
        for element in 0..<16 {
          numbers[count] = Int32(lane * 16 + element)
          values[count] = units[element]
          count += units[element] > 0 ? 1 : 0
          // The last one written may be one whose output is 0.
          count = min(count, 63 + (lane == 3 && element == 15 ? 1 : 0))
        }
      }
      return count
    }
  }
}

/// The values, from 0 to 2^22 / `scale`, rounded down to multiples of 1 / `scale`: adding 2^23 leaves no room for a
/// fraction. The obvious way takes a call for each element on processors before SSE 4.1.
private func roundedDown(_ values: Lane, _ scale: Float) -> Lane {
  let scaled = values * scale
  var whole = (scaled + 8_388_608) - 8_388_608
  whole.replace(with: whole - 1, where: whole .> scaled)
  return whole / scale
}

/// How the integer model stores the network: a weight is its integer divided by the scale.
enum ModelScale {
  /// For the first layer's table, and for the second layer's output.
  static let activation = 1 << GlyphModelLayout.activationBits
  /// For the first layer's output.
  static let first = activation >> GlyphModelLayout.firstShift
  /// For the second layer's weights and the output weights.
  static let weight = 1 << GlyphModelLayout.weightBits
  /// For biases, which are added to products of the two.
  static let outputBias = activation * weight
  static let secondBias = first * weight
}

extension Network {
  /// The nearest network whose weights are eight-bit integers at their scales.
  func quantised() -> Network {
    var network = self
    for index in lanes.indices {
      let (scale, largest) =
        switch index {
        case ..<Network.secondStart: (ModelScale.activation, 127)
        case Network.secondBiasStart..<Network.outputStart: (ModelScale.secondBias, 32_767)
        case Network.outputBias: (ModelScale.outputBias, 32_767)
        default: (ModelScale.weight, 127)
        }
      let limit = Lane(repeating: Float(largest))
      network.lanes[index] =
        (lanes[index] * Float(scale)).rounded(.toNearestOrEven).clamped(lowerBound: -limit, upperBound: limit)
        / Float(scale)
    }
    return network
  }
}
