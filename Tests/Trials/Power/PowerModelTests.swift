// The model of a year on a cell, against power.md's worked budget: figures by hand, from data sheets. Must never take an
// expected figure from the model.

import Firmware
import PanelSimulation
import PowerModel
import Testing
import TimeSimulation

struct PowerModelTests {
  private func setup(_ chip: String, isDeep: Bool = false, hasCrystal: Bool = true) throws -> PowerSetup {
    var setup = PowerSetup(chip: try #require(ChipPower.all.first { $0.name == chip }))
    (setup.isDeep, setup.hasCrystal) = (isDeep, hasCrystal)
    return setup
  }

  /// A day has 86,400 seconds, each in one state; of a day's 1,440 minutes the last digit changes at each, the third at
  /// each ten, the second at each hour, the first three times: 1,440 + 144 + 24 + 3 = 1,611.
  @Test func eachSecondAndEachRefreshIsCountedOnce() throws {
    let day = try PowerDay(PowerPlan(), glyphs: SimulatedGlyphs(countPerDigit: 20))
    #expect(abs(day.awake + day.asleep + day.asleepWhileBusy + day.radio - 86_400) < 61)
    #expect((1_610...1_612).contains(day.glyphs) && day.fulls + day.partials == day.glyphs)
    #expect(day.polls >= 1 && day.polls <= 5 && day.radio / Double(day.polls) < 2)
    #expect(day.worstError < 0.5)
    // A digit's window, one plane of 5,000 bytes at most twice and the commands, at 10 MHz: below 10 ms to send, and the
    // rest is what decoding takes.
    #expect(day.awakeForDigit > 0.02 && day.awakeForDigit < 0.06)
    #expect((1_438...1_450).contains(day.rests) && day.restTime > 0.97 * 86_400)
  }

  /// By hand: 338, 501, 496 and 488 days.
  @Test(arguments: [("esp32c3", false, 338.0), ("esp32c3", true, 501), ("esp32c6", false, 496), ("esp32c6", true, 488)])
  func theDaysAreThoseOfABudgetByHand(chip: String, isDeep: Bool, days: Double) throws {
    let day = try PowerDay(PowerPlan(), glyphs: SimulatedGlyphs(countPerDigit: 20))
    let budget = PowerBudget(day, try setup(chip, isDeep: isDeep))
    #expect(abs(budget.days / days - 1) < 0.05)
  }

  /// By hand, days on 2,600 mAh: 43 with four carriers that take 500 µA each, 18 behind a regulator of 5 mA.
  @Test func whatMattersMostIsToldFirst() throws {
    let day = try PowerDay(PowerPlan(), glyphs: SimulatedGlyphs(countPerDigit: 20))
    let list = PowerSensitivity.all(day, try setup("esp32c3"))
    #expect(list[0].change.contains("regulator") && abs(list[0].days - 18) < 1)
    #expect(list[1].change.contains("RST floats") && abs(list[1].days - 43) < 1)
    #expect(list.map(\.days) == list.map(\.days).sorted())
  }

  /// Ten seconds of radio cost as much as six polls: without an access point there are pauses that grow to half an hour.
  @Test func whereThereIsNoNetworkItIsLookedForSeldom() {
    var present = Instant(microseconds: 0)
    let air = RadioAir(.perfect, joining: .milliseconds(1_600)) { present }
    air.hasNetwork = false
    var time = NetworkTime(air)
    var memory = NetworkTimeMemory()
    let day = Instant(microseconds: 86_400_000_000)
    while present < day {
      present = max(present + .milliseconds(1), time.work(at: present, drawingAt: nil))
      // Asleep meanwhile, it forgets all but what it has written down.
      guard time.remember(&memory) else { continue }
      time = NetworkTime(air)
      time.recall(&memory)
    }
    // 16 s doubled seven times is 2,048 s: eight tries until then, and 42 a day.
    #expect((30...60).contains(air.sessions))
    air.hasNetwork = true
    while time.time(at: present) == nil, present < day + .seconds(5_000) {
      present = max(present + .milliseconds(1), time.work(at: present, drawingAt: nil))
    }
    let isKnown = time.time(at: present) != nil
    #expect(isKnown && present - day < .seconds(2_300))
  }

  @Test func anotherPolicyCostsMore() throws {
    var plan = PowerPlan()
    plan.policy = .everyMinute
    let all = try PowerDay(plan, glyphs: SimulatedGlyphs(countPerDigit: 20))
    #expect(all.glyphs == 4 * 1_440 || all.glyphs == 4 * 1_441)
  }
}
