// The time-keeping of devices that sleep, over weeks, or over as many days as SLEEP_DAYS says. Must never judge by the
// counter, only by the world's true time.

import Firmware
import Foundation
import Testing
import TimeSimulation

@Suite struct SleepSimulationTests {
  private static let days = ProcessInfo.processInfo.environment["SLEEP_DAYS"].flatMap(Double.init) ?? 40
  private static let day = 86_400.0
  /// 2026-11-21T00:00:00Z.
  private static let start: Int64 = 1_795_219_200_000_000

  /// Off by anything that its maker allows: 20 ppm for either crystal, a tenth for an RC oscillator. The radio is on
  /// for polls only, and gives an address after a second.
  private func simulation(
    _ slowClock: SlowClock, _ counting: SleepCounting = .firmware, in room: SleepRoom = .living, seed: Int
  ) -> TimeSimulation {
    let share = Double(seed * 37 % 41 - 20) / 20
    let device = SleepingDevice(
      slowClock, counting, ppm: share * (slowClock == .crystal ? 20 : 100_000),
      mainPPM: Double(seed * 53 % 41 - 20), in: room, seed: UInt64(seed))
    let world = SimulatedWorld(device, start: Self.start, seed: UInt64(seed))
    world.joining = 1_000_000
    world.servers = ["a": SimulatedServer()]
    return TimeSimulation(world, servers: ["a"], seed: UInt64(seed))
  }

  private func busiest(_ simulation: TimeSimulation) -> Int {
    (7..<Int(Self.days)).map { simulation.requests(fromDay: Double($0), toDay: Double($0 + 1)) }.max() ?? 0
  }

  @Test(arguments: 1...8, [SlowClock.crystal, .oscillator]) func sleepCostsNoMinute(seed: Int, slowClock: SlowClock) {
    let simulation = simulation(slowClock, seed: seed)
    let record = simulation.run(seconds: Self.days * Self.day)
    #expect(record.worst < 0.5, "\(record)")
    #expect(record.unknown == 0 && record.backwards == 0 && record.overconfident == 0, "\(record)")
    #expect(simulation.requests(fromDay: 0, toDay: 1) <= 24)
    #expect(busiest(simulation) <= 4)
  }

  /// Warmed and cooled as no clock in a room is. There the RC oscillator may be surer than it should be for some
  /// minutes of a year, by hundredths of a second.
  @Test(arguments: 1...4, [SlowClock.crystal, .oscillator]) func norDoesTheWeather(seed: Int, slowClock: SlowClock) {
    let simulation = simulation(slowClock, in: .balcony, seed: seed)
    let record = simulation.run(seconds: Self.days * Self.day)
    #expect(record.worst < 0.5 && record.unknown == 0 && record.backwards == 0, "\(record)")
    #expect(record.overconfident <= (slowClock == .crystal ? 0 : record.minutes / 5_000), "\(record)")
    #expect(busiest(simulation) <= 5)
  }

  /// Tries that fail keep the radio on for longer, and the clock knows how sure it is.
  @Test(arguments: 1...4, [SlowClock.crystal, .oscillator])
  func aWeekWithoutServersIsSurvivedAsleep(seed: Int, slowClock: SlowClock) {
    let simulation = simulation(slowClock, seed: seed)
    _ = simulation.run(seconds: 14 * Self.day)
    for (loss, hasLink) in [(1.0, true), (0, false)] {
      simulation.world.servers["a"]?.loss = loss
      simulation.world.hasLink = hasLink
      let outage = simulation.run(seconds: 7 * Self.day)
      #expect(outage.worst < 3 && outage.unknown == 0 && outage.overconfident == 0, "\(outage)")
      simulation.world.servers["a"]?.loss = 0
      simulation.world.hasLink = true
      _ = simulation.run(seconds: Self.day)
      let after = simulation.run(seconds: 5 * Self.day)
      #expect(after.worst < 0.5 && after.overconfident == 0, "\(after)")
    }
  }

  @Test(arguments: 1...4, [SlowClock.crystal, .oscillator]) func lostPacketsToo(seed: Int, slowClock: SlowClock) {
    let simulation = simulation(slowClock, seed: seed)
    simulation.world.servers["a"]?.loss = 0.3
    let record = simulation.run(seconds: Self.days * Self.day)
    #expect(record.worst < 0.6 && record.backwards == 0 && record.overconfident == 0, "\(record)")
  }

  /// Why the firmware counts by itself: by raw ticks a crystal is better by far, and without a calibration after each
  /// sleep an RC oscillator costs minutes or requests.
  @Test func othersDoWorse() {
    func run(_ slowClock: SlowClock, _ counting: SleepCounting) -> (record: TimeRecord, busiest: Int) {
      let simulation = simulation(slowClock, counting, seed: 1)
      return (simulation.run(seconds: Self.days * Self.day), busiest(simulation))
    }
    #expect(run(.crystal, .operatingSystem).record.worst > 3 * run(.crystal, .firmware).record.worst)
    let beforeOnly = run(.oscillator, .firmwareBeforeOnly).record
    #expect(beforeOnly.worst > 0.5 && beforeOnly.overconfident > 100, "\(beforeOnly)")
    let system = run(.oscillator, .operatingSystem)
    #expect(system.record.worst > 0.5 && system.record.overconfident > 100 && system.busiest > 40, "\(system)")
  }

  /// What the tests above rest on: the device sleeps, and wakes to calibrate after the radio only.
  @Test func itSleeps() {
    let device = SleepingDevice(.oscillator, ppm: 0, mainPPM: 0, seed: 1)
    let world = SimulatedWorld(device, start: Self.start, seed: 1)
    world.joining = 1_000_000
    world.servers = ["a": SimulatedServer()]
    let simulation = TimeSimulation(world, servers: ["a"])
    _ = simulation.run(seconds: 10 * Self.day)
    let polls = simulation.requests(fromDay: 0, toDay: 10)
    // Two for each minute: until it begins, and while a panel is busy.
    #expect(device.sleeps > 2 * 14_400 && device.sleeps < 2 * 14_400 + 12 * polls)
    #expect(device.pieces > polls && device.pieces < 10 * polls)
  }
}
