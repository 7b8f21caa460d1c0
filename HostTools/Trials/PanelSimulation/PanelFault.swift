// What can happen to one panel's wires. Must never be shorter than the poll interval of BUSY, which no firmware could
// notice.

import Emulator
import Firmware
import Foundation
import Support

struct PanelFault {
  enum What {
    case stuckBusy(PinLevel)
    /// BUSY then reads what the board's resistor makes it.
    case unplugged(busyReads: PinLevel)
    /// This many in a row.
    case failingTransfers(Int)
  }

  let what: What
  let duration: Interval

  init(_ random: inout SplitMix64) {
    let level: PinLevel = Bool.random(using: &random) ? .high : .low
    what =
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<3: .stuckBusy(level)
      case 3..<8: .unplugged(busyReads: level)
      default: .failingTransfers(Int.random(in: 1...200, using: &random))
      }
    // Most are shorter than a minute, some last for days. In seconds, each decade as likely as its neighbour.
    let range: ClosedRange<Double> =
      switch Int.random(in: 0..<100, using: &random) {
      case 0..<40: 0.15...5
      case 40..<70: 5...60
      case 70..<90: 60...3_600
      case 90..<98: 3_600...43_200
      default: 43_200...259_200
      }
    let ratio = range.upperBound / range.lowerBound
    let seconds = range.lowerBound * pow(ratio, Double.random(in: 0...1, using: &random))
    duration = Interval(microseconds: UInt64(seconds * 1e6))
  }

  func begin(on panel: Int, _ board: EmulatedBoard) {
    switch what {
    case .stuckBusy(let level): board.stuckBusy[panel] = level
    case .unplugged(let level): board.unplug(panel, busyReads: level)
    case .failingTransfers(let count): board.failTransfers(count, to: panel)
    }
  }

  func end(on panel: Int, _ board: EmulatedBoard) {
    switch what {
    case .stuckBusy: board.stuckBusy[panel] = nil
    case .unplugged: board.plug(panel)
    case .failingTransfers: board.failTransfers(0, to: panel)
    }
  }

  /// Whether the firmware may never notice it, though the panel's RAM is lost: when the row doesn't sleep deeply, or
  /// when BUSY reads high the whole time, as in sleep or in a refresh.
  func mayGoUnseen(in row: SimulatedRow) -> Bool {
    guard case .unplugged(let busy) = what else { return false }
    return !row.sleepsDeeply || (busy == .high && duration < PanelFault.longestRefresh)
  }

  /// The firmware's patience with a refresh, and the time before and after it.
  private static let longestRefresh = Interval.seconds(25)
}
