// How long a new minute takes to show. Must never time this machine.

import Emulator
import Firmware
import PanelSimulation

/// In ms after the start of the minute.
struct PanelTimes {
  /// When the ink of the last panel that changes stands still, to 5 ms.
  let picture: Double
  /// When BUSY has fallen on all of them: the high voltage has been switched off by then.
  let idle: Double

  /// `minute` is the minute of the day that is drawn; the panels show the one before it.
  init(
    _ row: SimulatedRow, _ glyphs: SimulatedGlyphs, minute: Int64, policy: RedrawPolicy, mostPartials: UInt8 = 59
  ) throws {
    let device = SimulatedDevice(
      row, glyphs, policy: policy, mostPartials: mostPartials, start: (minute - 1) * 60)
    let board = device.board
    let begun = Instant(microseconds: 60_000_000)
    try device.clock.run(until: begun)
    var idle = begun
    var picture = begun
    var last = board.panels.map { $0.reflectance(at: begun) }
    board.onRefreshEnd = { [unowned board] _ in idle = board.now }
    for look in 1..<UInt32(1_200) {
      board.plan(at: begun + .milliseconds(5 * look)) { [unowned board] in
        for panel in 0..<4 where board.panels[panel].isRefreshing {
          let levels = board.panels[panel].reflectance(at: board.now)
          if levels != last[panel] { (last[panel], picture) = (levels, board.now) }
        }
      }
    }
    try device.clock.run(until: begun + .seconds(30))
    func milliseconds(_ end: Instant) -> Double { Double((end - begun).microseconds) / 1_000 }
    (self.picture, self.idle) = (milliseconds(picture), milliseconds(idle))
  }
}
