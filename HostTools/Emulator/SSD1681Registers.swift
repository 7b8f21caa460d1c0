// The SSD1681's commands and power-on values, from its datasheet (Rev 0.13), and how long its work takes.
// Must never take a number from the driver that it judges.

import Firmware

enum SSD1681Registers {
  /// Write cycle time 50 ns.
  static let clockLimit: UInt32 = 20_000_000
  static let bytesPerRow = 25
  static let rows = 200

  /// How many parameters a command takes, or nil for one that no user sends. Commands that write RAM take
  /// any number and stand apart.
  static func parameters(of command: UInt8) -> ClosedRange<Int>? {
    switch command {
    case 0x12, 0x20, 0x7F: 0...0
    case 0x03, 0x10, 0x11, 0x14, 0x15, 0x18, 0x22, 0x2C, 0x3C, 0x3F, 0x41, 0x46, 0x47, 0x4E: 1...1
    case 0x1A, 0x21: 1...2
    case 0x2B, 0x44, 0x4F: 2...2
    case 0x01, 0x04, 0x1C: 3...3
    case 0x0C, 0x45: 4...4
    case 0x37: 10...10
    case 0x32: 153...153
    default: nil
    }
  }

  /// What a refresh needs to have been sent since the last reset: the power-on values of the rest will do.
  static let initCommands: [UInt8] = [0x01, 0x12, 0x18, 0x44, 0x45]

  /// The stages of command 0x22, run from the highest bit downwards.
  struct Stages: OptionSet {
    let rawValue: UInt8
    static let enableClock = Stages(rawValue: 0x80)
    static let enableAnalog = Stages(rawValue: 0x40)
    static let loadTemperature = Stages(rawValue: 0x20)
    static let loadWaveform = Stages(rawValue: 0x10)
    static let mode2 = Stages(rawValue: 0x08)
    static let display = Stages(rawValue: 0x04)
    static let disableAnalog = Stages(rawValue: 0x02)
    static let disableClock = Stages(rawValue: 0x01)
  }

  /// Measured on a GDEH0154D67 at room temperature: power on 95.6 ms, power off 140.6 ms, a full update with
  /// both 2,510 ms, a partial one with power on 457 ms.
  enum Duration {
    static let powerOn = Interval(microseconds: 95_600)
    static let powerOff = Interval(microseconds: 140_600)
    static let fullWaveform = Interval(microseconds: 2_510_000 - 95_600 - 140_600)
    static let partialWaveform = Interval(microseconds: 457_000 - 95_600)
    /// Of a software reset: not found out at 1 ms, over at 10 ms.
    static let softwareReset = Interval.milliseconds(9)
    /// How late BUSY rises in a software reset.
    static let busyRise = Interval.milliseconds(1)
    static let afterReset = Interval.milliseconds(10)
    /// 2 ms must pass on a Rev 2.1 board, 5 ms have failed on one with the same circuit.
    static let longestReset = Interval.milliseconds(4)
  }
}
