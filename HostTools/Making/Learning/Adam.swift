// The optimiser that all of the project's networks are trained with. Must never know what it optimises.

import Foundation

/// Kingma and Ba's Adam (2015), with its usual constants.
public struct Adam: Sendable {
  private static let (beta1, beta2): (Float, Float) = (0.9, 0.999)
  private static let least: Float = 1e-8

  public private(set) var momentum: [Lane]
  public private(set) var variance: [Lane]
  /// Steps taken.
  public private(set) var step: Int

  /// - Parameter count: lanes of parameters.
  public init(count: Int) {
    momentum = Array(repeating: Lane(repeating: 0), count: count)
    variance = momentum
    step = 0
  }

  /// Goes on where another left off.
  /// - Precondition: as many lanes of the one as of the other.
  public init(momentum: [Lane], variance: [Lane], step: Int) {
    precondition(momentum.count == variance.count)
    (self.momentum, self.variance, self.step) = (momentum, variance, step)
  }

  /// - Parameters:
  ///   - gradients: of each shard, summed over its examples.
  ///   - examples: of all shards together.
  public mutating func update(_ parameters: inout [Lane], _ gradients: [[Lane]], examples: Int, rate: Float) {
    step += 1
    let correction1 = 1 - pow(Self.beta1, Float(step))
    let correction2 = 1 - pow(Self.beta2, Float(step))
    let scale = 1 / Float(examples)
    for index in parameters.indices {
      var slope = gradients[0][index]
      for shard in gradients.dropFirst() { slope += shard[index] }
      slope *= scale
      momentum[index] = momentum[index] * Self.beta1 + slope * (1 - Self.beta1)
      variance[index] = variance[index] * Self.beta2 + slope * slope * (1 - Self.beta2)
      let root = (variance[index] / correction2).squareRoot() + Self.least
      parameters[index] -= momentum[index] / correction1 * rate / root
    }
  }
}
