// A batch's work shared out to the processor's cores. Must never let their number or their order change a result.

import Dispatch

public enum Shards {
  /// The gradient is summed over this many parts of a batch, always in the same order, whatever the threads do.
  public static let count = 4

  /// - Parameters:
  ///   - gradients: one for each shard.
  ///   - learn: adds a shard's part to a gradient that it finds zero, and returns its cost.
  /// - Returns: the costs, in the shards' order.
  public static func run<Cost>(
    _ gradients: inout [[Lane]], nothing: Cost, _ learn: (Int, UnsafeMutablePointer<Lane>) -> Cost
  ) -> [Cost] {
    var costs = [Cost](repeating: nothing, count: count)
    gradients.withUnsafeMutableBufferPointer { gradients in
      costs.withUnsafeMutableBufferPointer { costs in
        nonisolated(unsafe) let (gradients, costs, learn) = (gradients, costs, learn)
        DispatchQueue.concurrentPerform(iterations: count) { shard in
          gradients[shard].withUnsafeMutableBufferPointer { gradient in
            gradient.update(repeating: Lane(repeating: 0))
            guard let base = gradient.baseAddress else { return }
            costs[shard] = learn(shard, base)
          }
        }
      }
    }
    return costs
  }
}
