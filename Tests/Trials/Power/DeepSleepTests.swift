// Deep sleep: a clock that forgets all but its record, against one that stays awake; and what becomes of a record that is
// damaged. SLEEP_WAKES says how many wake-ups, by default some thousands; the whole form is 1,000,000.
// Must never take what the record says for true: pictures, events and the journal's cells are compared.

import Emulator
import Firmware
import Foundation
import PanelSimulation
import Support
import Testing

struct DeepSleepTests {
  private static let wakes = ProcessInfo.processInfo.environment["SLEEP_WAKES"].flatMap(Int.init) ?? 5_000
  private static let hours = 12
  private let end = Instant(microseconds: UInt64(hours) * 3_600_000_000)

  private static let rows: [[PanelKind]] = [
    .init(repeating: .v2, count: 4), .init(repeating: .v1, count: 4), [.v1, .v2, .rev21, .gdey0154d67],
  ]

  @Test(arguments: rows, [UInt64(1), 2])
  func aClockThatForgetsDoesWhatOneDoesThatStaysAwake(kinds: [PanelKind], seed: UInt64) throws {
    let glyphs = try SimulatedGlyphs(countPerDigit: 20)
    func device(_ sleep: DeviceSleep) throws -> SleepyDevice {
      let device = SleepyDevice(glyphs, kinds: kinds, hours: Self.hours, faults: 40, seed: seed)
      try device.run(sleep, until: end)
      return device
    }
    let awake = try device(.never)
    // Signs, marks, failures and full refreshes all occur.
    for word in ["Rest.quietHours", "Rest.emptyCell", "panelFailed", "panelRecovered"] {
      #expect(awake.events.contains { $0.contains(word) }, "no \(word)")
    }
    for sleep in [DeviceSleep.always, .restless] {
      let asleep = try device(sleep)
      #expect(asleep.sleeps > 400 && asleep.coldStarts == 1)
      // Comparisons by themselves: a failure would print hours of them.
      let arePicturesSame = asleep.pictures == awake.pictures
      let difference = zip(asleep.events, awake.events).first { $0 != $1 }
      let isJournalSame = asleep.journal.cells == awake.journal.cells && asleep.journal.erases == awake.journal.erases
      // An erase may come some minutes sooner or later, and then later records lie elsewhere.
      let isExact = if case .always = sleep { true } else { false }
      #expect(asleep.events.count == awake.events.count && difference == nil, "\(difference as Any)")
      #expect(arePicturesSame && (isJournalSame || !isExact) && asleep.positions == awake.positions, "\(sleep)")
    }
  }

  /// After it the clock starts cold: the same minutes, other glyphs, none of them twice in a lap.
  @Test func aDamagedRecordCostsGlyphsAndNothingElse() throws {
    let glyphs = try SimulatedGlyphs(countPerDigit: 2_000)
    let device = SleepyDevice(glyphs, kinds: Self.rows[0], hours: 7, faults: 0, seed: 3)
    try device.run(.forgetful(chance: 20), until: Instant(microseconds: 7 * 3_600_000_000))
    #expect(device.coldStarts > 30)
    var seen = Set<[UInt32]>()
    for choice in device.drawn {
      #expect(seen.insert([UInt32(choice.id.digit), choice.id.number, choice.lap]).inserted, "\(choice) again")
    }
    // Minute by minute, as it must be: the last one to be shown before the quiet hours is 22:59.
    let minutes = device.drawn.map(\.id.digit)
    #expect(minutes.count > 4 * device.coldStarts)
    #expect(device.journal.misuse == nil)
  }

  @Test func eachBitOfARecordCounts() throws {
    let clock = EmulatedClock(
      settings: ClockSettings(), flash: EmulatedFlash(try SimulatedGlyphs().image),
      localTime: { LocalTime(seconds: 0).passed(to: $0) }, record: { _ in })
    try clock.run(until: Instant(microseconds: 130_000_000))
    var record = try #require(clock.record())
    // RTC memory: the C3 has 8,192 bytes.
    #expect(record.count < 4_096)
    var kept = EmulatedClock.Record()
    func isTaken(_ bytes: [UInt8], build: UInt32) -> Bool { kept.read(bytes.span, build: build) }
    for bit in 0..<8 * record.count {
      record[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!clock.reset(by: record), "bit \(bit)")
      record[bit / 8] ^= 1 << UInt8(bit % 8)
      // A cold clock has nothing to remember; each bit again costs its start, so only some are tried on it.
    }
    for count in 0..<record.count { #expect(!isTaken(Array(record[..<count]), build: 0x1234_5678), "\(count) bytes") }
    #expect(!isTaken(record, build: 0x1234_5679))
    #expect(isTaken(record, build: 0x1234_5678))
    #expect(clock.reset(by: record))
  }

  @Test func glyphsThatHaveChangedMeanwhileAreLookedAtAnew() throws {
    let flash = EmulatedFlash(try SimulatedGlyphs().image)
    var usable = 0
    let clock = EmulatedClock(
      settings: ClockSettings(), flash: flash, localTime: { LocalTime(seconds: 0).passed(to: $0) },
      record: { if case .glyphsUsable = $0 { usable += 1 } })
    try clock.run(until: Instant(microseconds: 130_000_000))
    let record = try #require(clock.record())
    flash.bytes = try SimulatedGlyphs(countPerDigit: 7).image
    #expect(!clock.reset(by: record))
    try clock.run(until: Instant(microseconds: 250_000_000))
    #expect(usable == 2)
    flash.bytes[70] ^= 1
    #expect(!clock.reset(by: try #require(clock.record())))
  }

  /// Before it has looked at its glyphs: it looks at the cell each hour, and asleep.
  @Test func anEmptyCellSleepsDeeplyFromTheStart() throws {
    let glyphs = try SimulatedGlyphs(countPerDigit: 20)
    let device = SleepyDevice(glyphs, kinds: Self.rows[0], hours: 2, faults: 0, seed: 6, firstVolts: 3_400)
    try device.run(.always, until: Instant(microseconds: 3_590_000_000))
    #expect(device.sleeps == 1 && device.drawn.isEmpty)
    try device.run(.always, until: Instant(microseconds: 3_700_000_000))
    // 21:00, and 21:01.
    #expect(device.drawn.map(\.id.digit) == [2, 1, 0, 0, 1])
  }

  /// A wake-up that never comes, and hours later somebody who takes the cell out and puts it in again.
  @Test func aSleepWithoutAnEndEndsWithAColdStart() throws {
    let glyphs = try SimulatedGlyphs(countPerDigit: 200)
    let device = SleepyDevice(glyphs, kinds: Self.rows[0], hours: 3, faults: 0, seed: 5)
    try device.run(.always, until: Instant(microseconds: 3_600_000_000))
    let before = Set(device.drawn.map { [UInt32($0.id.digit), $0.id.number, $0.lap] })
    let count = device.drawn.count
    device.powerOff(until: Instant(microseconds: 2 * 3_600_000_000))
    try device.run(.always, until: Instant(microseconds: 7_500_000_000))
    let after = device.drawn[count...]
    // 22:00 to 22:04.
    #expect(Array(after.prefix(4).map(\.id.digit)) == [2, 2, 0, 0] && after.count == 8)
    #expect(after.allSatisfy { !before.contains([UInt32($0.id.digit), $0.id.number, $0.lap]) })
  }

  @Test func manyWakeUps() throws {
    let glyphs = try SimulatedGlyphs(countPerDigit: 2_000)
    var left = Self.wakes
    var seed: UInt64 = 10
    while left > 0 {
      let device = SleepyDevice(glyphs, kinds: Self.rows[0], hours: Self.hours, faults: 20, seed: seed)
      try device.run(.forgetful(chance: 1_000), until: end, wakes: left)
      #expect(device.journal.misuse == nil)
      left -= device.sleeps
      seed += 1
    }
  }
}
