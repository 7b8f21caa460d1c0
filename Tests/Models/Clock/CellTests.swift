// A clock on a cell that empties and is charged again: what its panels show, and how often they refresh.
// Must never look inside the clock, only at its panels, its events and the instants that it names.

import Emulator
import Firmware
import Support
import TestSupport
import Testing

@Suite struct CellTests {
  private static let hour: UInt64 = 3_600

  /// Of the board's counter.
  private func seconds(_ count: UInt64) -> Instant { Instant(microseconds: count * 1_000_000) }

  /// On a cell whose voltage changes at seconds after power-on.
  private func device(at time: String = "12:34", _ cell: [(from: UInt64, millivolts: UInt16?)]) throws -> Device {
    let device = try Device(at: time)
    device.board.cell = { instant in cell.last { $0.from <= instant.microseconds / 1_000_000 }?.millivolts ?? nil }
    return device
  }

  private func refreshes(_ device: Device) -> [Int] { device.board.panels.map(\.refreshes) }

  private func drawnAsEver() throws -> [GlyphID] {
    let device = try Device(at: "12:34")
    try device.clock.run(until: seconds(600))
    return device.drawn
  }

  @Test func aFullCellChangesNothing() throws {
    for reading in [4_200, 3_600, nil, 0, 1_999, 5_001] as [UInt16?] {
      let device = try device([(0, reading)])
      try device.clock.run(until: seconds(600))
      #expect(try device.drawn == drawnAsEver() && refreshes(device) == [1, 1, 2, 10])
      var status = ClockStatus()
      device.clock.report(&status)
      let isTrue = reading.map { (2_000...5_000).contains($0) } ?? false
      #expect(status.cell == (isTrue ? reading : nil))
    }
  }

  /// The outline of a battery, in squares of four pixels from column 168 and row 4 on.
  private static let battery = [
    "######.", "#....##", "#....##", "######.",
  ]

  /// Whether the panel (0...3) shows a glyph of the digit, and the mark over it or not.
  private func shows(_ device: Device, _ panel: Int, _ digit: Int, isMarked: Bool) throws -> Bool {
    let table = try checkedTable(ClockTests.image)
    return try (0..<table.counts[digit]).contains { number in
      var frame = Frame()
      frame.draw(try readGlyph(table, digit: digit, number: number, ClockTests.image), .ink)
      var bytes = frame.bytes.indices.map { frame.bytes[$0] }
      for (place, square) in Self.battery.joined().enumerated() where isMarked && square == "#" {
        for pixel in 0..<16 {
          let (column, row) = (168 + 4 * (place % 7) + pixel % 4, 4 + 4 * (place / 7) + pixel / 4)
          bytes[row * 25 + column / 8] &= ~(0x80 >> UInt8(column % 8))
        }
      }
      return device.board.panels[panel].visible == bytes
    }
  }

  @Test func aLowCellIsMarkedWithTheNextChangeAndThatIsAll() throws {
    let device = try device([(0, 3_560), (90, 3_540), (330, 3_640), (450, 3_650)])
    try device.clock.run(until: seconds(110))
    #expect(try shows(device, 3, 5, isMarked: false))
    try device.clock.run(until: seconds(170))
    for (panel, digit) in [1, 2, 3, 6].enumerated() {
      #expect(try shows(device, panel, digit, isMarked: panel == 3))
    }
    // 3,640 isn't enough to be fine again.
    for (second, digit) in [(230, 7), (290, 8), (350, 9), (410, 0)] as [(UInt64, Int)] {
      try device.clock.run(until: seconds(second))
      #expect(try shows(device, 3, digit, isMarked: true), "at \(second) s")
    }
    try device.clock.run(until: seconds(530))
    #expect(try shows(device, 3, 2, isMarked: false))
    try device.clock.run(until: seconds(600))
    #expect(try device.drawn == drawnAsEver() && refreshes(device) == [1, 1, 2, 10])
  }

  /// Over five days from full to nothing, then on a charger, with noise.
  @Test(arguments: 1...3)
  func aCellGoesDownAndUpAgain(seed: UInt64) throws {
    let device = try Device(at: "00:00")
    var random = SplitMix64(seed: seed)
    let day: UInt64 = 86_400
    // A volt in five days, then up by a tenth of a volt an hour.
    device.board.cell = { instant in
      let passed = Int(instant.microseconds / 1_000_000)
      let down = 4_300 - passed / 432
      let up = 3_300 + (passed - 5 * Int(day)) / 36
      return UInt16(max(min(down, 4_200), min(up, 4_200)) - 15 + Int(random.next() % 31))
    }
    // 3,450 is reached after 4 days and 6 hours, at 367,200 s, and noise may be two hours early or late.
    try device.clock.run(until: seconds(4 * day))
    let atFour = refreshes(device)
    #expect(atFour[3] > 5_700)
    try device.clock.run(until: seconds(375_000))
    device.expectWords("CHARGE", "THE", "EMPTY", "CELL")
    let atLast = refreshes(device)
    let drawn = device.drawn.count
    #expect(device.rests == [.emptyCell])
    try device.clock.run(until: seconds(5 * day + 2 * Self.hour))
    #expect(refreshes(device) == atLast && device.drawn.count == drawn)
    // 3,600 is reached three hours after the charger came, and the clock looks once an hour.
    try device.clock.run(until: seconds(5 * day + 4 * Self.hour + 300))
    #expect(device.drawn.count > drawn)
    let after = device.board.panels.map(\.fullRefreshes)
    try device.clock.run(until: seconds(6 * day + 10))
    for panel in 0..<4 { #expect(refreshes(device)[panel] > atLast[panel] && after[panel] > 0) }
    device.expectDigit(0, 0)
    device.expectDigit(3, 0)
    #expect(device.board.misuse == nil && device.rests == [.emptyCell])
  }

  @Test func anEmptyCellHasOneLastRefreshAndThenNone() throws {
    let device = try device([(0, 3_470), (90, 3_440), (6 * Self.hour, 3_590), (10 * Self.hour, 3_600)])
    try device.clock.run(until: seconds(119))
    #expect(refreshes(device) == [1, 1, 1, 2])
    let fulls = device.board.panels.map(\.fullRefreshes)
    try device.clock.pass(to: seconds(120))
    let next = try device.clock.step()
    device.expectWords("CHARGE", "THE", "EMPTY", "CELL")
    #expect(refreshes(device) == [2, 2, 2, 3] && device.board.panels.map(\.fullRefreshes) == fulls.map { $0 + 1 })
    // An hour after the look, from before the refresh.
    #expect(next > seconds(120 + Self.hour - 1) && next < seconds(120 + Self.hour + 1))
    // Called earlier, for whatever reason, it does nothing; nor for a notice, an unknown time, a new minute.
    for (index, wake) in [130, 500, 1_000, 3_000].enumerated() {
      device.notice = index == 1 ? Notice(code: [1, 2, 3, 4]) : nil
      device.knowsTime = index != 2
      try device.clock.pass(to: seconds(UInt64(wake)))
      #expect(try device.clock.step() == next)
      #expect(device.board.now < seconds(UInt64(wake + 1)))
    }
    device.knowsTime = true
    try device.clock.run(until: seconds(10 * Self.hour))
    #expect(refreshes(device) == [2, 2, 2, 3])
    var status = ClockStatus()
    device.clock.report(&status)
    #expect(status.cell == 3_590 && status.nextDrawing == nil)
    // 22:36, at the look that follows; back with full refreshes, and marked since 3,600 is low.
    try device.clock.run(until: seconds(10 * Self.hour + 130))
    for (panel, digit) in [2, 2, 3].enumerated() { device.expectDigit(panel, digit) }
    #expect(try shows(device, 3, 6, isMarked: true))
    #expect(device.board.panels.map(\.fullRefreshes) == fulls.map { $0 + 2 } && refreshes(device) == [3, 3, 3, 4])
  }

  @Test func belowWhatARefreshNeedsThereIsNotEvenTheLast() throws {
    let device = try device([(0, 3_700), (90, 3_340), (2 * Self.hour, 3_400), (8 * Self.hour, 3_700)])
    try device.clock.run(until: seconds(8 * Self.hour))
    #expect(refreshes(device) == [1, 1, 1, 2])
    device.expect(3, digit: 5, number: 0)
    try device.clock.run(until: seconds(9 * Self.hour + 200))
    #expect(device.board.panels.map(\.fullRefreshes).allSatisfy { $0 >= 2 })
    device.expectDigit(0, 2)
    device.expectDigit(1, 1)
  }

  @Test func itStartsWithAnEmptyCell() throws {
    for (reading, count) in [(3_400, 1), (3_340, 0)] as [(UInt16, Int)] {
      let device = try device([(0, reading), (2 * Self.hour, 4_000)])
      let next = try device.clock.step()
      #expect(refreshes(device) == .init(repeating: count, count: 4) && next > seconds(Self.hour - 1))
      if count > 0 { device.expectWords("CHARGE", "THE", "EMPTY", "CELL") }
      try device.clock.run(until: seconds(2 * Self.hour - 1))
      #expect(refreshes(device) == .init(repeating: count, count: 4) && device.drawn.isEmpty)
      // The look at two hours comes a bit later or is the one that finds it.
      try device.clock.run(until: seconds(3 * Self.hour + 10))
      #expect(!device.drawn.isEmpty)
      device.expectDigit(0, 1)
      device.expectDigit(1, 5)
    }
  }

  /// Not in the middle of a look, but between: the time's source finishes what it has begun, and then isn't called.
  @Test func whoeverWasBeingAskedIsHeardOutAndNobodyElse() throws {
    let source = BusySource()
    let board = EmulatedBoard()
    board.cell = { $0.microseconds < 90_000_000 ? 3_700 : $0.microseconds < 7_300_000_000 ? 3_400 : 4_000 }
    let clock = EmulatedClock(
      board: board, settings: ClockSettings(), flash: EmulatedFlash(ClockTests.image), source: source, record: { _ in })
    source.busyUntil = Instant(microseconds: 125_000_000)
    try clock.run(until: Instant(microseconds: 130_000_000))
    let calls = source.calls
    #expect(source.lastCall >= Instant(microseconds: 125_000_000))
    try clock.run(until: Instant(microseconds: 7_300_000_000))
    #expect(source.calls == calls)
    try clock.run(until: Instant(microseconds: 11_000_000_000))
    #expect(source.calls > calls)
  }
}

/// It is 12:34 at power-on, and until some instant the network is wanted, with a call every 100 ms.
private final class BusySource: EmulatedSource {
  var busyUntil = Instant(microseconds: 0)
  private(set) var calls = 0
  private(set) var lastCall = Instant(microseconds: 0)

  func localTime(at instant: Instant) -> LocalTime? { LocalTime(seconds: 45_240).passed(to: instant) }
  func work(at now: Instant, drawingAt drawing: Instant?) -> Instant {
    calls += 1
    lastCall = now
    return now < busyUntil ? now + .milliseconds(100) : Instant(microseconds: .max)
  }
  func needsNetwork(at instant: Instant) -> Bool { lastCall < busyUntil }
  var isBusy: Bool { false }
  var patience: Interval { .seconds(0) }
  var obstacle: TimeObstacle? { nil }
  func nextEvent() -> TimeEvent? { nil }
  func standing(at instant: Instant) -> TimeStanding? { nil }
  func counterInterval(_ interval: Interval, at now: Instant) -> Interval { interval }
}
