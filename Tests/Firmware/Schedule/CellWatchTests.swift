// What a cell's voltage means, against the thresholds that were decided on. Must never take them from the firmware.

import Firmware
import Support
import Testing

@Suite struct CellWatchTests {
  /// States after each of some readings.
  private func states(_ readings: [UInt16?]) -> [CellWatch.State] {
    var watch = CellWatch()
    return readings.map { reading in
      watch.take(reading)
      return watch.state
    }
  }

  @Test func itGoesDownAtItsThresholds() {
    #expect(states([4_200, 3_550, 3_549, 3_450, 3_449, 3_300]) == [.fine, .fine, .low, .low, .empty, .empty])
  }

  @Test func itComesBackOnlyAboveHigherOnes() {
    #expect(
      states([3_400, 3_450, 3_550, 3_599, 3_600, 3_649, 3_650]) == [.empty, .empty, .empty, .empty, .low, .low, .fine])
    #expect(states([3_400, 3_650]) == [.empty, .fine] && states([3_500, 3_600, 3_649]) == [.low, .low, .low])
  }

  @Test func whatCannotBeTrueChangesNothing() {
    let readings: [UInt16?] = [nil, 0, 1_999, 5_001, .max]
    for (reading, state) in [(3_700, .fine), (3_500, .low), (3_400, .empty)] as [(UInt16, CellWatch.State)] {
      var watch = CellWatch()
      watch.take(reading)
      for other in readings { watch.take(other) }
      #expect(watch.state == state && watch.millivolts == reading)
    }
    #expect(states(readings) == .init(repeating: .fine, count: 5))
    #expect(states([2_000, 5_000]) == [.empty, .fine])
  }

  /// 20 mV either way, a slow way down and up again: each state comes once, whatever the order of the noise.
  @Test(arguments: 1...20)
  func noiseMakesNoneChangeTwice(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for way in [stride(from: 3_700, through: 3_380, by: -1), stride(from: 3_380, through: 3_700, by: 1)] {
      var watch = CellWatch()
      watch.take(UInt16(way.first { _ in true } ?? 0))
      var changes = 0
      for volts in way {
        for _ in 0..<20 {
          let before = watch.state
          watch.take(UInt16(volts - 20 + Int(random.next() % 41)))
          if watch.state != before { changes += 1 }
        }
      }
      #expect(changes == 2)
    }
  }

  @Test func theLastRefreshNeedsItsVoltage() {
    for (reading, isSafe) in [(3_449, true), (3_350, true), (3_349, false), (2_000, false)] as [(UInt16, Bool)] {
      var watch = CellWatch()
      watch.take(reading)
      #expect(watch.feedsLastRefresh == isSafe)
    }
    #expect(!CellWatch().feedsLastRefresh)
  }
}
