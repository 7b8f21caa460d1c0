// Ends the normalisation of batches: what it did on average goes into weights and offsets, and each stage's outputs
// get a limit. Must never see a digit that isn't trained on.

import Learning

struct Folding {
  /// Enough for a thousandth of the means.
  private static let rounds = 400

  private let architecture: Architecture
  private var means: [[Double]]
  private var squares: [[Double]]
  private var largest: [[Float]]

  init(_ architecture: Architecture) {
    self.architecture = architecture
    means = architecture.stages.map { Array(repeating: 0, count: $0.convolution.outputs) }
    squares = means
    largest = Array(repeating: [], count: architecture.stages.count)
  }

  /// - Parameter fill: puts sixteen digits into a pass.
  mutating func fold(_ parameters: inout Parameters, _ pass: Pass, fill: (Pass, Int) -> Void) -> Rounding {
    for round in 0..<Self.rounds {
      fill(pass, round)
      parameters.read { pass.forward($0, nil) }
      for index in architecture.stages.indices.dropLast() {
        for output in means[index].indices {
          let mean = Double(pass.means[index][output])
          means[index][output] += mean
          squares[index][output] += Double(pass.variances[index][output]) + mean * mean
        }
        largest[index].append(pass.largestOutput(index))
      }
    }
    parameters.edit { numbers in
      for (index, stage) in architecture.stages.enumerated().dropLast() { apply(numbers, index, stage) }
    }
    // The median of the largest outputs: what is beyond is so rarely, and finer steps are worth more.
    return Rounding(limits: largest.map { $0.isEmpty ? 0 : $0.sorted()[$0.count / 2] })
  }

  private func apply(_ numbers: UnsafeMutablePointer<Float>, _ index: Int, _ stage: Architecture.Stage) {
    for output in 0..<stage.convolution.outputs {
      let mean = means[index][output] / Double(Self.rounds)
      let variance = squares[index][output] / Double(Self.rounds) - mean * mean
      let deviation = Float((variance + Double(Normalisation.epsilon)).squareRoot())
      let scale = numbers[stage.gains + output] / deviation
      let weights = numbers + stage.weights + output * stage.weightsPerOutput
      for weight in 0..<stage.weightsPerOutput { weights[weight] *= scale }
      numbers[stage.offsets + output] -= Float(mean) * scale
      numbers[stage.gains + output] = 1
    }
  }
}
