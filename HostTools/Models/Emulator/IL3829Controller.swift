// The IL3829 (SSD1608) of the V1 panels: no sensor, no waveforms of its own, an old image that can't be written. Must
// never guess: it refuses what it doesn't cover.

import Firmware

struct IL3829Controller: PanelController {
  /// The datasheet's cycle of 250 ns is 4 MHz; Waveshare and many users run it at 10 MHz, so that only more is misuse.
  static let clockLimit: UInt32 = 10_000_000
  /// 300 rows. An SSD1608's are 30 bytes wide, so that drivers' windows may end there; these 25 are on the glass.
  static let ram = PanelRAM.Layout(rows: 300, resetWindow: (x: 0x18, y: 0x12B), lastColumn: 0x1D)

  /// Measured (fact sheet A.11).
  private static let powerOn = Interval(microseconds: 73_500)
  private static let powerOff = Interval.milliseconds(69)
  /// Gate line widths of command 0x3B, in microseconds (A.9).
  private static let lineTimes = [30, 34, 38, 40, 44, 46, 52, 56, 62, 68, 78, 88, 104, 125, 156, 208]

  /// The stages of command 0x22.
  private struct Stages: OptionSet {
    let rawValue: UInt8
    static let enableClock = Stages(rawValue: 0x80)
    static let enableBooster = Stages(rawValue: 0x40)
    static let loadTemperature = Stages(rawValue: 0x20)
    static let loadWaveform = Stages(rawValue: 0x10)
    static let initialDisplay = Stages(rawValue: 0x08)
    static let patternDisplay = Stages(rawValue: 0x04)
    static let disableBooster = Stages(rawValue: 0x02)
    static let disableClock = Stages(rawValue: 0x01)
  }

  /// What must have been sent since the last reset before a refresh: the power-on values scan 300 gates at an unknown
  /// VCOM.
  private static let initCommands: [UInt8] = [0x01, 0x2C]

  private(set) var isAnalogOn = false
  /// The datasheet is silent about BUSY in deep sleep.
  let busyAsleep: PinLevel
  private var isClockOn = false
  private var stages = Stages(rawValue: 0xFF)
  private var lut: [UInt8]?
  private var dummyLines = 0x16
  private var lineTime = 62
  /// VSH, and VSL below zero, in volts × 10.
  private var sourceVoltage: Int16 = 150

  init(busyAsleep: PinLevel) {
    self.busyAsleep = busyAsleep
  }

  mutating func reset() {
    self = IL3829Controller(busyAsleep: busyAsleep)
  }

  func parameters(of command: UInt8) -> ClosedRange<Int>? {
    switch command {
    case 0x12, 0x1D, 0x20, 0xFF: 0...0
    case 0x03, 0x04, 0x07, 0x0B, 0x10, 0x11, 0x21, 0x22, 0x2C, 0x3A, 0x3B, 0x3C, 0x4E: 1...1
    case 0x0F, 0x1A, 0x44, 0x4F: 2...2
    case 0x01, 0x0C, 0x1C: 3...3
    case 0x45: 4...4
    case 0x32: 30...30
    default: nil
    }
  }

  func plane(of command: UInt8) -> Int? { command == 0x24 ? 0 : nil }
  /// Drivers send the NOP right after 0x20.
  func isHarmlessWhileBusy(_ command: UInt8) -> Bool { command == 0xFF }

  mutating func execute(
    _ command: UInt8, _ parameters: [UInt8], _ ram: inout PanelRAM, sent: CommandSet
  ) throws(Misuse) -> PanelEffect {
    switch command {
    case 0x12:
      reset()
      return .softwareReset
    case 0x20: return .work(try activate(&ram, sent))
    case 0x10:
      guard parameters[0] & 1 == 1 else { return .none }
      guard !isAnalogOn else { throw .sleepUnderPower }
      return .sleep(losesRAM: true)
    default:
      try set(command, parameters, &ram)
      return .none
    }
  }

  private mutating func set(_ command: UInt8, _ parameters: [UInt8], _ ram: inout PanelRAM) throws(Misuse) {
    switch command {
    case 0x04:
      // 10 V to 17 V in halves.
      guard parameters[0] <= 0x0E else { throw .badParameter(command: command) }
      sourceVoltage = 100 + 5 * Int16(parameters[0])
    case 0x0F:
      guard parameters == [0, 0] else { throw .notModelled(command: command) }
    case 0x21:
      // Bit 7 puts bit 4 in place of the old image; the two lowest are for the initial display.
      guard parameters[0] & 0x6C == 0 else { throw .badParameter(command: command) }
      ram.setReadings(.stored, parameters[0] & 0x80 == 0 ? .stored : .constant(parameters[0] & 0x10 == 0 ? 0 : 0xFF))
    case 0x22: stages = Stages(rawValue: parameters[0])
    case 0x32:
      _ = try Waveform(il3829: parameters, frameTime: 1, voltage: sourceVoltage)
      lut = parameters
    case 0x3A:
      guard parameters[0] < 0x80 else { throw .badParameter(command: command) }
      dummyLines = Int(parameters[0])
    case 0x3B:
      guard parameters[0] < 0x10 else { throw .badParameter(command: command) }
      lineTime = Self.lineTimes[Int(parameters[0])]
    case 0x03, 0x07, 0x0B, 0x0C, 0x1A, 0x2C, 0x3C, 0xFF:
      // These have no effect on what is shown: gate voltages and levels, overlap, booster, temperature, VCOM, border.
      break
    default:
      guard try ram.take(command, parameters) else { throw .notModelled(command: command) }
    }
  }

  private mutating func activate(_ ram: inout PanelRAM, _ sent: CommandSet) throws(Misuse) -> PanelWork {
    var work = PanelWork()
    if stages.contains(.enableClock) { isClockOn = true }
    if stages.contains(.enableBooster), !isAnalogOn {
      isAnalogOn = true
      work.add(Self.powerOn)
    }
    guard !stages.contains(.loadTemperature) else { throw .noTemperatureSensor }
    // Neither has a waveform in the OTP of this glass.
    guard stages.isDisjoint(with: [.loadWaveform, .initialDisplay]) else { throw .notModelled(command: 0x22) }
    if stages.contains(.patternDisplay) {
      let waveform = try waveformToShow(&ram, sent)
      work.display = (work.duration, waveform)
      work.add(waveform.duration)
      work.exchangesPlanes = true
    }
    if stages.contains(.disableBooster), isAnalogOn {
      isAnalogOn = false
      work.add(Self.powerOff)
    }
    if stages.contains(.disableClock) { isClockOn = false }
    return work
  }

  private func waveformToShow(_ ram: inout PanelRAM, _ sent: CommandSet) throws(Misuse) -> Waveform {
    for command in Self.initCommands where !sent.contains(command) { throw .refreshWithoutInit(missing: command) }
    guard isClockOn, isAnalogOn else { throw .refreshWithoutPower }
    guard let lut else { throw .refreshWithoutWaveform }
    guard ram.isSet(0) else { throw .refreshOfUnsetRAM(command: 0x24) }
    let waveform = try Waveform(
      il3829: lut, frameTime: Double((ram.gates + dummyLines) * lineTime), voltage: sourceVoltage)
    // A full waveform shows the new image whatever the old one was; after power-on there is no other way.
    guard waveform.isFull || ram.isSet(1) else { throw .partialWithoutHistory }
    return waveform
  }
}

extension Waveform {
  /// `bytes` are the 30 of command 0x32: 20 phases of four transitions, then their lengths in nibbles,
  ///   even phase low (fact sheet A.9). `frameTime` is in microseconds, `voltage` in volts × 10.
  init(il3829 bytes: [UInt8], frameTime: Double, voltage: Int16) throws(Misuse) {
    var steps: [Step] = []
    for phase in 0..<20 {
      let frames = Int(phase % 2 == 0 ? bytes[20 + phase / 2] & 0x0F : bytes[20 + phase / 2] >> 4)
      guard frames > 0 else { continue }
      // Bits 1-0 are black to black, 3-2 black to white, 5-4 white to black, 7-6 white to white.
      let codes = (0..<4).map { bytes[phase] >> (2 * $0) & 3 }
      guard !codes.contains(3) else { throw .badParameter(command: 0x32) }
      let drives = codes.map { [0, voltage, -voltage][Int($0)] }
      steps.append(Step(drives: SIMD4(drives), frames: frames, frameTime: frameTime))
    }
    self.init(steps: steps)
  }
}
