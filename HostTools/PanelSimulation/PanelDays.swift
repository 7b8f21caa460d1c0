// Days without a fault, looked at every minute. Must never let a misuse pass: it throws.

import Emulator
import Firmware

public struct PanelDays: Sendable {
  /// Of any panel at any minute, in percent, see `PanelModel`.
  public private(set) var worstGhosting = 0.0
  /// Full refreshes of each panel on its busiest day, greys among them.
  public private(set) var mostFulls: [Int] = .init(repeating: 0, count: 4)
  /// Refreshes of all panels together.
  public private(set) var refreshes = 0
  public private(set) var minutes = 0

  /// - Parameter days: whole ones from a midnight on, the first begun a minute before it.
  public init(
    _ row: SimulatedRow, days: Int, policy: RedrawPolicy = .onChange, glyphs: SimulatedGlyphs? = nil
  ) throws {
    let device = SimulatedDevice(row, try glyphs ?? SimulatedGlyphs(countPerDigit: 100), policy: policy, start: -60)
    let clock = device.clock
    try clock.run(until: .init(microseconds: 59_000_000))
    for _ in 0..<days {
      let fulls = device.board.panels.map(\.fullRefreshes)
      let all = device.board.panels.map(\.refreshes)
      for _ in 0..<1_440 {
        let before = device.board.panels.map(\.refreshes)
        try clock.run(until: device.board.now + .seconds(60))
        minutes += 1
        for panel in 0..<4 where device.board.panels[panel].refreshes != before[panel] {
          worstGhosting = max(worstGhosting, device.board.panels[panel].ghosting)
        }
      }
      for panel in 0..<4 {
        mostFulls[panel] = max(mostFulls[panel], device.board.panels[panel].fullRefreshes - fulls[panel])
        refreshes += device.board.panels[panel].refreshes - all[panel]
      }
    }
  }
}
