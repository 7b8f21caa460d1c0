// Sixteen digits' way through a network and back: their cost, and the slopes of its parameters.
// Must never change a parameter.

import Learning

/// Has the memory for all that lies between pictures and cost. Used by one thread at a time.
package final class Pass: @unchecked Sendable {
  let architecture: Architecture
  let input: UnsafeMutablePointer<Lane>
  private var values: [UnsafeMutablePointer<Lane>] = []
  private var outputs: [UnsafeMutablePointer<Lane>] = []
  private var slopes: [UnsafeMutablePointer<Lane>] = []
  private let valueSlopes: UnsafeMutablePointer<Lane>
  private let bordered: UnsafeMutablePointer<Lane>
  private(set) var means: [[Float]]
  private(set) var variances: [[Float]]

  package init(_ architecture: Architecture) {
    self.architecture = architecture
    func lanes(_ count: Int) -> UnsafeMutablePointer<Lane> {
      let lanes = UnsafeMutablePointer<Lane>.allocate(capacity: count)
      lanes.initialize(repeating: Lane(repeating: 0), count: count)
      return lanes
    }
    input = lanes(784)
    var (largest, widest) = (784, 784)
    for stage in architecture.stages {
      let c = stage.convolution
      let count = c.outputs * c.outputSide * c.outputSide
      values.append(lanes(count))
      outputs.append(lanes(c.outputs * stage.side * stage.side))
      slopes.append(lanes(c.outputs * stage.side * stage.side))
      largest = max(largest, count)
      let side = c.outputSide + 2 * (c.kernel - 1)
      widest = max(widest, stage.isDense ? (c.inputs * c.side * c.side + 15) / 16 * 16 : c.outputs * side * side)
    }
    valueSlopes = lanes(largest)
    bordered = lanes(widest)
    means = architecture.stages.map { .init(repeating: 0, count: $0.convolution.outputs) }
    variances = means
  }

  deinit {
    input.deallocate()
    (values + outputs + slopes).forEach { $0.deallocate() }
    valueSlopes.deallocate()
    bordered.deallocate()
  }

  /// The last stage's outputs, one a digit's value.
  var logits: UnsafePointer<Lane> { UnsafePointer(values[values.count - 1]) }

  /// The largest output of a stage.
  func largestOutput(_ index: Int) -> Float {
    let stage = architecture.stages[index]
    var most = Lane(repeating: 0)
    for place in 0..<stage.convolution.outputs * stage.side * stage.side {
      most = larger(most, outputs[index][place])
    }
    return most.max()
  }

  /// Puts a picture, from 0 to 1, into a lane of the input.
  package func put(_ picture: UnsafePointer<Float>, lane: Int) {
    let numbers = UnsafeMutableRawPointer(input).assumingMemoryBound(to: Float.self)
    for index in 0..<784 { numbers[index * 16 + lane] = picture[index] }
  }

  /// - Parameter rounding: nil while batches are normalised.
  package func forward(_ parameters: UnsafePointer<Float>, _ rounding: Rounding?) {
    var from = UnsafePointer(input)
    for (index, stage) in architecture.stages.enumerated() {
      let c = stage.convolution
      let value = values[index]
      if stage.isDense {
        Dense(inputs: stage.inputCount, outputs: c.outputs).forward(parameters + stage.weights, from, into: value)
      } else {
        c.forward(parameters + stage.weights, from, into: value)
      }
      let plane = c.outputSide * c.outputSide
      for channel in 0..<c.outputs {
        let lane = value + channel * plane
        let offset = parameters[stage.offsets + channel]
        if stage.isLast {
          for place in 0..<plane { lane[place] += offset }
          continue
        }
        var gain: Float = 1
        if rounding == nil {
          (means[index][channel], variances[index][channel]) = Normalisation.forward(lane, count: plane)
          gain = parameters[stage.gains + channel]
        }
        let out = outputs[index] + channel * stage.side * stage.side
        if stage.pools {
          for y in 0..<stage.side {
            for x in 0..<stage.side {
              let p = lane + 2 * (y * c.outputSide + x)
              let (a, b, d, e) = (p[0] * gain, p[1] * gain, p[c.outputSide] * gain, p[c.outputSide + 1] * gain)
              out[y * stage.side + x] = larger(larger(larger(a, b), larger(d, e)) + offset, Lane(repeating: 0))
            }
          }
        } else {
          for place in 0..<plane { out[place] = larger(lane[place] * gain + offset, Lane(repeating: 0)) }
        }
        if let limit = rounding?.limits[index] {
          let steps = 255 / limit
          let top = Lane(repeating: 255)
          for place in 0..<stage.side * stage.side {
            let whole = (out[place] * steps + 8_388_608) - 8_388_608
            out[place] = whole.replacing(with: top, where: whole .> top) * (limit / 255)
          }
        }
      }
      from = UnsafePointer(outputs[index])
    }
  }

  /// After `forward`. Adds to `gradient` what the sixteen digits give.
  package func backward(
    _ parameters: UnsafePointer<Float>, _ rounding: Rounding?, labels: UnsafePointer<UInt8>,
    turned: [[Float]], gradient: UnsafeMutablePointer<Float>
  ) -> Judgement {
    let last = architecture.stages.count - 1
    let result = Judgement.judge(logits, labels, slopes: valueSlopes)
    for index in stride(from: last, through: 0, by: -1) {
      let stage = architecture.stages[index]
      let c = stage.convolution
      let plane = c.outputSide * c.outputSide
      let isNormalised = rounding == nil && !stage.isLast
      for channel in 0..<c.outputs {
        let slope = valueSlopes + channel * plane
        if stage.isLast {
          for place in 0..<plane { gradient[stage.offsets + channel] += total(slope[place]) }
          continue
        }
        let lane = values[index] + channel * plane
        let offset = parameters[stage.offsets + channel]
        let gain = isNormalised ? parameters[stage.gains + channel] : 1
        let above = slopes[index] + channel * stage.side * stage.side
        let zero = Lane(repeating: 0)
        let limit = Lane(repeating: rounding?.limits[index] ?? .infinity)
        if stage.pools {
          if c.outputSide % 2 == 1 { for place in 0..<plane { slope[place] = zero } }
          for y in 0..<stage.side {
            for x in 0..<stage.side {
              let from = 2 * (y * c.outputSide + x)
              let p = lane + from
              let s = slope + from
              let (a, b, d, e) = (p[0] * gain, p[1] * gain, p[c.outputSide] * gain, p[c.outputSide + 1] * gain)
              let most = larger(larger(a, b), larger(d, e))
              let sum = most + offset
              let flows = (sum .> zero) .& (sum .< limit)
              let given = zero.replacing(with: above[y * stage.side + x], where: flows)
              s[0] = zero.replacing(with: given, where: a .== most)
              s[1] = zero.replacing(with: given, where: b .== most)
              s[c.outputSide] = zero.replacing(with: given, where: d .== most)
              s[c.outputSide + 1] = zero.replacing(with: given, where: e .== most)
            }
          }
        } else {
          for place in 0..<plane {
            let sum = lane[place] * gain + offset
            slope[place] = zero.replacing(with: above[place], where: (sum .> zero) .& (sum .< limit))
          }
        }
        if isNormalised {
          let (gainSlope, offsetSlope) = Normalisation.backward(
            lane, slope, count: plane, gain: gain, variance: variances[index][channel])
          gradient[stage.gains + channel] += gainSlope
          gradient[stage.offsets + channel] += offsetSlope
        } else {
          var sum = zero
          for place in 0..<plane { sum += slope[place] }
          gradient[stage.offsets + channel] += total(sum)
        }
      }
      let from = index == 0 ? UnsafePointer(input) : UnsafePointer(outputs[index - 1])
      if stage.isDense {
        let dense = Dense(inputs: stage.inputCount, outputs: c.outputs)
        dense.addGradient(from, valueSlopes, to: gradient + stage.weights, turned: bordered)
        if index > 0 { dense.backward(parameters + stage.weights, valueSlopes, into: slopes[index - 1]) }
      } else {
        c.addGradient(from, valueSlopes, to: gradient + stage.weights)
        if index > 0 {
          turned[index].withUnsafeBufferPointer {
            c.backward($0.baseAddress.unsafelyUnwrapped, valueSlopes, into: slopes[index - 1], bordered: bordered)
          }
        }
      }
    }
    return result
  }
}

@inline(__always)
func larger(_ a: Lane, _ b: Lane) -> Lane { a.replacing(with: b, where: a .< b) }
