// Panels that fail at random, on every kind of row. Must never take longer than a minute: PANEL_FAULTS asks for more.

import Foundation
import PanelSimulation
import Testing

@Suite struct PanelFaultTests {
  /// How many faults on each row; 1000 takes two simulated months a row.
  private static let faults = ProcessInfo.processInfo.environment["PANEL_FAULTS"].flatMap(Int.init) ?? 50
  /// PANEL_TORTURE=seed:row:faults replays a case.
  private static let replay = ProcessInfo.processInfo.environment["PANEL_TORTURE"]

  @Test(arguments: SimulatedRow.all.map(\.name))
  func workingPanelsAreNeverWrong(name: String) throws {
    var (row, seed, faults) = (name, 1 as UInt64, Self.faults)
    if let replay = Self.replay?.split(separator: ":").map(String.init), replay.count == 3 {
      guard replay[1] == name, let chosen = UInt64(replay[0]), let count = Int(replay[2]) else { return }
      (row, seed, faults) = (replay[1], chosen, count)
    }
    var torture = PanelTorture()
    try torture.run(try #require(SimulatedRow.all.first { $0.name == row }), seed: seed, faults: faults)
    #expect(torture.faults >= faults && torture.checked > 60 * faults)
    #expect(torture.stuck > 0 && torture.unplugged > 0 && torture.failedTransfers > 0)
    print("\(name): \(torture)")
  }
}
