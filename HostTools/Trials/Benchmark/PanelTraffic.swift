// What goes over SPI for one changed digit, next to the least possible. Must never count a minute that changes more.

import Emulator
import Firmware
import PanelSimulation

/// Means over the minutes of a day in which only the last digit changes.
struct PanelTraffic {
  let bytes: Double
  /// Calls to the bus.
  let transfers: Double
  /// The smallest window of whole bytes that holds every pixel that changes, in one plane.
  let windowBytes: Double

  /// - Parameter isFull: whether every refresh is full, or only those at the hour.
  init(_ row: SimulatedRow, _ glyphs: SimulatedGlyphs, isFull: Bool) throws {
    let device = SimulatedDevice(row, glyphs, mostPartials: isFull ? 0 : 59)
    let board = device.board
    try device.clock.run(until: Instant(microseconds: 59_000_000))
    var (bytes, transfers, windowBytes, count) = (0, 0, 0, 0)
    for _ in 1..<1_440 {
      let before = (bytes: board.bytesSent, transfers: board.transfers, refreshes: board.panels.map(\.refreshes))
      let picture = board.panels[3].visible
      try device.clock.run(until: board.now + .seconds(60))
      let changes = zip(board.panels.map(\.refreshes), before.refreshes).map { $0 - $1 }
      guard changes == [0, 0, 0, 1] else { continue }
      bytes += board.bytesSent - before.bytes
      transfers += board.transfers - before.transfers
      windowBytes += Self.window(from: picture, to: board.panels[3].visible)
      count += 1
    }
    func mean(_ sum: Int) -> Double { Double(sum) / Double(max(1, count)) }
    (self.bytes, self.transfers, self.windowBytes) = (mean(bytes), mean(transfers), mean(windowBytes))
  }

  /// 200 rows of 25 bytes each.
  private static func window(from old: [UInt8], to new: [UInt8]) -> Int {
    let changed = old.indices.filter { old[$0] != new[$0] }
    let columns = changed.map { $0 % 25 }
    let rows = changed.map { $0 / 25 }
    guard let left = columns.min(), let right = columns.max(), let top = rows.min(), let bottom = rows.max() else {
      return 0
    }
    return (right - left + 1) * (bottom - top + 1)
  }
}
