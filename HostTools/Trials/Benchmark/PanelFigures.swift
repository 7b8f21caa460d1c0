// What the panels cost: SPI bytes and transfers, the device's time, refreshes, ghosts. Must never time this machine.

import Emulator
import Firmware
import PanelSimulation

/// Counted on the emulated device with drawn digits; the same on every machine.
public enum PanelFigures {
  public static func measure() throws -> [Figure] {
    let glyphs = try SimulatedGlyphs(countPerDigit: 100)
    return try traffic(.v2, glyphs) + traffic(.v1, glyphs) + times(.v2, glyphs) + times(.mixed, glyphs) + [
      Figure(
        "panel_state_bytes", "bytes of the drivers' state for four panels on this machine, without the shared frame",
        Double(EmulatedClock.panelStateBytes), "at most 2,048")
    ] + days(.v2, glyphs) + days(.mixed, glyphs) + [
      Figure(
        "refreshes_day_minute", "refreshes a day of four v2, redrawn every minute",
        Double(PanelDays(.v2, days: 1, policy: .everyMinute, glyphs: glyphs).refreshes))
    ]
  }

  private static func traffic(_ row: SimulatedRow, _ glyphs: SimulatedGlyphs) throws -> [Figure] {
    let full = try PanelTraffic(row, glyphs, isFull: true)
    let partial = try PanelTraffic(row, glyphs, isFull: false)
    let name = row.name
    let planes = row.name == "v1" ? 1.0 : 2
    return [
      Figure("\(name)_bytes_full", "SPI bytes for a digit in full on \(name), the row's sleep included", full.bytes),
      Figure(
        "\(name)_overhead_full", "times the glass's own 5,000 a plane", full.bytes / (5_000 * planes)),
      Figure("\(name)_transfers_full", "SPI transfers for it", full.transfers),
      Figure("\(name)_bytes_partial", "SPI bytes for a digit in part on \(name)", partial.bytes),
      Figure("\(name)_window", "bytes of the changed window, one plane", partial.windowBytes),
      Figure(
        "\(name)_overhead_partial", "times that window in each plane", partial.bytes / (partial.windowBytes * planes)),
      Figure("\(name)_transfers_partial", "SPI transfers for it", partial.transfers),
    ]
  }

  private static func times(_ row: SimulatedRow, _ glyphs: SimulatedGlyphs) throws -> [Figure] {
    // At 20:00 all four change, in full. For a single panel in full: the first, after a start.
    let name = row.name
    let one = try PanelTimes(row, glyphs, minute: 12 * 60 + 35, policy: .onChange)
    let four = try PanelTimes(row, glyphs, minute: 12 * 60 + 35, policy: .everyMinute)
    let fullOne = try PanelTimes(row, glyphs, minute: 12 * 60 + 35, policy: .onChange, mostPartials: 0)
    let fullFour = try PanelTimes(row, glyphs, minute: 20 * 60, policy: .onChange)
    return [
      Figure(
        "\(name)_ms_partial", "ms from the minute to the new digit in part on the last of \(name)", one.picture,
        "GxEPD2 0.46 s of refresh"),
      Figure("\(name)_idle_ms_partial", "ms until its high voltage is off", one.idle),
      Figure("\(name)_four_ms_partial", "ms to the last of four", four.picture, "GxEPD2 in series 1.8 s"),
      Figure("\(name)_four_ratio_partial", "times one's", four.picture / one.picture, "at most 1.1"),
      Figure(
        "\(name)_ms_full", "ms from the minute to the new digit in full", fullOne.picture, "GxEPD2 2.51 s of refresh"),
      Figure("\(name)_idle_ms_full", "ms until its high voltage is off", fullOne.idle),
      Figure("\(name)_four_ms_full", "ms to the last of four", fullFour.picture, "GxEPD2 in series about 10 s"),
      Figure("\(name)_four_ratio_full", "times one's", fullFour.picture / fullOne.picture, "at most 1.1"),
    ]
  }

  private static func days(_ row: SimulatedRow, _ glyphs: SimulatedGlyphs) throws -> [Figure] {
    let week = try PanelDays(row, days: 7, glyphs: glyphs)
    let name = row.name
    return [
      Figure(
        "\(name)_ghosting", "% of ghosting, the worst of any panel of \(name) at any minute of 7 days",
        week.worstGhosting, "under 2"),
      Figure(
        "\(name)_fulls_day", "full refreshes of the minutes' panel on its busiest day", Double(week.mostFulls[3]),
        "at most 30"),
      Figure("\(name)_refreshes_day", "refreshes a day of all four", Double(week.refreshes) / 7),
      Figure("\(name)_misuses", "reports of misuse from the models", week.misuse == nil ? 0 : 1, "0"),
    ]
  }
}
