// Panels that fail at random, on every kind of row. Must never take longer than a minute unless PANEL_FAULTS asks
// for more.

import Foundation
import PanelSimulation
import Testing

@Suite struct PanelFaultTests {
  /// How many faults on each row; 1000 takes two simulated months a row.
  private static let faults = ProcessInfo.processInfo.environment["PANEL_FAULTS"].flatMap(Int.init) ?? 50
  /// PANEL_TORTURE=seed:row:faults replays a case.
  private static let replay = ProcessInfo.processInfo.environment["PANEL_TORTURE"]

  @Test(arguments: SimulatedRow.all.indices)
  func workingPanelsAreNeverWrong(index: Int) throws {
    let row = SimulatedRow.all[index]
    var torture = PanelTorture()
    if let replay = Self.replay?.split(separator: ":"), replay.count == 3 {
      guard replay[1] == row.name, let seed = UInt64(replay[0]), let faults = Int(replay[2]) else { return }
      return try torture.run(row, seed: seed, faults: faults)
    }
    try torture.run(row, seed: UInt64(index + 1), faults: Self.faults)
    #expect(torture.faults >= Self.faults && torture.checked > 60 * torture.faults)
    #expect(torture.stuck > 0 && torture.unplugged > 0 && torture.failedTransfers > 0)
    print("\(row.name): \(torture)")
  }
}
