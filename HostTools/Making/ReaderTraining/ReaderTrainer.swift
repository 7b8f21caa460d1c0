// Trains a network to read: batches of digits, normalised at first, rounded as on the device towards the end.
// Must never look at a digit that it isn't given, and never give another model for the same digits and plan.

import Digits
import Firmware
import Foundation
import Learning
import ReaderModels
import Support

public final class ReaderTrainer {
  public let plan: ReaderPlan
  public let digits: DigitSet
  public let architecture: Architecture
  private var parameters: Parameters
  private var rounding: Rounding?
  private var adam: Adam
  /// Steps taken.
  public private(set) var step = 0
  private var order: [Int32] = []
  private var gradients: [[Lane]]
  private let passes: [Pass]

  /// Of all digits since the last epoch began.
  private var sums = Judgement()

  /// What an epoch came to, while it learnt: of digits as they were changed, and before the epoch's end was known.
  public struct Epoch: Codable, Sendable {
    public var epoch: Int
    /// In nats a digit.
    public var loss: Double
    public var accuracy: Double
    /// The share whose label was among the five likeliest.
    public var topFive: Double
    /// The firmware's reader on digits that aren't trained on; nil where there are none.
    public var validation: Double?
  }

  /// - Parameter digits: at least one batch.
  /// - Throws: `Failure` for fewer.
  public init(_ plan: ReaderPlan, _ digits: DigitSet) throws {
    guard digits.count >= ReaderPlan.batch else {
      throw Failure(
        "\(digits.count.grouped) digits are too few to learn from: a batch has \(ReaderPlan.batch)",
        advice: "Give more, or keep a smaller part for --validation")
    }
    (self.plan, self.digits) = (plan, digits)
    architecture = plan.network.architecture
    let architecture = architecture
    parameters = Parameters(architecture, seed: plan.seed)
    adam = Adam(count: parameters.lanes.count)
    gradients = Array(
      repeating: Array(repeating: Lane(repeating: 0), count: parameters.lanes.count), count: Shards.count)
    passes = (0..<Shards.count).map { _ in Pass(architecture) }
  }

  /// Refines a finished model.
  /// - Throws: `Failure` when the model is of another network, or there are too few digits.
  public convenience init(_ plan: ReaderPlan, _ digits: DigitSet, from model: LoadedReader) throws {
    try self.init(plan, digits)
    guard let (parameters, rounding) = ReaderModelWriter.parameters(model.bytes, architecture) else {
      throw Failure(
        file: model.name, "this model is no \(plan.network.rawValue), which is to be refined",
        advice: "Name its network with --network")
    }
    (self.parameters, self.rounding) = (parameters, rounding)
  }

  /// Goes on where a training stopped.
  /// - Throws: `Failure` when its plan or its digits were others.
  public convenience init(_ digits: DigitSet, from state: TrainingState) throws {
    try self.init(state.plan, digits)
    guard state.digests(digits) else {
      throw Failure(
        "the digits are others than those that this training began with, which it needs to go on",
        advice: "Name the same with --mnist and --validation, or begin anew, without --from")
    }
    parameters = Parameters(lanes: state.parameters)
    rounding = state.limits.map { Rounding(limits: $0) }
    adam = Adam(momentum: state.momentum, variance: state.variance, step: state.optimiserStep)
    (step, sums) = (state.step, state.sums)
  }

  public var state: TrainingState {
    TrainingState(
      plan: plan, digits: digits, step: step, sums: sums, limits: rounding?.limits, parameters: parameters.lanes, adam)
  }

  public var stepsPerEpoch: Int { plan.stepsPerEpoch(digits.count) }
  public var steps: Int { plan.epochs * stepsPerEpoch }

  private func start(_ phase: ReaderPlan.Phase) -> Int { plan.start(phase, of: steps) }
  private var phase: ReaderPlan.Phase {
    step >= start(.calm) ? .calm : step >= start(.rounded) ? .rounded : .free
  }

  /// One step.
  /// - Returns: what the epoch came to, when this was its last step.
  public func learn() -> Epoch? {
    if phase != .free, rounding == nil { rounding = fold(&parameters) }
    // What the optimiser remembers is of another cost.
    if step == start(phase) { adam = Adam(count: parameters.lanes.count) }
    let (epoch, place) = step.quotientAndRemainder(dividingBy: stepsPerEpoch)
    if order.isEmpty || place == 0 { shuffle(epoch) }
    let effective = rounding == nil ? parameters : parameters.quantised(architecture)
    let turned = effective.turned(architecture)
    let judgements = Shards.run(&gradients, nothing: Judgement()) { shard, gradient in
      learn(effective, turned, shard, UnsafeMutableRawPointer(gradient).assumingMemoryBound(to: Float.self))
    }
    for judgement in judgements { sums += judgement }
    adam.update(&parameters.lanes, gradients, examples: ReaderPlan.batch, rate: rate)
    step += 1
    guard step % stepsPerEpoch == 0 else { return nil }
    let count = Double(stepsPerEpoch * ReaderPlan.batch)
    defer { sums = Judgement() }
    return Epoch(
      epoch: epoch + 1, loss: sums.cost / count, accuracy: Double(sums.right) / count,
      topFive: Double(sums.amongFive) / count, validation: nil)
  }

  private var rate: Float {
    let phase = phase
    let from = start(phase)
    let to = ReaderPlan.Phase(rawValue: phase.rawValue + 1).map(start) ?? steps
    // A short training can't spend all its steps on the rise.
    return LearningRate(highest: phase.highestRate, steps: to - from, warmUp: min(200, max(1, (to - from) / 10)))
      .rate(at: step - from)
  }

  private func shuffle(_ epoch: Int) {
    var random = SplitMix64(seed: plan.seed &+ UInt64(epoch) &* 0xD134_2543_DE82_EF95)
    order = (0..<Int32(digits.count)).shuffled(using: &random)
  }

  private func learn(
    _ effective: Parameters, _ turned: [[Float]], _ shard: Int, _ gradient: UnsafeMutablePointer<Float>
  ) -> Judgement {
    var judgement = Judgement()
    let pass = passes[shard]
    let groups = ReaderPlan.batch / 16 / Shards.count
    for group in shard * groups..<(shard + 1) * groups {
      let labels = fill(pass, step, group)
      effective.read { numbers in
        pass.forward(numbers, rounding)
        judgement += labels.withUnsafeBufferPointer {
          pass.backward(
            numbers, rounding, labels: $0.baseAddress.unsafelyUnwrapped, turned: turned, gradient: gradient)
        }
      }
    }
    return judgement
  }

  /// Puts a group's sixteen digits into a pass.
  /// - Returns: their labels.
  private func fill(_ pass: Pass, _ step: Int, _ group: Int) -> [UInt8] {
    var random = SplitMix64(seed: plan.seed &* 31 &+ UInt64(step * 64 + group) &* 0xD134_2543_DE82_EF95)
    let augmentation = Augmentation(strength: plan.augments ? phase.strength : 0)
    let first = step % stepsPerEpoch * ReaderPlan.batch + group * 16
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: DigitSet.pixelsPerImage) { drawn in
      guard let base = drawn.baseAddress else { return [] }
      return (0..<16).map { lane in
        let index = Int(order[first + lane])
        digits.pixels.withUnsafeBufferPointer { pixels in
          guard let image = pixels.baseAddress else { return }
          augmentation.draw(image + index * DigitSet.pixelsPerImage, into: base, using: &random)
        }
        pass.put(base, lane: lane)
        return digits.labels[index]
      }
    }
  }

  private func fold(_ parameters: inout Parameters) -> Rounding {
    if order.isEmpty { shuffle(step / stepsPerEpoch) }
    var folding = Folding(architecture)
    return folding.fold(&parameters, passes[0]) { pass, round in
      _ = fill(pass, round % stepsPerEpoch, round / stepsPerEpoch % (ReaderPlan.batch / 16))
    }
  }

  /// The model as it is now, for the firmware's reader.
  /// - Throws: `Failure` if the reader refused it.
  public func reader() throws -> LoadedReader {
    var copy = parameters
    let rounding = rounding ?? fold(&copy)
    let bytes = ReaderModelWriter.bytes(architecture, copy, rounding)
    return try LoadedReader(bytes: bytes, named: "the \(plan.network.rawValue) that was trained")
  }
}
