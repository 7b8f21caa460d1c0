// The slopes that training follows, against differences of the cost itself. Must never work out a slope another way:
// only costs are compared.

import ReaderTraining
import Support
import Testing

struct GradientTests {
  /// Small, but with everything that the real ones have: odd sides, pooling, a dense end.
  private static let small = Architecture([
    .init(outputs: 4, kernel: 5, pools: true), .init(outputs: 8, kernel: 3), .init(outputs: 8, kernel: 3, pools: true),
    .init(outputs: 10, kernel: 4),
  ])
  private static let dense = Architecture([.init(outputs: 16, kernel: 28), .init(outputs: 10, kernel: 1)])

  private struct Trial {
    let architecture: Architecture
    let pass: Pass
    let labels: [UInt8]
    var parameters: Parameters
    let rounding: Rounding?

    init(_ architecture: Architecture, rounding: Rounding?) {
      self.architecture = architecture
      self.rounding = rounding
      labels = (0..<16).map { UInt8($0 % 10) }
      pass = Pass(architecture)
      parameters = Parameters(architecture, seed: 5)
      var random = SplitMix64(seed: 9)
      for lane in 0..<16 {
        let picture = (0..<784).map { _ in Float.random(in: 0...1, using: &random) }
        picture.withUnsafeBufferPointer { if let base = $0.baseAddress { pass.put(base, lane: lane) } }
      }
    }

    /// Its slopes, and its cost.
    func gradient() -> (slopes: [Float], cost: Double) {
      var slopes = [Float](repeating: 0, count: architecture.parameterCount)
      let turned = parameters.turned(architecture)
      let cost = parameters.read { numbers in
        pass.forward(numbers, rounding)
        return slopes.withUnsafeMutableBufferPointer { slopes in
          labels.withUnsafeBufferPointer { labels in
            pass.backward(
              numbers, rounding, labels: labels.baseAddress.unsafelyUnwrapped, turned: turned,
              gradient: slopes.baseAddress.unsafelyUnwrapped
            ).cost
          }
        }
      }
      return (slopes, cost)
    }

    mutating func cost(moving index: Int, by distance: Float) -> Double {
      parameters.edit { $0[index] += distance }
      defer { parameters.edit { $0[index] -= distance } }
      return gradient().cost
    }
  }

  /// Along a parameter the cost has kinks, wherever an output crosses zero or another becomes the largest. So most must
  /// agree closely, and all of them together.
  private func agree(_ trial: Trial) {
    var trial = trial
    let slopes = trial.gradient().slopes
    var random = SplitMix64(seed: 3)
    let chosen = (0..<400).map { _ in Int.random(in: slopes.indices, using: &random) }
    let step: Float = 1.0 / 1_024
    var close = 0
    var (along, squares, others) = (0.0, 0.0, 0.0)
    for index in chosen {
      let (after, before) = (trial.cost(moving: index, by: step), trial.cost(moving: index, by: -step))
      let difference = (after - before) / Double(2 * step)
      let slope = Double(slopes[index])
      if abs(difference - slope) <= 0.02 + 0.05 * abs(slope) { close += 1 }
      along += difference * slope
      squares += slope * slope
      others += difference * difference
    }
    #expect(squares > 1)
    #expect(close > 360, "of 400")
    #expect(along / (squares * others).squareRoot() > 0.995)
  }

  @Test func normalisedConvolutionsHaveTheCostsSlopes() { agree(Trial(Self.small, rounding: nil)) }

  @Test func normalisedDenseLayersHaveTheCostsSlopes() { agree(Trial(Self.dense, rounding: nil)) }

  /// With limits so high that nothing is rounded off: steps of 2^-8 of them would hide the slopes.
  @Test func whatIsRoundedPassesSlopesOn() {
    let trial = Trial(Self.small, rounding: Rounding(limits: [20, 20, 20, 0]))
    let (slopes, _) = trial.gradient()
    #expect(slopes.contains { $0 != 0 } && slopes.allSatisfy(\.isFinite))
  }
}
