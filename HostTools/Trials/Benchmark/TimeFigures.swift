// How accurate the time stays, over simulated months. Must never let the firmware see the true time.

import Firmware
import TimeSimulation

public enum TimeFigures {
  /// 2026-11-21T00:00:00Z.
  private static let start: Int64 = 1_795_219_200_000_000
  private static let days = 400.0

  public static func measure() -> [Figure] {
    // The two extremes and one in the middle, each with a swing of its own phase.
    let crystals = [-100.0, 12, 100].enumerated().map { Run(.crystal(ppm: $1, swing: 10), seed: UInt64($0 + 1)) }
    let rcs = [-5_000.0, 700, 5_000].enumerated().map {
      Run(.resistorCapacitor(ppm: $1, wander: 100), seed: UInt64($0 + 11))
    }
    let sleeping = [SlowClock.crystal, .oscillator].map { clock in (1...3).map { Run(clock, seed: $0) } }
    let others = [
      Run(.crystal, .operatingSystem, seed: 1), Run(.oscillator, .firmwareBeforeOnly, seed: 1),
      Run(.oscillator, .operatingSystem, seed: 1),
    ]
    let outages = (1...3).map { seed in outage(seed: UInt64(seed)) }
    func most(_ runs: [Run], _ value: (Run) -> Double) -> Double { runs.map(value).max() ?? 0 }
    return [
      Figure(
        "quartz_worst_s", "s, the largest error in 400 days, quartz ±100 ppm with a daily swing of ±10",
        most(crystals) { $0.record.worst }, "at most 0.5"),
      Figure("quartz_polls_first", "requests on the first day", most(crystals) { $0.firstDay }, "at most 24"),
      Figure(
        "quartz_polls_later", "requests a day from the second week on, the busiest day",
        most(crystals) { $0.busiestDay }, "at most 4"),
      Figure(
        "rc_worst_s", "s, the same on an RC oscillator within ±0.5 % that wanders by 100 ppm an hour",
        most(rcs) { $0.record.worst }, "at most 0.5"),
      Figure("rc_polls_first", "requests on the first day", most(rcs) { $0.firstDay }, "at most 48"),
      Figure(
        "rc_polls_later", "requests a day from the second week on, the busiest day", most(rcs) { $0.busiestDay },
        "at most 48"),
      Figure(
        "outage_worst_s", "s, the quartz after a week without any server, from the third week on", outages.max() ?? 0,
        "at most 3"),
      Figure(
        "first_time_s", "s from a link that answers at once to the first time known, the slowest",
        most(crystals + rcs) { $0.known }, "at most 3 with its drawing's beginning"),
      Figure(
        "minutes_backwards", "minutes shown again after a later one",
        most(crystals + rcs + sleeping.flatMap { $0 }) { Double($0.record.backwards) }, "0"),
      Figure(
        "minutes_overconfident", "minutes more wrong than the clock said it might be",
        most(crystals + rcs + sleeping.flatMap { $0 }) { Double($0.record.overconfident) }, "0"),
      Figure(
        "asleep_crystal_worst_s", "s, the largest error in 400 days asleep, a crystal's raw ticks",
        most(sleeping[0]) { $0.record.worst }, "at most 0.5"),
      Figure(
        "asleep_crystal_polls", "requests on the busiest day from the second week on",
        most(sleeping[0]) { $0.busiestDay }, "at most 4"),
      Figure(
        "asleep_rc_worst_s", "s, the same on an RC oscillator, calibrated before and after each sleep",
        most(sleeping[1]) { $0.record.worst }, "at most 0.5"),
      Figure(
        "asleep_rc_polls", "requests on the busiest day from the second week on", most(sleeping[1]) { $0.busiestDay },
        "at most 4"),
      Figure(
        "asleep_rc_pieces", "wake-ups a day only to calibrate", most(sleeping[1]) { $0.pieces }, "no limit"),
      Figure(
        "asleep_crystal_by_idf_s", "s, as ESP-IDF counts a crystal: by ten cycles before each sleep",
        others[0].record.worst, "why not"),
      Figure(
        "asleep_rc_before_only_s", "s, the RC oscillator calibrated before sleeps only", others[1].record.worst,
        "why not"),
      Figure("asleep_rc_by_idf_s", "s, as ESP-IDF counts an RC oscillator", others[2].record.worst, "why not"),
      Figure("asleep_rc_by_idf_polls", "requests on the busiest day with that", others[2].busiestDay, "why not"),
    ]
  }

  private struct Run {
    let record: TimeRecord
    let firstDay, busiestDay, known: Double

    /// Wake-ups a day only to calibrate.
    let pieces: Double

    init(_ kind: OscillatorKind, seed: UInt64) {
      self.init(SimulatedWorld(oscillator: kind, start: TimeFigures.start, seed: seed), seed: seed)
    }

    /// A device that sleeps, and joins its network for each request, for a second.
    init(_ slowClock: SlowClock, _ counting: SleepCounting = .firmware, seed: Int) {
      let extremes = [-1.0, 1, 0.1]
      let device = SleepingDevice(
        slowClock, counting, ppm: extremes[seed - 1] * (slowClock == .crystal ? 20 : 100_000),
        mainPPM: extremes[3 - seed] * 20, seed: UInt64(seed))
      let world = SimulatedWorld(device, start: TimeFigures.start, seed: UInt64(seed))
      world.joining = 1_000_000
      self.init(world, seed: UInt64(seed), device)
    }

    private init(_ world: SimulatedWorld, seed: UInt64, _ device: SleepingDevice? = nil) {
      world.servers["time"] = SimulatedServer()
      let simulation = TimeSimulation(world, servers: ["time"], seed: seed)
      record = simulation.run(seconds: days * 86_400)
      firstDay = Double(simulation.requests(fromDay: 0, toDay: 1))
      busiestDay = Double(
        (7..<Int(days)).map { simulation.requests(fromDay: Double($0), toDay: Double($0 + 1)) }.max() ?? 0)
      known = Double(simulation.firstKnown ?? .max) / 1e6
      pieces = Double(device?.pieces ?? 0) / days
    }
  }

  private static func outage(seed: UInt64) -> Double {
    let world = SimulatedWorld(oscillator: .crystal(ppm: 60, swing: 10), start: start, seed: seed)
    world.servers["time"] = SimulatedServer()
    let simulation = TimeSimulation(world, servers: ["time"], seed: seed)
    _ = simulation.run(seconds: 14 * 86_400)
    world.servers["time"]?.loss = 1
    return simulation.run(seconds: 7 * 86_400).worst
  }
}
