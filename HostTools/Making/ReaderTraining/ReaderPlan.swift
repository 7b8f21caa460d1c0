// How a reader is to be trained. Must never depend on the machine: the same plan gives the same model.

import ReaderModels

/// - Note: the same on one kind of processor; one without fused multiplication rounds differently.
public struct ReaderPlan: Equatable, Sendable {
  public var network: ReaderNetwork
  public var epochs: Int
  public var seed: UInt64
  /// Every digit is changed a little each time that it is seen.
  public var augments: Bool
  /// Begins with a finished model, whose numbers stay rounded.
  public var isRefining: Bool

  /// Digits a step, a multiple of 64: sixteen a lane in each of four shards.
  public static let batch = 128
  /// The share of the steps after which numbers are rounded as on the device.
  static let roundingStart = 0.7
  /// By validation: half and twice as much were worse after 32 epochs.
  static let learningRate: Float = 0.003
  /// What is learnt must adapt to rounding, and not be learnt anew.
  static let roundedRate: Float = 0.0005

  public init(network: ReaderNetwork, epochs: Int, seed: UInt64 = 1, augments: Bool = true, isRefining: Bool = false) {
    (self.network, self.epochs, self.seed) = (network, epochs, seed)
    (self.augments, self.isRefining) = (augments, isRefining)
  }

  /// For digits that fill no last batch, the epoch ends before them; the next one has another order.
  func stepsPerEpoch(_ digits: Int) -> Int { max(1, digits / Self.batch) }
}
