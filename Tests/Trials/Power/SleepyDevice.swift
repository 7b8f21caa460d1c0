// A clock that sleeps deeply, through a day of faults on its panels, quiet hours and a cell that empties: what its panels
// showed, what it said and what its journal holds. Must never differ from one that stays awake but in how it rests.

import Emulator
import Firmware
import NorFlash
import PanelSimulation
import Support
import Testing

/// What becomes of the chip between two steps.
enum DeviceSleep {
  case never
  /// From each step to the next.
  case always
  /// The same, and woken by chance before it is time, up to three times a rest.
  case restless
  /// The same; in one of `chance` rests the record is damaged, or lost.
  case forgetful(chance: Int)
}

final class SleepyDevice {
  let board: EmulatedBoard
  let journal = NorFlash()
  private let clock: EmulatedClock
  private let start: LocalTime
  private var random: SplitMix64
  private(set) var pictures: [[UInt8]] = []
  private(set) var events: [String] = []
  private(set) var drawn: [GlyphChoice] = []
  private(set) var sleeps = 0
  private(set) var coldStarts = 0

  /// At 20:00, with quiet hours from 23:00 to 01:30 and a cell that is low after seven hours, empty from the eighth to the
  /// tenth. The same `seed` gives the same faults.
  /// `firstVolts` is what the cell has, in millivolts, in the first hour.
  init(
    _ glyphs: SimulatedGlyphs, kinds: [PanelKind], hours: Int, faults: Int, seed: UInt64, firstVolts: UInt16 = 3_900
  ) {
    board = EmulatedBoard(kinds: kinds, seed: seed)
    board.sleepsWhileBusy = true
    start = LocalTime(seconds: 20 * 3_600)
    random = SplitMix64(seed: seed ^ 0x5EE9)
    let box = Box()
    let start = start
    clock = EmulatedClock(
      board: board, settings: ClockSettings(quiet: QuietHours(start: 23 * 60, end: 90)),
      flash: EmulatedFlash(glyphs.image), journal: journal, source: FunctionSource { start.passed(to: $0) },
      record: { box.device?.note($0) })
    box.device = self
    board.cell = { instant in
      switch instant.microseconds / 3_600_000_000 {
      case 0: firstVolts
      case ..<7: 3_900
      case 7: 3_530
      case 8, 9: 3_440
      default: 3_900
      }
    }
    for minute in 0..<UInt32(hours * 60) {
      board.plan(at: Instant(microseconds: 0) + .seconds(60 * minute + 45)) { [unowned self] in look() }
    }
    for _ in 0..<faults { planFault(within: hours) }
  }

  private final class Box { unowned(unsafe) var device: SleepyDevice? }

  private func note(_ event: ClockEvent) {
    if case .glyphsUsable = event { coldStarts += 1 }
    guard case .drew(let panel, let choice, let minute, let refresh) = event else { return events.append("\(event)") }
    drawn.append(choice)
    // Without seconds: while panels fail the clock looks each second, from whenever it was woken.
    events.append("\(panel) \(choice) \(minute.minute) \(refresh.mode as Any)")
  }

  private func look() { for panel in board.panels { pictures.append(panel.visible) } }

  private func planFault(within hours: Int) {
    let panel = Int.random(in: 0..<4, using: &random)
    let from = Instant(microseconds: UInt64.random(in: 0..<UInt64(hours) * 3_600_000_000, using: &random))
    let until = from + .milliseconds(UInt32.random(in: 100...300_000, using: &random))
    let what = Int.random(in: 0..<4, using: &random)
    board.plan(at: from) { [board] in
      switch what {
      case 0: board.stuckBusy[panel] = .high
      case 1: board.stuckBusy[panel] = .low
      case 2: board.unplug(panel)
      default: board.failTransfers(20, to: panel)
      }
    }
    board.plan(at: until) { [board] in
      board.stuckBusy[panel] = nil
      if board.panels[panel].isUnplugged { board.plug(panel) }
      board.failTransfers(0, to: panel)
    }
  }

  var positions: GlyphPositions { clock.positions }

  func run(_ sleep: DeviceSleep, until end: Instant, wakes: Int = .max) throws {
    while board.now < end, sleeps < wakes {
      let next = min(try clock.step(), end)
      guard next > board.now else { continue }
      switch sleep {
      case .never: board.sleep(until: next)
      case .always: try rest(until: next)
      case .restless, .forgetful:
        for _ in 0..<Int.random(in: 0...3, using: &random) where board.now < next {
          let left = (next - board.now).microseconds
          try rest(until: board.now + Interval(microseconds: UInt64.random(in: 0...left, using: &random)), sleep)
          _ = try clock.step()
        }
        if board.now < next { try rest(until: next, sleep) }
      }
      try board.check()
    }
  }

  private func rest(until wake: Instant, _ sleep: DeviceSleep = .always) throws {
    guard var record = clock.record() else { return board.sleep(until: wake) }
    sleeps += 1
    board.sleep(until: wake)
    var isDamaged = false
    if case .forgetful(let chance) = sleep, Int.random(in: 0..<chance, using: &random) == 0 {
      isDamaged = true
      switch Int.random(in: 0..<4, using: &random) {
      case 0: record = []
      case 1: record = record.map { _ in UInt8.random(in: 0...255, using: &random) }
      case 2: record.removeLast()
      default:
        let bit = Int.random(in: 0..<8 * record.count, using: &random)
        record[bit / 8] ^= 1 << UInt8(bit % 8)
      }
    }
    #expect(clock.reset(by: record) == !isDamaged)
  }

  /// After a wake-up that never came: somebody took the supply away.
  func powerOff(until instant: Instant) {
    board.sleep(until: instant)
    clock.reset(by: [])
  }
}
