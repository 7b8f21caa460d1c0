// Trains the predictor's network: Adam on random pixels, the last part with weights rounded as on the device. Must
// never give a different model for the same digits, seed and steps.

import Dispatch
import Firmware
import Foundation
import Support

public struct Trainer: Sendable {
  /// The gradient is summed over this many parts of a batch, always in the same order, whatever the threads do.
  private static let shards = 4
  static let batch = 8_192
  /// What the project's model was trained with: twenty minutes on two cores.
  public static let usualSteps = 100_000
  static let learningRate: Float = 0.003
  /// The share of the steps after which weights and activations are rounded.
  static let roundingStart = 0.5

  public let set: TrainingSet
  public let steps: Int
  public let seed: UInt64

  public init(_ set: TrainingSet, steps: Int, seed: UInt64) {
    (self.set, self.steps, self.seed) = (set, steps, seed)
  }

  /// - Parameter report: told every hundred steps, or after the last if there are fewer, how many there have been, and
  /// what the pixels since the last report would have cost, in bytes a glyph.
  /// - Returns: the bytes of a model, as the firmware's predictor reads them.
  public func model(report: (Int, Double) -> Void) throws -> [UInt8] {
    let blank = BlankTables(set)
    let blankBytes = blank.cost(set) / 8 / Double(set.count)
    let pixels = Double(set.pixels.count) / Double(set.count)
    let network = try train { report($0, $1 * pixels / 8 + blankBytes) }
    return ModelWriter.bytes(network, blank)
  }

  /// - Parameter report: as for `model`, but in bits a pixel.
  private func train(report: (Int, Double) -> Void) throws -> Network {
    var network = Trainer.start(seed)
    var momentum = Network()
    var variance = Network()
    var gradients = Array(repeating: Network(), count: Trainer.shards)
    var costs = [Double](repeating: 0, count: Trainer.shards)
    var cost = 0.0
    let interval = min(100, steps)
    for step in 0..<steps {
      let isRounding = Double(step) >= Trainer.roundingStart * Double(steps)
      let forward = isRounding ? network.quantised() : network
      gradients.withUnsafeMutableBufferPointer { gradients in
        costs.withUnsafeMutableBufferPointer { costs in
          nonisolated(unsafe) let gradients = gradients
          nonisolated(unsafe) let costs = costs
          DispatchQueue.concurrentPerform(iterations: Trainer.shards) { shard in
            costs[shard] = learn(forward, step: step, shard: shard, isRounding, &gradients[shard])
          }
        }
      }
      cost += costs.reduce(0, +)
      // A cosine from the full rate to zero, after a short warm-up.
      let progress = Double(step) / Double(steps)
      let warmUp = min(1, Float(step + 1) / 200)
      let rate = Trainer.learningRate * warmUp * Float(0.5 * (1 + cos(Double.pi * progress)))
      Trainer.adam(&network, &momentum, &variance, gradients, step: step, rate: rate)
      if Interrupt.wasAsked { throw Failure("interrupted; no model was written") }
      if (step + 1) % interval == 0 {
        report(step + 1, cost / Double(interval) / Double(Trainer.batch) / log(2))
        cost = 0
      }
    }
    return network.quantised()
  }

  private static func start(_ seed: UInt64) -> Network {
    var random = SplitMix64(seed: seed)
    var network = Network()
    for index in network.lanes.indices {
      let deviation: Float =
        index < Network.secondStart
        ? 0.15 : index < Network.secondBiasStart ? 0.18 : index < Network.outputStart ? 0 : 0.18
      guard index != Network.outputBias else { continue }
      for element in 0..<16 {
        // The sum of three uniform numbers is near enough to a normal one.
        let sum = (0..<3).reduce(Float(0)) { total, _ in total + Float.random(in: -1...1, using: &random) }
        network.lanes[index][element] = sum * deviation
      }
    }
    return network
  }

  /// One shard of a batch. Returns its cost in nats.
  private func learn(
    _ network: Network, step: Int, shard: Int, _ isRounding: Bool, _ gradient: inout Network
  ) -> Double {
    var random = SplitMix64(seed: seed &+ UInt64(step * Trainer.shards + shard) &* 0xD134_2543_DE82_EF95)
    var cost = 0.0
    var scratch = Network.Scratch()
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: GlyphFeatures.maximum + GlyphFeatures.perRow) { active in
      set.ink.withUnsafeBufferPointer { ink in
        set.levels.withUnsafeBufferPointer { levels in
          set.rowFeatures.withUnsafeBufferPointer { rowFeatures in
            network.lanes.withUnsafeBufferPointer { lanes in
              gradient.lanes.withUnsafeMutableBufferPointer { gradient in
                guard let lanes = lanes.baseAddress, let gradient = gradient.baseAddress,
                  let levels = levels.baseAddress, let active = active.baseAddress, let ink = ink.baseAddress
                else { return }
                for index in 0..<Network.laneCount { gradient[index] = Lane(repeating: 0) }
                for _ in 0..<Trainer.batch / Trainer.shards {
                  let pixel = Int(set.pixels[Int(random.next() % UInt64(set.pixels.count))])
                  let (glyph, place) = pixel.quotientAndRemainder(dividingBy: 784)
                  let (row, column) = place.quotientAndRemainder(dividingBy: 28)
                  let canvas = levels + glyph * GlyphCanvas.size
                  let index = GlyphCanvas.index(column: column, row: row)
                  var count = GlyphFeatures.active(
                    canvas, ink + glyph * GlyphCanvas.inkRows, column: column, row: row, into: active)
                  let shared = (glyph * 28 + row) * GlyphFeatures.perRow
                  for feature in 0..<GlyphFeatures.perRow {
                    active[count] = rowFeatures[shared + feature]
                    count += 1
                  }
                  cost += Double(
                    Network.learn(
                      lanes, active: active, count: count, level: Int(canvas[index]), roundsActivations: isRounding,
                      gradient: gradient, scratch: &scratch))
                }
              }
            }
          }
        }
      }
    }
    return cost
  }

  /// Kingma and Ba's Adam, with its usual constants.
  private static func adam(
    _ network: inout Network, _ momentum: inout Network, _ variance: inout Network, _ gradients: [Network], step: Int,
    rate: Float
  ) {
    let (beta1, beta2): (Float, Float) = (0.9, 0.999)
    let correction1 = 1 - pow(beta1, Float(step + 1))
    let correction2 = 1 - pow(beta2, Float(step + 1))
    let scale = 1 / Float(batch)
    for index in network.lanes.indices {
      var slope = gradients[0].lanes[index]
      for shard in 1..<shards { slope += gradients[shard].lanes[index] }
      slope *= scale
      momentum.lanes[index] = momentum.lanes[index] * beta1 + slope * (1 - beta1)
      variance.lanes[index] = variance.lanes[index] * beta2 + slope * slope * (1 - beta2)
      let root = (variance.lanes[index] / correction2).squareRoot() + 1e-8
      network.lanes[index] -= momentum.lanes[index] / correction1 * rate / root
    }
  }
}
