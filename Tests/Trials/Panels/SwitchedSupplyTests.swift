// A row whose supply a pin switches against one that always has it: through hours, faults and deep sleep, the same ink on
// every pixel. Must never excuse a misuse: RAM that wasn't written, and signals that are high while the supply is off.

import Emulator
import Firmware
import PanelSimulation
import Support
import Testing

@Suite struct SwitchedSupplyTests {
  /// What can be seen of a row at the 45th second of each minute, when all refreshes have ended.
  private struct Minute: Equatable {
    var ink: [[UInt16]]
    var fulls: [Int]
    var partials: [Int]

    var refreshes: Int { fulls.reduce(0, +) + partials.reduce(0, +) }
  }

  private struct Course {
    var minutes: [Minute] = []
    var events: [String] = []
    /// Bytes sent within each minute.
    var bytes: [Int] = []
    var timesOn = 0
    var deepSleeps = 0
  }

  private static let rows: [SimulatedRow] = [
    SimulatedRow("v2", .init(repeating: .v2, count: 4)),
    SimulatedRow("v2-swapping", .init(repeating: .v2, count: 4), swapsPlanes: true),
    SimulatedRow("rev21-gdey0154d67", [.rev21, .gdey0154d67, .rev21, .gdey0154d67]),
    SimulatedRow("v2-grey", .init(repeating: .v2, count: 4), shades: .grey),
  ]

  /// From 22:58, so that all four digits change at midnight.
  private func course(
    _ row: SimulatedRow, switched: Bool, minutes: Int, sleepsDeeply: Bool = false,
    plan: (EmulatedBoard) -> Void = { _ in }
  ) throws -> Course {
    let row = SimulatedRow(
      row.name, row.kinds, swapsPlanes: row.swapsPlanes, shades: row.shades, style: row.style, switchesSupply: switched)
    let device = SimulatedDevice(row, try SimulatedGlyphs(countPerDigit: 60), start: 22 * 3_600 + 58 * 60)
    let board = device.board
    var course = Course()
    device.onEvent = { course.events.append("\($0)") }
    plan(board)
    var sent = 0
    for minute in 0..<UInt32(minutes) {
      let end = Instant(microseconds: 0) + .seconds(60 * minute + 45)
      if sleepsDeeply {
        while board.now < end {
          let next = min(try device.clock.step(), end)
          if next > board.now, try device.clock.sleepDeeply(until: next) { course.deepSleeps += 1 }
          if next > board.now { try device.clock.pass(to: next) }
        }
      } else {
        try device.clock.run(until: end)
      }
      #expect(board.isSupplied != switched)
      course.minutes.append(
        Minute(
          ink: board.panels.map(\.reflectance), fulls: board.panels.map(\.fullRefreshes),
          partials: board.panels.map(\.partialRefreshes)))
      course.bytes.append(board.bytesSent - sent)
      sent = board.bytesSent
    }
    course.timesOn = board.timesOn
    return course
  }

  /// By itself: a failure would print all pixels.
  private func differs(_ one: Course, from other: Course) -> Int? {
    zip(one.minutes, other.minutes).enumerated().first { $1.0 != $1.1 }?.offset
  }

  @Test(arguments: rows.indices)
  func theSameInkThroughHours(index: Int) throws {
    let row = Self.rows[index]
    let minutes = 200
    let always = try course(row, switched: false, minutes: minutes)
    let switched = try course(row, switched: true, minutes: minutes)
    #expect(differs(switched, from: always) == nil)
    #expect(switched.minutes.count == minutes && always.timesOn == 0)
    // At power-on and at each minute after it.
    #expect(switched.timesOn == minutes)

    let last = try #require(switched.minutes.last)
    if row.shades == .grey {
      #expect(last.partials == [0, 0, 0, 0] && last.fulls[3] == minutes)
    } else {
      // 200 pictures, one at power-on and those of 23:00, 0:00, 1:00 and 2:00 in full.
      #expect(last.fulls[3] == 5 && last.partials[3] == 195)
      // 23:00, 0:00, 1:00, 2:00 change the hour's last digit, midnight its first.
      #expect(last.fulls[1] == 5 && last.fulls[0] == 2 && last.partials[0] == 0)
    }
    for minute in 1..<minutes {
      let refreshes = switched.minutes[minute].refreshes - switched.minutes[minute - 1].refreshes
      // Both planes whole, 5,000 bytes each; a waveform has 153, all other commands less than 50.
      #expect(refreshes > 0 && 10_000 * refreshes..<10_250 * refreshes ~= switched.bytes[minute])
    }
  }

  /// The mark of a cell that is nearly empty lies outside of what a minute changes, and must come back with the RAM. Ink
  /// doesn't show whether it is in the old plane too: the waveform drives black to black as well.
  @Test func theSameWithAMark() throws {
    func plan(_ board: EmulatedBoard) {
      board.cell = { now in 600_000_000..<1_800_000_000 ~= now.microseconds ? 3_500 : 3_900 }
    }
    let always = try course(Self.rows[0], switched: false, minutes: 40, plan: plan)
    let switched = try course(Self.rows[0], switched: true, minutes: 40, plan: plan)
    #expect(differs(switched, from: always) == nil)
    let plain = try course(Self.rows[0], switched: true, minutes: 40)
    let marked = (0..<40).filter { switched.minutes[$0].ink[3] != plain.minutes[$0].ink[3] }
    // What is left of it fades with the next full refresh, an hour after the start at the latest.
    #expect(marked.starts(with: 10..<30), "\(marked)")
  }

  /// BUSY of one panel stays high, another's cable is off for a while, a third one's transfers fail.
  @Test func theSameWithPanelsThatFail() throws {
    func plan(_ board: EmulatedBoard) {
      func at(_ minute: UInt32, _ action: @escaping () -> Void) {
        board.plan(at: Instant(microseconds: 0) + .seconds(60 * minute + 50), action)
      }
      at(5) { board.stuckBusy[3] = .high }
      at(9) { board.stuckBusy[3] = nil }
      at(20) { board.unplug(3) }
      at(23) { board.plug(3) }
      at(50) { board.failTransfers(3, to: 3) }
      at(60) { board.unplug(1, busyReads: .high) }
      at(70) { board.plug(1) }
    }
    let always = try course(Self.rows[0], switched: false, minutes: 130, plan: plan)
    let switched = try course(Self.rows[0], switched: true, minutes: 130, plan: plan)
    #expect(differs(switched, from: always) == nil)
    #expect(switched.events.count { $0.hasPrefix("panelFailed") } >= 5)
    #expect(switched.events.count { $0.hasPrefix("panelRecovered") } >= 3)
    #expect(switched.events.map { $0.prefix { $0 != "(" } } == always.events.map { $0.prefix { $0 != "(" } })
  }

  /// A refresh that hangs: the others end, and then it loses its supply with them.
  @Test func aPanelThatHangsInItsRefresh() throws {
    func plan(_ board: EmulatedBoard) {
      board.plan(at: Instant(microseconds: 300_300_000)) { board.stuckBusy[3] = .high }
      board.plan(at: Instant(microseconds: 370_000_000)) { board.stuckBusy[3] = nil }
    }
    let switched = try course(Self.rows[0], switched: true, minutes: 12, plan: plan)
    #expect(switched.events.contains { $0.hasPrefix("panelFailed(panel: 3") })
    #expect(switched.events.contains { $0.hasPrefix("panelRecovered(panel: 3") })
  }

  @Test(arguments: [0, 3]) func theSameWithDeepSleep(index: Int) throws {
    let row = Self.rows[index]
    let always = try course(row, switched: false, minutes: 130)
    let asleep = try course(row, switched: true, minutes: 130, sleepsDeeply: true)
    #expect(differs(asleep, from: always) == nil)
    #expect(asleep.deepSleeps >= 129 && asleep.timesOn == 130)
  }

  /// It has no plane for the old picture; the others of its row go on as before.
  @Test func theFirstVersionIsAlwaysRefreshedInFull() throws {
    let row = SimulatedRow("", [.v2, .v2, .v2, .v1])
    let always = try course(row, switched: false, minutes: 70)
    let switched = try course(row, switched: true, minutes: 70)
    let last = try #require(switched.minutes.last)
    #expect(last.fulls[3] == 70 && last.partials[3] == 0)
    #expect(switched.minutes.map { $0.ink.prefix(3) } == always.minutes.map { $0.ink.prefix(3) })
    // White and black differ, where partial refreshes leave ghosts.
    for (one, other) in zip(switched.minutes, always.minutes) {
      let isSame = zip(one.ink[3], other.ink[3]).allSatisfy { ($0 < 512) == ($1 < 512) }
      #expect(isSame)
    }
  }
}
