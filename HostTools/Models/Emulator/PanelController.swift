// What a panel's controller chip does with complete commands, whichever chip it is.
// Must never know about pins, time stamps or the glass: it says what is to happen, and the panel does it.

import Firmware

protocol PanelController {
  /// The fastest SPI clock in Hz that isn't misuse.
  static var clockLimit: UInt32 { get }
  static var ram: PanelRAM.Layout { get }

  var isAnalogOn: Bool { get }
  /// BUSY in deep sleep.
  var busyAsleep: PinLevel { get }

  /// Sets registers to their power-on values.
  mutating func reset()
  /// How many parameters a command takes, or nil for one that no user sends; those that write RAM are separate.
  func parameters(of command: UInt8) -> ClosedRange<Int>?
  /// The plane that a command writes, 0 for the new image.
  func plane(of command: UInt8) -> Int?
  /// Whether the command may come while BUSY is high.
  func isHarmlessWhileBusy(_ command: UInt8) -> Bool
  /// Carries out a command with all its parameters.
  /// - Parameter sent: the commands since the last reset, including this one.
  mutating func execute(
    _ command: UInt8, _ parameters: [UInt8], _ ram: inout PanelRAM, sent: CommandSet
  ) throws(Misuse) -> PanelEffect
}

/// Avoids a set's hashing: every command of every refresh is noted.
struct CommandSet {
  private var bits = SIMD4<UInt64>(repeating: 0)

  mutating func insert(_ command: UInt8) { bits[Int(command >> 6)] |= 1 << UInt64(command & 63) }
  func contains(_ command: UInt8) -> Bool { bits[Int(command >> 6)] >> UInt64(command & 63) & 1 != 0 }
}

enum PanelEffect {
  case none
  case sleep(losesRAM: Bool)
  /// Registers already have their power-on values.
  case softwareReset
  case work(PanelWork)
}

/// What keeps BUSY high for a while.
struct PanelWork {
  /// A waveform on the glass, and how long after the start it begins.
  var display: (from: Interval, waveform: Waveform)?
  var duration = Interval(microseconds: 0)
  /// Whether the planes are swapped at the end.
  var exchangesPlanes = false

  mutating func add(_ stage: Interval) {
    duration = Interval(microseconds: duration.microseconds + stage.microseconds)
  }
}

/// What kind of panel it is, and its surroundings.
struct PanelConditions {
  let kind: PanelKind
  /// °C.
  var temperature: Double
  /// Whether the OTP makes the planes swap after each mode 2 refresh without a command.
  let swapsPlanes: Bool
}
