// The SSD1681's commands and power-on values, from its datasheet (Rev 0.13), and how long its work takes.
// Must never take a number from the driver that it judges.

import Firmware

enum SSD1681Registers {
  /// How many parameters a command takes, or nil for one that no user sends. Commands that write RAM take any number
  /// and are separate.
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

  /// Measured at room temperature on each kind of glass (fact sheet A.11), including loads of temperature and waveform.
  struct Durations {
    let powerOn: Interval
    let powerOff: Interval
    let full: Interval
    let partial: Interval
    /// The set that a faked 100 °C selects; nil if the OTP has none.
    let fastFull: Interval?

    /// - Parameter kind: not V1.
    init(_ kind: PanelKind) {
      if kind == .gdey0154d67 {
        powerOn = .milliseconds(96)
        powerOff = .milliseconds(141)
        full = .milliseconds(2_500 - 96 - 141)
        partial = .milliseconds(459 - 96)
        fastFull = .milliseconds(1_907 - 96 - 141)
      } else {
        powerOn = Interval(microseconds: 95_600)
        powerOff = Interval(microseconds: 140_600)
        full = Interval(microseconds: 2_510_000 - 95_600 - 140_600)
        partial = Interval(microseconds: 457_000 - 95_600)
        fastFull = nil
      }
    }

    /// Stages that run without a display stage that would include them: "2-10 ms" and "2 ms" (A.13).
    static let loadTemperature = Interval.milliseconds(5)
    static let loadWaveform = Interval.milliseconds(2)
    /// Not measured by anybody: writing a plane's 5,000 bytes at the chip's 1 MHz.
    static let writePattern = Interval.milliseconds(5)
  }
}
