// Short trainings on MNIST's digits, or on drawn ones: what they reach, that they repeat, and that a stop changes
// nothing. Must never train for longer than a few seconds.

import Digits
import Firmware
import ReaderModels
import ReaderTraining
import Support
import TestSupport
import Testing

struct ReaderTrainerTests {
  /// Of each kind, in mixed order.
  private static func digits(_ count: Int) throws -> (training: DigitSet, other: DigitSet) {
    let all = try RealDigits.load(for: "trainings").shuffled(seed: 4)
    func part(_ range: Range<Int>) -> DigitSet {
      DigitSet(
        pixels: range.flatMap { all.image($0) }, labels: range.map { all.labels[$0] })
    }
    return (part(0..<count), part(count..<count + 1_000))
  }

  private func trained(_ plan: ReaderPlan, _ digits: DigitSet) throws -> ReaderTrainer {
    let trainer = try ReaderTrainer(plan, digits)
    while trainer.step < trainer.steps { _ = trainer.learn() }
    return trainer
  }

  /// Nearest neighbours get about 90 % right with 2,000 digits to look at; one epoch, which is fifteen steps, must come
  /// halfway there from a tenth, which is chance.
  @Test func oneEpochOnTwoThousandDigitsReadsMostOthers() throws {
    let (training, other) = try Self.digits(2_000)
    for network in ReaderNetwork.allCases {
      let model = try trained(ReaderPlan(network: network, epochs: 1, augments: false), training).reader()
      let score = ReaderScore(model, other)
      #expect(score.accuracy > 0.5, "\(network): \(score.accuracy)")
    }
  }

  @Test func theSameSeedGivesTheSameModelAndAnotherAnother() throws {
    let (training, _) = try Self.digits(512)
    let models = try [1, 1, 2].map {
      try trained(ReaderPlan(network: .cnn, epochs: 2, seed: $0), training).reader().bytes
    }
    let (isSame, isOther) = (models[0] == models[1], models[0] != models[2])
    #expect(isSame && isOther)
  }

  /// Stopped in either half: before numbers are rounded, and after.
  @Test(arguments: [2, 6]) func goingOnGivesTheModelThatNoStopWouldHave(_ stop: Int) throws {
    let (training, _) = try Self.digits(256)
    let plan = ReaderPlan(network: .cnn, epochs: 4)
    let whole = try trained(plan, training)
    let first = try ReaderTrainer(plan, training)
    while first.step < stop { _ = first.learn() }
    let state = try TrainingState(first.state.bytes, path: "trial.state")
    let second = try ReaderTrainer(training, from: state)
    while second.step < second.steps { _ = second.learn() }
    let isSame = try second.reader().bytes == whole.reader().bytes && second.state.bytes == whole.state.bytes
    #expect(isSame)
  }

  @Test func otherDigitsOrADamagedStateAreRefused() throws {
    let (training, other) = try Self.digits(256)
    let bytes = try ReaderTrainer(ReaderPlan(network: .fc, epochs: 1), training).state.bytes
    let state = try TrainingState(bytes, path: "trial.state")
    #expect(throws: Failure.self) { try ReaderTrainer(other, from: state) }
    for place in [0, 8, 10, 40, bytes.count / 2, bytes.count - 1] {
      var damaged = bytes
      damaged[place] ^= 1
      #expect(throws: Failure.self, "byte \(place)") { try TrainingState(damaged, path: "trial.state") }
    }
    for size in [0, 7, 9, 64, bytes.count - 1] {
      #expect(throws: Failure.self, "\(size) bytes") {
        try TrainingState(Array(bytes.prefix(size)), path: "trial.state")
      }
    }
  }

  @Test func tooFewDigitsAreRefused() throws {
    let few = try Self.digits(100).training
    #expect(throws: Failure.self) { try ReaderTrainer(ReaderPlan(network: .fc, epochs: 1), few) }
  }

  /// What the firmware stores is all that refining needs: offsets have more bits there than training has, which may
  /// change the last one, and no reading.
  @Test func aModelThatIsRefinedBeginsAsItWas() throws {
    let (training, _) = try Self.digits(256)
    for network in ReaderNetwork.allCases {
      let model = try trained(ReaderPlan(network: network, epochs: 1), training).reader()
      let again = try ReaderTrainer(ReaderPlan(network: network, epochs: 1, isRefining: true), training, from: model)
      let (before, after) = (ReaderScore(model, training), ReaderScore(try again.reader(), training))
      #expect(before.confusion == after.confusion)
      #expect(before.misread.map(\.index) == after.misread.map(\.index))
    }
    let fc = try trained(ReaderPlan(network: .fc, epochs: 1), training).reader()
    #expect(throws: Failure.self) {
      try ReaderTrainer(ReaderPlan(network: .cnn, epochs: 1, isRefining: true), training, from: fc)
    }
  }
}
