// Which time a run shows, as a user meets it: nights when clocks change, what a zone can't tell, and a machine whose
// clock is set meanwhile.
// Must never call into the command's code.

import Foundation
import Support
import TestSupport
import Testing

@Suite struct RunTimeTests {
  private let folder: TemporaryFolder
  private var image: String { folder.image }

  init() throws {
    folder = try TemporaryFolder(glyphsPerDigit: 5)
  }

  /// The minutes that the last panel showed, and the notes.
  private func run(_ words: String..., minutes: Int) throws -> (times: [String], notes: String) {
    let events = folder.path + "/events"
    let result = try Program.start(
      ["run", "--image", image, "--minutes", "\(minutes)", "--events", events] + words, cache: Program.noCache,
      folder: folder.path
    ).result()
    #expect(result.status == 0, "\(result.errors)")
    let lines = String(decoding: try Files.read(events), as: UTF8.self)
    let times = lines.matches(of: /"time":"([^"]*)","event":"drew","panel":4/).map { String($0.output.1) }
    return (times, result.errors.split(separator: "\n").filter { $0.hasPrefix("Note: ") }.joined(separator: "\n"))
  }

  /// By EU directive 2000/84/EC and the US Energy Policy Act of 2005: at 1:00 UTC, and at 2:00 local time.
  @Test(arguments: [
    ("Europe/Berlin", "2027-03-28T01:58", ["01:58", "01:59", "03:00", "03:01"]),
    ("Europe/Berlin", "2026-10-25T02:58", ["02:58", "02:59", "02:00", "02:01"]),
    ("America/New_York", "2027-03-14T01:59", ["01:59", "03:00", "03:01", "03:02"]),
    ("UTC0", "2027-03-28T01:58", ["01:58", "01:59", "02:00", "02:01"]),
  ])
  func clocksChangeInTheNight(zone: String, start: String, expected: [String]) throws {
    let shown = try run("--tz", zone, "--at", start, "--speed", "max", minutes: 4)
    #expect(shown.times == expected.map { start.prefix(11) + $0 })
  }

  /// RFC 5545, 3.3.5: of two the first; a time that is skipped, by the offset before the gap.
  @Test func whatComesTwiceOrNeverIsSaid() throws {
    let never = try run("--tz", "Europe/Berlin", "--at", "2027-03-28T02:30", "--speed", "max", minutes: 2)
    #expect(never.times == ["2027-03-28T03:30", "2027-03-28T03:31"])
    #expect(
      never.notes
        == "Note: clocks go forward and 2027-03-28T02:30 never occurs; the run starts at 2027-03-28T03:30.")
    let twice = try run("--tz", "Europe/Berlin", "--at", "2026-10-25T02:30", "--speed", "max", minutes: 91)
    #expect(
      twice.notes
        == "Note: clocks go back and 2026-10-25T02:30 occurs twice; this is the first time, in CEST.")
    // 30 minutes to the change, then the hour's 60 again.
    #expect(twice.times.first == "2026-10-25T02:30" && twice.times.last == "2026-10-25T03:00")
    #expect(twice.times.count { $0.hasSuffix("T02:45") } == 2)
  }

  @Test func aRunNotesWhatAZoneCannotTell() throws {
    let shown = try run("--tz", "africa/casablanca", "--at", "12:00", "--speed", "max", minutes: 1)
    #expect(
      shown.notes.hasPrefix("Note: africa/casablanca is taken to mean Africa/Casablanca.\nNote: no POSIX TZ string"))
    // Ramadan of 2027 begins on 8 February, and Morocco's clocks go back the day before.
    let moon = try run("--tz", "Africa/Casablanca", "--at", "2027-02-06T12:00", "--speed", "max", minutes: 1)
    #expect(
      moon.notes.contains("with <+01>-1, which is all that the clock keeps, its time is wrong from 2027-02-07 on"))
    let within = try run("--tz", "Africa/Casablanca", "--at", "2027-02-20T12:00", "--speed", "max", minutes: 1)
    #expect(within.notes.contains("its time is wrong now, on and off until 20"))
    let signed = try run("--tz", "UTC+3", "--at", "12:00", "--speed", "max", minutes: 1)
    #expect(signed.notes.hasPrefix("Note: UTC+3 uses POSIX's sign: local time is 3 hours behind UTC"))
  }

  /// When the machine's clock is set an hour forward, a run follows at the next minute, with a zone or without.
  @Test(arguments: [["--tz", "UTC0"], []])
  func aMachinesClockIsFollowed(zone: [String]) throws {
    let clock = try SteppedClock(in: folder.path)
    // 2027-01-01T12:00:45Z, a quarter of a minute before the next one; the first is drawn by then.
    let ahead = Int((1_798_804_845 - Date().timeIntervalSince1970).rounded())
    try clock.set(ahead: ahead)
    let (process, result) = try Program.start(
      ["run", "--image", image, "--minutes", "5"] + zone, cache: folder.path, folder: folder.path,
      variables: clock.variables.merging(["TZ": "UTC0"]) { $1 })
    Thread.sleep(forTimeInterval: 7)
    try clock.set(ahead: ahead + 3_600)
    Thread.sleep(forTimeInterval: 13)
    process.interrupt()
    let end = result()
    #expect(end.status == 130, "\(end.errors)")
    #expect(end.output.contains("2027-01-01T12:00  panel 4 shows a 0"), "\(end.output)")
    #expect(end.output.contains("2027-01-01T13:01  panel 4 shows a 1"), "\(end.output)")
  }
}
