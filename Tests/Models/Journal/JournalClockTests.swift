// The whole device, with power cuts in the middle of flash writes and of refreshes; and the program, killed.
// Must never count what is shown after the cut.

import Emulator
import Firmware
import Foundation
import NorFlash
import Support
import TestSupport
import Testing

@Suite struct JournalClockTests {
  private static let image = imageBytes(counts: .init(repeating: 200, count: 10))

  /// Runs a device on `chip` for `minutes`, or until the chip is off.
  /// - Returns: what it showed, as 1,000 · digit + number, and its other events.
  private func run(_ chip: NorFlash, from minute: Int64, minutes: Int) throws -> (shown: [Int], events: [ClockEvent]) {
    var shown: [Int] = []
    var events: [ClockEvent] = []
    let board = EmulatedBoard()
    let clock = EmulatedClock(
      board: board, settings: ClockSettings(), flash: EmulatedFlash(Self.image), journal: chip,
      localTime: { LocalTime(seconds: minute * 60 + Int64($0.microseconds / 1_000_000)) },
      record: { event in
        // What comes after the cut never happened.
        guard !chip.isOff else { return }
        if case .drew(_, let choice, _, _) = event {
          shown.append(Int(choice.id.digit) * 1_000 + Int(choice.id.number))
        }
        events.append(event)
      })
    try clock.run(until: Instant(microseconds: UInt64(minutes) * 60_000_000)) { chip.isOff }
    return (shown, events)
  }

  @Test func nothingRepeatsAcrossCuts() throws {
    let chip = NorFlash(seed: 5)
    var random = SplitMix64(seed: 5)
    var seen: Set<Int> = []
    var highest = [Int](repeating: -1, count: 10)
    for start in 0..<60 {
      chip.powerOn()
      chip.cutPower(
        after: Int.random(in: 0..<30, using: &random), degree: Double.random(in: 0...1, using: &random))
      let minute = Int64(start * 7)
      let (shown, _) = try run(chip, from: minute, minutes: 10)
      for glyph in shown {
        #expect(seen.insert(glyph).inserted, "glyph \(glyph) at start \(start)")
        highest[glyph / 1_000] = max(highest[glyph / 1_000], glyph % 1_000)
      }
    }
    // At most four glyphs are skipped for each of 60 cuts.
    #expect(highest.reduce(0) { $0 + $1 + 1 } - seen.count <= 4 * 60)
  }

  @Test func erasesAreFarFromAnyRefresh() throws {
    let chip = NorFlash()
    var erases: [UInt64] = []
    var drawn: [UInt64] = []
    let board = EmulatedBoard()
    chip.onChange = { change in if case .erase = change { erases.append(board.now.microseconds) } }
    board.onRefreshEnd = { _ in drawn.append(board.now.microseconds) }
    let clock = EmulatedClock(
      board: board, settings: ClockSettings(), flash: EmulatedFlash(Self.image), journal: chip,
      localTime: { LocalTime(seconds: Int64($0.microseconds / 1_000_000)) }, record: { _ in })
    try clock.run(until: Instant(microseconds: 12 * 3_600_000_000))
    #expect(erases.count == 12)
    // `onChange` is called when the erase ends. A refresh begins 2.51 s before its end, an erase 400 ms.
    for erase in erases {
      for end in drawn { #expect(end + 200_000 <= erase - 400_000 || erase + 200_000 <= end - 2_510_000) }
    }
    for (earlier, later) in zip(erases, erases.dropFirst()) { #expect(later - earlier >= 3_600_000_000) }
  }

  @Test func aJournalThatTakesNothingIsShownAndTold() throws {
    let chip = NorFlash()
    chip.dead = Set(0..<16)
    let (shown, events) = try run(chip, from: 754, minutes: 3)
    #expect(shown.count == 6)
    #expect(events.contains { if case .journal(.unwritable) = $0 { true } else { false } })
    let board = EmulatedBoard()
    let clock = EmulatedClock(
      board: board, settings: ClockSettings(), flash: EmulatedFlash(Self.image), journal: chip,
      localTime: { _ in LocalTime(seconds: 754 * 60) }, record: { _ in })
    try clock.showOnce()
    // The last row of the black square, 14 pixels: the last byte and six bits of the one before.
    #expect(board.panels[3].visible[4_999] == 0 && board.panels[3].visible[4_998] & 0x3F == 0)
  }

  /// `kill -9` in the middle of a run at full speed, again and again.
  @Test func theProgramGoesOnWhereItWasKilled() throws {
    let folder = try TemporaryFolder()
    try Files.write(Self.image, to: folder.path + "/glyphs.bin")
    var seen: Set<String> = []
    for start in 0..<6 {
      let (process, result) = try Program.start(
        [
          "run", "--image", "glyphs.bin", "--at", "00:00", "--days", "2", "--speed", "100", "--flash", "journal",
        ], cache: Program.noCache, folder: folder.path)
      Thread.sleep(forTimeInterval: 1.5 + 0.37 * Double(start))
      kill(process.processIdentifier, start % 2 == 0 ? SIGKILL : SIGINT)
      let output = result().output
      for line in output.split(separator: "\n") {
        guard let glyph = line.split(separator: " shows a ").dropFirst().first?.split(separator: " of ").first else {
          continue
        }
        #expect(seen.insert(String(glyph)).inserted, "\(glyph) at start \(start)")
      }
    }
    #expect(seen.count > 12)
    let journal = try Program.run("journal", "journal", "--image", "glyphs.bin", folder: folder.path)
    #expect(journal.status == 0 && journal.output.contains("Now: glyphs.bin, record "))
    #expect(try Program.run("journal", "glyphs.bin", folder: folder.path).status == 1)
  }
}
