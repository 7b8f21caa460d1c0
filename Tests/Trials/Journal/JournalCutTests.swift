// Three days with a power cut at every flash operation; then a million of all kinds of events, or a sample of them.

import Foundation
import JournalSimulation
import Support
import Testing

@Suite struct JournalCutTests {
  /// JOURNAL_CUT=seed:encrypted:operation:degree replays a case.
  private static let replay = ProcessInfo.processInfo.environment["JOURNAL_CUT"]

  @Test(arguments: 0..<3)
  func nothingRepeatsWhereverThePowerIsCut(day: Int) throws {
    var cuts = EveryCut(seed: 1)
    if let replay = Self.replay?.split(separator: ":"), replay.count == 4, let seed = UInt64(replay[0]),
      let operation = Int(replay[2]), let degree = Int(replay[3])
    {
      cuts = EveryCut(seed: seed)
      return try cuts.run(
        minutes: 0..<3 * 1_440, degrees: degree + 1, isEncrypted: replay[1] == "true", only: (operation, degree))
    }
    try cuts.run(minutes: day * 1_440..<(day + 1) * 1_440, degrees: 4, isEncrypted: day == 1)
    // Four pieces a minute and an erase an hour.
    #expect(cuts.cases > 4 * 4 * 1_440)
    print("day \(day): \(cuts.cases) cuts, \(cuts.lost) glyphs skipped, \(cuts.mostReadsAtStart) reads at most")
  }
}

@Suite struct JournalTortureTests {
  /// How many events; the command in DESIGN.md asks for a million.
  private static let events = ProcessInfo.processInfo.environment["JOURNAL_EVENTS"].flatMap(Int.init) ?? 20_000
  private static let replay = ProcessInfo.processInfo.environment["JOURNAL_TORTURE"].flatMap(UInt64.init)
  private static let eventsPerDevice = 1_000

  @Test(arguments: 0..<2)
  func nothingRepeatsWhateverHappens(half: Int) throws {
    var torture = JournalTorture()
    if let seed = Self.replay { return try torture.run(seed: seed, events: Self.eventsPerDevice) }
    for device in 0..<max(1, Self.events / Self.eventsPerDevice / 2) {
      try torture.run(seed: UInt64(2 * device + half), events: Self.eventsPerDevice)
    }
    #expect(torture.cuts > 0 && torture.swaps > 0 && torture.sectorFailures > 0 && torture.retirements > 0)
    print("half \(half): \(torture)")
  }
}
