// Quiet hours: what the panels show, how often they refresh, and when the clock wants to be called again.
// Must never look inside the clock, only at its panels, its events and the instants that it names.

import Emulator
import Firmware
import TestSupport
import Testing

@Suite struct QuietHoursTests {
  private static let night = ClockSettings(quiet: QuietHours(start: 1_380, end: 360))

  /// Of the board's counter.
  private func seconds(_ count: UInt64) -> Instant { Instant(microseconds: count * 1_000_000) }

  @Test(
    arguments: [
      // 23:00 to 06:00, at 22:59, 23:00, 00:00, 05:59, 06:00.
      (1_380, 360, [(1_379, 0), (1_380, 420), (0, 360), (359, 1), (360, 0)]),
      // 13:00 to 14:30.
      (780, 870, [(779, 0), (780, 90), (869, 1), (870, 0), (0, 0)]),
      // 00:00 to 23:59, and the whole day but its first minute.
      (0, 1_439, [(0, 1_439), (1_438, 1), (1_439, 0)]), (1, 0, [(0, 0), (1, 1_439), (1_439, 1)]),
      // Never.
      (0, 0, [(0, 0), (720, 0), (1_439, 0)]), (600, 600, [(599, 0), (600, 0), (601, 0)]),
    ] as [(UInt16, UInt16, [(Int64, UInt32)])])
  func minutesLeft(start: UInt16, end: UInt16, minutes: [(at: Int64, left: UInt32)]) {
    for minute in minutes {
      for second in [0, 59] as [Int64] {
        let left = QuietHours(start: start, end: end).minutesLeft(at: LocalTime(seconds: minute.at * 60 + second))
        #expect(left == minute.left, "\(start)-\(end) at \(minute.at)")
      }
    }
  }

  @Test func aNightHasOneRefreshAtEachEnd() throws {
    let device = try Device(at: "22:58", settings: Self.night)
    try device.clock.run(until: seconds(90))
    device.expectDigit(3, 9)
    let evening = device.board.panels.map(\.refreshes)
    let taken = device.positions
    try device.clock.run(until: seconds(130))
    device.expectWords("THE", "CLOCK", "IS", "ASLEEP")
    #expect(device.board.panels.map(\.refreshes) == evening.map { $0 + 1 })
    // 05:59:59 after 7 h 1 min 59 s.
    try device.clock.run(until: seconds(25_319))
    device.expectWords("THE", "CLOCK", "IS", "ASLEEP")
    #expect(device.board.panels.map(\.refreshes) == evening.map { $0 + 1 })
    #expect(device.positions == taken, "a glyph was taken in quiet hours")
    let fulls = device.board.panels.map(\.fullRefreshes)
    try device.clock.run(until: seconds(25_330))
    for (panel, digit) in [0, 6, 0, 0].enumerated() { device.expectDigit(panel, digit) }
    #expect(device.board.panels.map(\.fullRefreshes) == fulls.map { $0 + 1 })
    try device.clock.run(until: seconds(25_390))
    device.expectDigit(3, 1)
    #expect(device.rests == [.quietHours])
    // As without quiet hours: 58, 59, then 06:00 and 06:01; the four of the start took the first glyphs.
    #expect(device.drawn.map(\.digit) == [2, 2, 5, 8, 9, 0, 6, 0, 0, 1])
  }

  /// Full refreshes in the middle of an hour too: what has stood for hours leaves a ghost.
  @Test func theyEndWithAFullRefreshAtAnyMinute() throws {
    let device = try Device(at: "13:01", settings: ClockSettings(quiet: QuietHours(start: 780, end: 807)))
    try device.clock.run(until: seconds(60))
    device.expectWords("THE", "CLOCK", "IS", "ASLEEP")
    #expect(device.board.panels.map(\.refreshes) == [1, 1, 1, 1])
    try device.clock.run(until: seconds(26 * 60 + 10))
    for (panel, digit) in [1, 3, 2, 7].enumerated() { device.expect(panel, digit: digit, number: 0) }
    #expect(device.board.panels.map(\.fullRefreshes) == [2, 2, 2, 2])
    #expect(device.board.panels.map(\.refreshes) == [2, 2, 2, 2])
  }

  /// Until then nothing wakes the clock, and a wake-up for something else draws nothing.
  @Test func theNextDrawingIsAtTheirEnd() throws {
    let device = try Device(at: "23:30:20", settings: Self.night)
    let end = seconds(6 * 3_600 + 29 * 60 + 40)
    #expect(try device.clock.step() == end)
    for wake in [100, 3_600, 20_000, 23_379] as [UInt64] {
      try device.clock.pass(to: seconds(wake))
      #expect(try device.clock.step() == end)
      #expect(device.board.now < seconds(wake + 1))
    }
    #expect(device.board.panels.map(\.refreshes) == [1, 1, 1, 1])
    var status = ClockStatus()
    device.clock.report(&status)
    #expect(status.nextDrawing == end)
  }

  @Test func withoutATimeItSaysSoAsEver() throws {
    let device = try Device(at: "02:00", settings: Self.night)
    try device.clock.run(until: seconds(60))
    device.expectWords("THE", "CLOCK", "IS", "ASLEEP")
    device.knowsTime = false
    _ = try device.clock.step()
    device.expectWords("NO", "TIME", "YET", "WAIT")
    device.knowsTime = true
    try device.clock.run(until: device.board.now + .seconds(30))
    device.expectWords("THE", "CLOCK", "IS", "ASLEEP")
    #expect(device.board.panels.map(\.refreshes) == [3, 3, 3, 3])
  }

  @Test func noticesAreShownAllTheSame() throws {
    let device = try Device(at: "02:00", settings: Self.night)
    try device.clock.run(until: seconds(60))
    device.notice = Notice(code: [1, 2, 3, 4])
    _ = try device.clock.step()
    #expect(device.board.panels.map(\.refreshes) == [2, 2, 2, 2])
    device.notice = nil
    _ = try device.clock.step()
    device.expectWords("THE", "CLOCK", "IS", "ASLEEP")
    #expect(device.board.panels.map(\.refreshes) == [3, 3, 3, 3])
  }

  /// A panel that shows a time of before must not go on with it all night.
  @Test func aPanelThatFailedIsTriedAgain() throws {
    let device = try Device(at: "22:59:30", settings: Self.night)
    try device.clock.run(until: seconds(20))
    device.board.stuckBusy = [2: .high]
    try device.clock.run(until: seconds(60))
    device.board.stuckBusy = [:]
    try device.clock.run(until: seconds(600))
    device.expectWords("THE", "CLOCK", "IS", "ASLEEP")
    #expect(device.board.panels.map(\.refreshes) == [2, 2, 2, 2])
  }

  /// Berlin, where clocks go from 02:00 to 03:00 on 2027-03-28, and from 03:00 to 02:00 on 2027-10-31: UTC 01:00, both.
  @Test(
    arguments: [
      // From 23:00 on the evening before to 06:00: an hour less, an hour more.
      (1_380, 360, 1_806_184_800, 6 * 3_600), (1_380, 360, 1_824_930_000, 8 * 3_600),
      // To 02:30, which doesn't occur in spring: it is over at 03:00.
      (1_380, 150, 1_806_184_800, 3 * 3_600),
      // The usual night between, of 30 March.
      (1_380, 360, 1_806_440_400, 7 * 3_600),
    ] as [(UInt16, UInt16, Int64, UInt64)])
  func theyEndAtTheLocalTime(start: UInt16, end: UInt16, from unix: Int64, length: UInt64) throws {
    let zone = try CivilZone(parsing: Array("CET-1CEST,M3.5.0,M10.5.0/3".utf8).span)
    let device = try Device(
      unix: unix - 30, zone, settings: ClockSettings(quiet: QuietHours(start: start, end: end)))
    try device.clock.run(until: seconds(40))
    device.expectWords("THE", "CLOCK", "IS", "ASLEEP")
    let over = seconds(30 + length)
    try device.clock.run(until: over)
    #expect(device.drawn.count == 4 && device.board.panels.allSatisfy { $0.refreshes == 2 })
    try device.clock.run(until: over + .seconds(5))
    #expect(device.drawn.count == 8 && device.board.panels.allSatisfy { $0.refreshes == 3 })
  }
}
