// How long a cell lasts, by the model of `mnist-clock power`. Must never be taken for a measurement on a board.

import PanelSimulation
import PowerModel

public enum PowerFigures {
  public static func measure() throws -> [Figure] {
    let glyphs = try SimulatedGlyphs(countPerDigit: 100)
    let crystal = try PowerDay(PowerPlan(), glyphs: glyphs)
    var slow = PowerPlan()
    (slow.hasCrystal, slow.hasStaticAddress) = (false, true)
    let oscillator = try PowerDay(slow, glyphs: glyphs)
    return [
      days("c3_crystal_light", "C3, crystal, light sleep", crystal, 0, limit: 330),
      days("c3_crystal_deep", "C3, crystal, deep sleep", crystal, 0, isDeep: true, limit: 480),
      days("c6_crystal_light", "C6, crystal, light sleep", crystal, 1, limit: 480),
      days("c6_crystal_deep", "C6, crystal, deep sleep", crystal, 1, isDeep: true, limit: 480),
      days(
        "c3_rc_deep", "C3, RC oscillator, an address of its own, deep sleep", oscillator, 0, isDeep: true, limit: 365),
      Figure("power_cpu_ms_digit", "ms of CPU for a digit that changes", crystal.awakeForDigit * 1_000, "at most 60"),
      Figure("power_polls_crystal", "polls a day with a crystal", Double(crystal.polls)),
      Figure("power_polls_rc", "polls a day with the RC oscillator", Double(oscillator.polls), "at most 41"),
    ]
  }

  private static func days(
    _ name: String, _ title: String, _ day: PowerDay, _ chip: Int, isDeep: Bool = false, limit: Int
  ) -> Figure {
    var setup = PowerSetup(chip: ChipPower.all[chip])
    (setup.isDeep, setup.hasCrystal) = (isDeep, day.hasCrystal)
    return Figure(
      "power_days_\(name)", "days on 2,600 mAh by the model: \(title)", PowerBudget(day, setup).days.rounded(.down),
      "at least \(limit)")
  }
}
