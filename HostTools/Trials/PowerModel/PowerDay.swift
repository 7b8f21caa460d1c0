// What a settled clock does in a day: the very firmware on the emulated device, each microsecond and each refresh counted
// into a state. Must never know a current.

import Emulator
import Firmware
import PanelSimulation
import Support
import TimeSimulation

/// How the board counts time and joins its network.
public struct PowerPlan: Sendable {
  public var kinds: [PanelKind] = .init(repeating: .v2, count: 4)
  /// Whether the slow clock is a crystal or an RC oscillator.
  public var hasCrystal = true
  /// Whether the board has an address of its own, or asks for one each time.
  public var hasStaticAddress = false
  public var policy = RedrawPolicy.onChange

  public init() {}

  /// From the radio's start to an address, with the access point's channel and name kept: 1.63 s in all with DHCP, 0.73
  /// without [T, an ESP32].
  var joining: Interval { hasStaticAddress ? .milliseconds(730) : .milliseconds(1_600) }

  /// A crystal of 20 ppm with a day's warmth; an RC oscillator that wanders by 60 ppm an hour. Calibrated before and after
  /// each sleep, as `SleepCounter` has it, it would need about one poll a day (TimeSimulation): this is the worse case.
  var oscillator: OscillatorKind {
    hasCrystal ? .crystal(ppm: 20, swing: 3) : .resistorCapacitor(ppm: 300, wander: 60)
  }
}

public struct PowerDay: Sendable {
  public private(set) var hasCrystal = true
  /// In seconds.
  public private(set) var awake = 0.0
  public private(set) var asleep = 0.0
  public private(set) var asleepWhileBusy = 0.0
  public private(set) var radio = 0.0
  /// From light sleep.
  public private(set) var wakes = 0
  /// Rests between two things to do that are long enough for deep sleep.
  public private(set) var rests = 0
  public private(set) var restTime = 0.0
  public private(set) var polls = 0
  public private(set) var glyphs = 0
  public private(set) var fulls = 0
  public private(set) var partials = 0
  /// How long panels were under power for it, each counted by itself, in seconds.
  public private(set) var refreshing = 0.0
  /// Seconds that the clock was off by at the worst minute.
  public private(set) var worstError = 0.0
  /// Awake for a minute at which one digit changed in part, the mean in seconds: what is sent, and what is computed.
  public private(set) var awakeForDigit = 0.0

  /// From here on deep sleep costs less than light sleep, by all of the table's chips: 1.9 mC at 125 µA.
  private static let shortestRest = Interval.seconds(15)
  /// In which the discipline has learned what its oscillator is like.
  private static let settling = Interval.seconds(20 * 86_400)

  /// Simulates one day, from a midnight on.
  /// - Throws: when the firmware misuses a panel.
  public init(_ plan: PowerPlan, glyphs: SimulatedGlyphs) throws {
    var present = Instant(microseconds: 0)
    let air = RadioAir(plan.oscillator, joining: plan.joining) { present }
    var time = NetworkTime(air)
    while present.microseconds < PowerDay.settling.microseconds {
      present = max(present + Interval(microseconds: 1), time.work(at: present, drawingAt: nil))
      while time.nextEvent() != nil {}
    }
    let board = EmulatedBoard(kinds: plan.kinds)
    board.sleepsWhileBusy = true
    board.sleep(until: present)
    air.now = { board.now }
    let box = Box()
    let clock = EmulatedClock(
      board: board, settings: ClockSettings(policy: plan.policy), flash: EmulatedFlash(glyphs.image),
      source: NetworkSource(time) { NetworkTime(air) }, record: { box.take?($0) })
    // The first minute draws all panels, from the start on; then to a midnight.
    let first = (air.utc(at: board.now) / 86_400_000_000 + 1) * 86_400_000_000
    while air.utc(at: board.now) < first { board.sleep(until: try clock.step()) }
    try self.init(clock, board, air, box, end: first + 86_400_000_000)
    hasCrystal = plan.hasCrystal
  }

  private final class Box {
    var take: ((ClockEvent) -> Void)?
  }

  private init(_ clock: EmulatedClock, _ board: EmulatedBoard, _ air: RadioAir, _ box: Box, end: Int64) throws {
    let before = (now: board.now, slept: board.slept, busy: board.sleptWhileBusy, sleeps: board.sleeps)
    let (sessions, on) = (air.sessions, air.on)
    var (fulls, partials, glyphs, refreshing, worst) = (0, 0, 0, 0.0, 0.0)
    var drawn = 0
    box.take = { event in
      let minute: LocalTime
      let refresh: Refresh
      switch event {
      case .drew(_, _, let at, let how), .cleared(_, let at, let how), .spelled(_, _, let at, let how):
        (minute, refresh) = (at, how)
      default: return
      }
      drawn += 1
      if case .cleared = event {} else { glyphs += 1 }
      if refresh.mode == .partial { partials += 1 } else if refresh.mode != nil { fulls += 1 }
      let took = Double(refresh.duration.microseconds) / 1e6
      if refresh.mode != nil { refreshing += max(0, took - Assumed.powerOff) }
      // Drawn right after the minute began by the clock's own time.
      let late = Double(air.utc(at: board.now) - minute.minute * 60_000_000) / 1e6 - took
      worst = max(worst, abs(late))
    }
    var (rests, restTime) = (0, 0.0)
    var (digits, awakeForDigits) = (0, 0.0)
    while air.utc(at: board.now) < end {
      let start = (now: board.now, slept: board.slept, drawn: drawn, partials: partials)
      let next = try clock.step()
      let passed = (board.now - start.now).microseconds - (board.slept.microseconds - start.slept.microseconds)
      if drawn == start.drawn + 1, partials == start.partials + 1 {
        digits += 1
        awakeForDigits += Double(passed) / 1e6
      }
      let rest = next - board.now
      guard !air.isOn, rest >= PowerDay.shortestRest, try clock.sleepDeeply(until: next) else {
        board.sleep(until: next)
        continue
      }
      rests += 1
      restTime += Double(rest.microseconds) / 1e6
    }
    (self.fulls, self.partials, self.glyphs, self.refreshing, worstError) = (fulls, partials, glyphs, refreshing, worst)
    (self.rests, self.restTime) = (rests, restTime)
    func seconds(_ end: Interval, _ start: Interval) -> Double { Double(end.microseconds - start.microseconds) / 1e6 }
    radio = seconds(air.on, on)
    polls = air.sessions - sessions
    asleepWhileBusy = seconds(board.sleptWhileBusy, before.busy)
    let slept = seconds(board.slept, before.slept)
    asleep = slept - radio - asleepWhileBusy
    let computed = Double(glyphs) * Assumed.instructionsForGlyph + 1_440 * Assumed.instructionsForMinute
    awake = Double((board.now - before.now).microseconds) / 1e6 - slept + computed / Assumed.clock
    asleep -= computed / Assumed.clock
    wakes = board.sleeps - before.sleeps
    awakeForDigit =
      awakeForDigits / Double(max(1, digits))
      + (Assumed.instructionsForGlyph + Assumed.instructionsForMinute) / Assumed.clock
  }
}
