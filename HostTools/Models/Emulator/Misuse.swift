// What no driver may do to a panel. Any of it ends the run, since a real panel would only look wrong, or wear out.
// Must never be a warning.

import Essentials

public enum Misuse: Error, Equatable, Sendable {
  /// SPI clock above the controller's limit; both in Hz.
  case clockTooFast(UInt32, limit: UInt32)
  /// Bytes with no chip select low, so that no panel takes them.
  case nobodySelected
  /// Two chip selects low at once.
  case manySelected
  /// A command byte, or parameters, before the first hardware reset.
  case notReset(UInt8)
  /// A byte while RST is low.
  case inReset(UInt8)
  /// A byte less than 10 ms after RST rose.
  case tooSoonAfterReset(UInt8)
  /// A byte while BUSY is high, or during work that BUSY is about to show: the image would be corrupted.
  case whileBusy(UInt8)
  /// A byte in deep sleep: only RST wakes the chip.
  case whileAsleep(UInt8)
  case resetWhileRefreshing
  /// A byte, or a signal that is high, while the board's switch has the panels' supply off: their inputs would feed them.
  case whileOff(UInt8)
  case highWhileOff
  case offWhileRefreshing
  /// RST low for long enough that boards marked Rev 2.1 cut the panel's supply; in microseconds.
  case resetTooLong(UInt64)
  case dataWithoutCommand(UInt8)
  /// The command isn't in the controller's table, or is only for the factory.
  case unknownCommand(UInt8)
  case tooFewParameters(command: UInt8, got: Int, needed: Int)
  case tooManyParameters(command: UInt8, allowed: Int)
  /// A window that ends before it starts, in the order in force when RAM is written, or that the controller doesn't
  /// have.
  case badWindow(command: UInt8)
  /// RAM is written with a counter outside the window, or past the last byte of a row.
  case outsideWindow(x: Int, y: Int)
  /// More bytes than the window holds, so that the first ones are overwritten.
  case windowOverflow
  /// A refresh before this command has set the chip up after the last reset.
  case refreshWithoutInit(missing: UInt8)
  /// A refresh shows RAM that was never written: noise.
  case refreshOfUnsetRAM(command: UInt8)
  /// The display stage without the clock and the analog part on.
  case refreshWithoutPower
  /// The display stage with no waveform loaded.
  case refreshWithoutWaveform
  /// The temperature stage with the external sensor chosen, which these boards lack.
  case noTemperatureSensor
  /// Something that this model doesn't cover; it refuses instead of guessing.
  case notModelled(command: UInt8)
  /// Deep sleep with the analog part on, which damages the glass.
  case sleepUnderPower
  /// A value that the command doesn't have, or a waveform with forbidden codes or without an end.
  case badParameter(command: UInt8)
  /// A short waveform that depends on the old image, on a V1 whose old image is still noise.
  case partialWithoutHistory
  /// The analog part on for more than 10 s without a refresh, in microseconds: the picture fades.
  case leftUnderPower(UInt64)
}

extension Misuse {
  /// Whether a panel's own fault may lead correct firmware to this.
  var isExcusable: Bool {
    switch self {
    // The length of a reset pulse depends only on the firmware, and so does how soon it sends anything afterwards.
    case .clockTooFast, .nobodySelected, .manySelected, .resetTooLong, .inReset, .tooSoonAfterReset, .notReset,
      .whileOff, .highWhileOff:
      false
    default: true
    }
  }
}

extension Misuse: CustomStringConvertible {
  public var description: String {
    switch self {
    case .clockTooFast(let clock, let limit):
      told("SPI at ", clock.grouped, " Hz; the controller allows ") + limit.grouped
    case .nobodySelected: "bytes on SPI with no chip select low"
    case .manySelected: "bytes on SPI with more than one chip select low"
    case .notReset(let byte): told("byte ", hex(byte), " before the first hardware reset")
    case .inReset(let byte): told("byte ", hex(byte), " while RST is low")
    case .tooSoonAfterReset(let byte): told("byte ", hex(byte), " less than 10 ms after RST rose")
    case .whileBusy(let byte): told("byte ", hex(byte), " while busy")
    case .whileAsleep(let byte): told("byte ", hex(byte), " in deep sleep")
    case .resetWhileRefreshing: "RST low during a refresh"
    case .whileOff(let byte): told("byte ", hex(byte), " while the panels' supply is off")
    case .highWhileOff: "a signal that is high while the panels' supply is off"
    case .offWhileRefreshing: "supply off during a refresh"
    case .resetTooLong(let microseconds):
      told("RST low for ", microseconds.grouped, " µs: a Rev 2.1 board cuts the supply")
    case .dataWithoutCommand(let byte): told("data ", hex(byte), " without a command")
    case .unknownCommand(let command): told("command ", hex(command), " is not one for the controller's user")
    case .tooFewParameters(let command, let got, let needed):
      told("command ", hex(command), " got ") + told(String(got), " of ", String(needed)) + " parameters"
    case .tooManyParameters(let command, let allowed):
      told("command ", hex(command), " got more than its ") + String(allowed) + " parameters"
    case .badWindow(let command): told("command ", hex(command), " sets a window outside the glass")
    case .outsideWindow(let x, let y):
      told("RAM written at byte ", String(x), ", row ") + String(y) + ", outside the window"
    case .windowOverflow: "more RAM bytes than the window holds"
    case .refreshWithoutInit(let missing):
      told("refresh without init: command ", hex(missing), " was not sent since the reset")
    case .refreshOfUnsetRAM(let command):
      told("refresh of RAM ", hex(command), " that was not written since power came on")
    case .refreshWithoutPower: "display stage without clock and analog on"
    case .refreshWithoutWaveform: "display stage with no waveform loaded"
    case .noTemperatureSensor: "temperature from an external sensor, which the board lacks"
    case .notModelled(let command): told("command ", hex(command), " is used in a way that this model does not cover")
    case .sleepUnderPower: "deep sleep with the analog part on"
    case .badParameter(let command): told("command ", hex(command), " got a value that it does not allow")
    case .partialWithoutHistory: "partial refresh on a panel that holds no old image"
    case .leftUnderPower(let microseconds): told("analog part on for ", microseconds.grouped, " µs without a refresh")
    }
  }

  /// As interpolation would, which puts as much code into a browser's page at each of its places as all of this takes.
  @inline(never)
  private func told(_ before: String, _ value: String, _ after: String) -> String { before + value + after }

  @inline(never)
  private func hex(_ byte: UInt8) -> String {
    "0x" + String(byte, radix: 16, uppercase: true).leftPadded(to: 2, with: "0")
  }
}
