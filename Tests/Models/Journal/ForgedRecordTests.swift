// Records that no clock writes, but with a valid checksum, where a clock goes on writing. Must never use a power cut
// or a worn cell: the flash works here.

import Firmware
import NorFlash
import Testing

@Suite struct ForgedRecordTests {
  private static let image: UInt32 = 7
  private static let counts: [10 of UInt32] = .init(repeating: 1_000)

  private func put(_ sequence: UInt32, cursor: UInt32, slot: Int, _ chip: NorFlash) throws {
    var positions = GlyphPositions()
    positions.cursors[0] = cursor
    let bytes = JournalRecord(
      sequence: sequence, isCarried: false, image: Self.image, retired: 0, positions: positions
    ).bytes
    for piece in stride(from: 0, to: 64, by: 16) {
      try chip.program((piece..<piece + 16).map { bytes[$0] }, at: slot * 64 + piece)
    }
  }

  /// - Returns: the cursor of digit 0 that a start finds.
  private func found(on chip: NorFlash) -> UInt32 {
    var journal = Journal(NorFlashRegion(chip))
    var positions = GlyphPositions()
    journal.open(image: Self.image, counts: Self.counts.span, &positions)
    return positions.cursors[0]
  }

  /// Records a drawing of one 0 in each of `minutes` minutes, and erases when that is due.
  /// - Returns: the cursor that the last successful one put on record.
  private func run(on chip: NorFlash, minutes: UInt32, _ events: inout [JournalEvent]) -> UInt32? {
    var journal = Journal(NorFlashRegion(chip))
    var positions = GlyphPositions()
    journal.open(image: Self.image, counts: Self.counts.span, &positions)
    journal.settle()
    var recorded: UInt32?
    for minute in 0..<minutes {
      let now = Instant(microseconds: UInt64(minute) * 60_000_000)
      if journal.isPreparationDue(at: now) { journal.prepare(at: now) }
      positions.cursors[0] = (positions.cursors[0] + 1) % 1_000
      if journal.record(&positions) { recorded = positions.cursors[0] }
      while let event = journal.nextEvent() { events.append(event) }
    }
    return recorded
  }

  /// Recovery stops at the first erased slot: a record beyond it comes to light when the slots before it are
  /// written.
  @Test(arguments: [2, 3, 5, 9, 33, 62, 63])
  func aRecordBehindAnErasedSlotHidesNone(slot: Int) throws {
    for minutes in 1...70 as ClosedRange<UInt32> {
      let chip = NorFlash()
      try put(1_000, cursor: 500, slot: 0, chip)
      try put(900, cursor: 400, slot: slot, chip)
      var events: [JournalEvent] = []
      let recorded = try #require(run(on: chip, minutes: minutes, &events))
      #expect(found(on: chip) == recorded, "after \(minutes) minutes")
    }
  }

  /// When the numbers run out the clock goes on and reports that nothing more is on record; what it had reported to be
  /// on record is found.
  @Test func theLastNumberIsNotPassed() throws {
    for below in 1...60 as ClosedRange<UInt32> {
      let chip = NorFlash()
      try put(0x7F00_0000 - below, cursor: 10, slot: 0, chip)
      var events: [JournalEvent] = []
      let recorded = run(on: chip, minutes: 100, &events)
      #expect(found(on: chip) == recorded ?? 10, "\(below) below the last")
      #expect((recorded == nil) == (below < 19), "\(below) below the last")
      #expect(events.contains { if case .unwritable = $0 { true } else { false } })
      #expect(!events.contains { if case .sectorRetired = $0 { true } else { false } })
    }
  }
}
