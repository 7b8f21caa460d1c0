// A run of some days, with the power cut at every flash operation in turn, and then continued. Must never skip an
// operation.

import NorFlash
import Support

public struct EveryCut {
  public var cases = 0
  public var lost = 0
  public var mostReadsAtStart = 0
  private let seed: UInt64

  public init(seed: UInt64) {
    self.seed = seed
  }

  /// `minutes` are those of the run whose operations are cut; it starts at 0. `degrees` is how many times
  /// each operation is cut. `only` replays one case.
  public mutating func run(
    minutes: Range<Int>, degrees: Int, isEncrypted: Bool, only: (operation: Int, degree: Int)? = nil
  ) throws {
    let chip = NorFlash(NorFlashTraits(isEncrypted: isEncrypted), seed: seed)
    var world = JournalWorld(chip)
    for minute in 0..<minutes.upperBound {
      let before = (world: world, chip: chip.state, changes: chip.changeCount)
      guard try world.run() else { throw JournalViolation(description: "the power is off without a cut") }
      guard minutes.contains(minute) else { continue }
      let after = chip.state
      for operation in before.changes..<chip.changeCount {
        for degree in 0..<degrees where only.map({ $0 == (operation, degree) }) ?? true {
          var fork = before.world
          let random = caseSeed(operation, degree)
          chip.restore(before.chip, seed: random)
          do {
            try cut(&fork, after: operation - before.changes, random)
          } catch let error as JournalViolation {
            throw JournalViolation(
              description:
                "\(error)\nReplay: JOURNAL_CUT=\(seed):\(isEncrypted):\(operation):\(degree) swift test -c release "
                + "--filter JournalCutTests")
          }
        }
      }
      chip.restore(after, seed: caseSeed(chip.changeCount, -1))
    }
  }

  private func caseSeed(_ operation: Int, _ degree: Int) -> UInt64 {
    var mixer = SplitMix64(seed: seed &+ UInt64(operation) << 8 &+ UInt64(degree + 1))
    return mixer.next()
  }

  private mutating func cut(_ world: inout JournalWorld, after operations: Int, _ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    cases += 1
    world.chip.cutPower(after: operations, degree: Double.random(in: 0...1, using: &random))
    guard try !world.run() else { throw JournalViolation(description: "the cut didn't come") }
    world.powerOn(image: 0)
    mostReadsAtStart = max(mostReadsAtStart, world.readsAtStart)
    // One in eight is cut again soon, sometimes in what the start itself writes.
    if cases % 8 == 0 {
      world.chip.cutPower(
        after: Int.random(in: 0..<12, using: &random), degree: Double.random(in: 0...1, using: &random))
      while try world.run() {}
      world.powerOn(image: 0)
    }
    // One in 64 goes on through two sectors, the others until everything is settled.
    for _ in 0..<(cases % 64 == 0 ? 140 : 3) {
      guard try world.run() else { throw JournalViolation(description: "the power is off without a cut") }
    }
    guard world.cutsOffRecord == 0 else { throw JournalViolation(description: "the journal could not be written") }
    lost += world.lost
  }
}
