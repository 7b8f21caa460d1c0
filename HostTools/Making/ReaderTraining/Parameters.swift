// A network's numbers: what is learnt, and how it is rounded for the device. Must never know a digit.

import Foundation
import Learning
import Support

package struct Parameters: Sendable {
  /// As `Architecture` says where each is.
  var lanes: [Lane]

  init(lanes: [Lane]) { self.lanes = lanes }

  /// Random weights of the size that keeps what goes through them at one (He and others, 2015); gains of one.
  package init(_ architecture: Architecture, seed: UInt64) {
    lanes = Array(repeating: Lane(repeating: 0), count: architecture.parameterCount / 16)
    var random = SplitMix64(seed: seed)
    edit { numbers in
      for stage in architecture.stages {
        // A sum of three uniform numbers from -1 to 1 has a variance of one.
        let deviation = (2 / Float(stage.weightsPerOutput)).squareRoot()
        for index in 0..<stage.convolution.weightCount {
          let sum = (0..<3).reduce(Float(0)) { total, _ in total + random.uniform() }
          numbers[stage.weights + index] = sum * deviation
        }
        for output in 0..<stage.convolution.outputs { numbers[stage.gains + output] = 1 }
      }
    }
  }

  package mutating func edit(_ body: (UnsafeMutablePointer<Float>) -> Void) {
    lanes.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      body(base.assumingMemoryBound(to: Float.self))
    }
  }

  package func read<Result>(_ body: (UnsafePointer<Float>) -> Result) -> Result {
    lanes.withUnsafeBytes { body(UnsafePointer($0.bindMemory(to: Float.self).baseAddress.unsafelyUnwrapped)) }
  }

  /// What a weight's integer is multiplied by, for each output of a stage: the largest weight becomes 127. The last
  /// stage has one for all, since its outputs are compared with each other.
  static func scales(_ stage: Architecture.Stage, _ numbers: UnsafePointer<Float>) -> [Float] {
    let count = stage.weightsPerOutput
    let scales = (0..<stage.convolution.outputs).map { output in
      let weights = numbers + stage.weights + output * count
      return max(1e-9, (0..<count).reduce(Float(0)) { max($0, abs(weights[$1])) }) / 127
    }
    guard stage.isLast, let largest = scales.max() else { return scales }
    return scales.map { _ in largest }
  }

  /// The nearest parameters whose weights are eight-bit integers at their scales.
  func quantised(_ architecture: Architecture) -> Parameters {
    var copy = self
    copy.edit { numbers in
      for stage in architecture.stages {
        let scales = Parameters.scales(stage, numbers)
        for output in 0..<stage.convolution.outputs {
          let weights = numbers + stage.weights + output * stage.weightsPerOutput
          for index in 0..<stage.weightsPerOutput {
            weights[index] = (weights[index] / scales[output]).rounded(.toNearestOrEven) * scales[output]
          }
        }
      }
    }
    return copy
  }

  /// For each stage the weights as `Convolution.backward` wants them; nothing for dense ones.
  package func turned(_ architecture: Architecture) -> [[Float]] {
    read { numbers in
      architecture.stages.map { stage in
        guard !stage.isDense else { return [] }
        return [Float](unsafeUninitializedCapacity: stage.convolution.weightCount) { turned, count in
          guard let base = turned.baseAddress else { return }
          stage.convolution.turn(numbers + stage.weights, into: base)
          count = stage.convolution.weightCount
        }
      }
    }
  }
}

/// What rounds a network's outputs as the firmware's reader does.
package struct Rounding: Sendable, Equatable {
  /// For each stage the value that becomes 255; 0 for the last, which isn't rounded.
  var limits: [Float]

  package init(limits: [Float]) { self.limits = limits }
}

extension SplitMix64 {
  /// From -1 to 1.
  @inline(__always)
  mutating func uniform() -> Float { Float(next() >> 40) / Float(1 << 23) - 1 }
}
