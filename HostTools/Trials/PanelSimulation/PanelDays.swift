// Days without a fault, checked every minute. Must never go on after a misuse.

import Emulator
import Firmware

public struct PanelDays: Sendable {
  /// For any panel at any minute, in percent; see `PanelModel`.
  public private(set) var worstGhosting = 0.0
  /// Full refreshes of each panel on its busiest day, including greys.
  public private(set) var mostFulls: [Int] = .init(repeating: 0, count: 4)
  /// Refreshes of all panels together.
  public private(set) var refreshes = 0
  public private(set) var minutes = 0
  /// Why it ended early: the firmware's misuse of a panel.
  public private(set) var misuse: MisuseOfPanel?

  /// - Parameter days: whole days from a midnight on; the first starts a minute before it.
  public init(
    _ row: SimulatedRow, days: Int, policy: RedrawPolicy = .onChange, glyphs: SimulatedGlyphs? = nil
  ) throws {
    let device = SimulatedDevice(row, try glyphs ?? SimulatedGlyphs(countPerDigit: 100), policy: policy, start: -60)
    do throws(MisuseOfPanel) {
      try device.clock.run(until: .init(microseconds: 59_000_000))
      for _ in 0..<days { try runDay(device) }
    } catch {
      misuse = error
    }
  }

  private mutating func runDay(_ device: SimulatedDevice) throws(MisuseOfPanel) {
    let board = device.board
    let atMidnight = (fulls: board.panels.map(\.fullRefreshes), all: board.panels.map(\.refreshes))
    for _ in 0..<1_440 {
      let before = board.panels.map(\.refreshes)
      try device.clock.run(until: board.now + .seconds(60))
      minutes += 1
      for panel in 0..<4 where board.panels[panel].refreshes != before[panel] {
        worstGhosting = max(worstGhosting, board.panels[panel].ghosting)
      }
    }
    for panel in 0..<4 {
      mostFulls[panel] = max(mostFulls[panel], board.panels[panel].fullRefreshes - atMidnight.fulls[panel])
      refreshes += board.panels[panel].refreshes - atMidnight.all[panel]
    }
  }
}
