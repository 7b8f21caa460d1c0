// How fast a network learns at each step. Must never depend on how well it does.

import Foundation

/// From nothing to the highest rate, and from there along a cosine to nothing.
public struct LearningRate: Sendable {
  let highest: Float
  let steps: Int
  /// Steps that it takes to rise.
  let warmUp: Int

  public init(highest: Float, steps: Int, warmUp: Int = 200) {
    (self.highest, self.steps, self.warmUp) = (highest, steps, warmUp)
  }

  public func rate(at step: Int) -> Float {
    let progress = Double(step) / Double(steps)
    let risen = min(1, Float(step + 1) / Float(warmUp))
    return highest * risen * Float(0.5 * (1 + cos(Double.pi * progress)))
  }
}
