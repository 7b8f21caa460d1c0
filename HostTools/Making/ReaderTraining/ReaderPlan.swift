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
  /// What all steps are divided into.
  enum Phase: Int, CaseIterable {
    /// Numbers as they come, batches normalised.
    case free
    /// Rounded as on the device: what is learnt adapts, and isn't learnt anew.
    case rounded
    /// The same, with digits changed less, as those are that will be read. By validation: 10 of 30,000 digits more are
    /// read after six epochs of it.
    case calm

    /// Adam's. The first is what most people take for such networks; others weren't tried.
    var highestRate: Float { self == .free ? 0.003 : 0.0005 }
    /// How far digits are changed, of what `Augmentation` does.
    var strength: Float { self == .calm ? 0.4 : 1 }
  }

  /// Where a phase begins, of all steps: 98 and 140 of the shipped 150 epochs. A refined model is rounded from the start.
  func start(_ phase: Phase, of steps: Int) -> Int {
    switch phase {
    case .free: 0
    case .rounded: isRefining ? 0 : steps * 49 / 75
    case .calm: steps * 14 / 15
    }
  }

  public init(network: ReaderNetwork, epochs: Int, seed: UInt64 = 1, augments: Bool = true, isRefining: Bool = false) {
    (self.network, self.epochs, self.seed) = (network, epochs, seed)
    (self.augments, self.isRefining) = (augments, isRefining)
  }

  /// For digits that fill no last batch, the epoch ends before them; the next one has another order.
  func stepsPerEpoch(_ digits: Int) -> Int { max(1, digits / Self.batch) }
}
