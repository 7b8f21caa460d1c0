// Trains the predictor's network: Adam on random pixels, the last part with weights rounded as on the device. Must
// never give a different model for the same digits, seed and steps.

import Firmware
import Foundation
import Learning
import Support

public struct Trainer: Sendable {
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
    var adam = Adam(count: Network.laneCount)
    let learningRate = LearningRate(highest: Trainer.learningRate, steps: steps)
    var gradients = Array(repeating: Network().lanes, count: Shards.count)
    var cost = 0.0
    let interval = min(100, steps)
    for step in 0..<steps {
      let isRounding = Double(step) >= Trainer.roundingStart * Double(steps)
      let forward = isRounding ? network.quantised() : network
      let costs = Shards.run(&gradients, nothing: 0.0) { shard, gradient in
        learn(forward, step: step, shard: shard, isRounding, gradient)
      }
      cost += costs.reduce(0, +)
      adam.update(&network.lanes, gradients, examples: Trainer.batch, rate: learningRate.rate(at: step))
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
    _ network: Network, step: Int, shard: Int, _ isRounding: Bool, _ gradient: UnsafeMutablePointer<Lane>
  ) -> Double {
    var random = SplitMix64(seed: seed &+ UInt64(step * Shards.count + shard) &* 0xD134_2543_DE82_EF95)
    var cost = 0.0
    var scratch = Network.Scratch()
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: GlyphFeatures.maximum + GlyphFeatures.perRow) { active in
      set.ink.withUnsafeBufferPointer { ink in
        set.levels.withUnsafeBufferPointer { levels in
          set.rowFeatures.withUnsafeBufferPointer { rowFeatures in
            network.lanes.withUnsafeBufferPointer { lanes in
              guard let lanes = lanes.baseAddress, let levels = levels.baseAddress,
                let active = active.baseAddress, let ink = ink.baseAddress
              else { return }
              for _ in 0..<Trainer.batch / Shards.count {
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
    return cost
  }
}
