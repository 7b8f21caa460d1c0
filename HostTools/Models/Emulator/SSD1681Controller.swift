// The SSD1681 of the V2, Rev 2.1 and GDEY0154D67 panels. Must never guess: it refuses what it doesn't cover.

import Firmware

struct SSD1681Controller: PanelController {
  typealias Registers = SSD1681Registers
  typealias Durations = SSD1681Registers.Durations

  /// Write cycle time 50 ns.
  static let clockLimit: UInt32 = 20_000_000
  /// The window after a reset has fewer columns than the glass, and more rows than exist.
  static let ram = PanelRAM.Layout(rows: 200, resetWindow: (x: 0x15, y: 0x127), lastColumn: 0x18)

  /// What the LUT register holds.
  private enum Loaded {
    case otp(Waveform, isMode2: Bool)
    case sent([UInt8])
  }

  private let conditions: PanelConditions
  private let durations: Durations
  private(set) var isAnalogOn = false
  private var isClockOn = false
  private var usesInternalSensor = false
  /// The temperature register, in °C; nil at the power-on value 7FFh, for which no OTP has a waveform.
  private var temperature: Double?
  private var stages = Registers.Stages(rawValue: 0xFF)
  private var loaded: Loaded?
  private var voltages = SSD1681Voltages()
  private var isPingPong = false
  /// Whether command 0x37 left any waveform set to mode 2.
  private var hasMode2 = true

  init(_ conditions: PanelConditions) {
    self.conditions = conditions
    durations = Durations(conditions.kind)
    isPingPong = conditions.swapsPlanes
  }

  var busyAsleep: PinLevel { .high }

  mutating func reset() {
    self = SSD1681Controller(conditions)
  }

  func parameters(of command: UInt8) -> ClosedRange<Int>? { Registers.parameters(of: command) }
  func plane(of command: UInt8) -> Int? { command == 0x24 ? 0 : command == 0x26 ? 1 : nil }
  func isHarmlessWhileBusy(_ command: UInt8) -> Bool { false }

  mutating func execute(
    _ command: UInt8, _ parameters: [UInt8], _ ram: inout PanelRAM, sent: CommandSet
  ) throws(Misuse) -> PanelEffect {
    switch command {
    case 0x12:
      reset()
      return .softwareReset
    case 0x20: return .work(try activate(&ram))
    case 0x10:
      guard [0, 1, 3].contains(parameters[0] & 3) else { throw .badParameter(command: command) }
      guard parameters[0] & 3 != 0 else { return .none }
      guard !isAnalogOn else { throw .sleepUnderPower }
      return .sleep(losesRAM: parameters[0] & 3 == 3)
    case 0x46, 0x47:
      ram.writePattern(parameters[0], plane: command == 0x47 ? 0 : 1)
      return .work(PanelWork(duration: Durations.writePattern))
    default:
      try set(command, parameters, &ram)
      return .none
    }
  }

  private mutating func set(_ command: UInt8, _ parameters: [UInt8], _ ram: inout PanelRAM) throws(Misuse) {
    switch command {
    case 0x03:
      guard parameters[0] == 0 || 0x03...0x17 ~= parameters[0] else { throw .badParameter(command: command) }
    case 0x04:
      guard let voltages = SSD1681Voltages(codes: parameters) else { throw .badParameter(command: command) }
      self.voltages = voltages
    case 0x18:
      guard [0x48, 0x80].contains(parameters[0]) else { throw .badParameter(command: command) }
      usesInternalSensor = parameters[0] == 0x80
    case 0x1A:
      let code = Int16(bitPattern: UInt16(parameters[0]) << 8 | UInt16(parameters.count > 1 ? parameters[1] : 0))
      temperature = Double(code) / 256
    case 0x21: try setReadings(parameters, &ram)
    case 0x22: stages = Registers.Stages(rawValue: parameters[0])
    case 0x32:
      // Reports at once what is wrong with it; the voltages may come later.
      _ = try Waveform(ssd1681: parameters, voltages)
      loaded = .sent(parameters)
    case 0x37:
      isPingPong = parameters[5] & 0x40 != 0
      hasMode2 = parameters[1...4].contains { $0 != 0 } || parameters[5] & 0x0F != 0
    case 0x0C, 0x2B, 0x2C, 0x3C, 0x3F, 0x41, 0x7F:
      // These have no effect on what is shown: booster, VCOM, border, what the sources do after the end, reading.
      break
    default:
      guard try ram.take(command, parameters) else { throw .notModelled(command: command) }
    }
  }

  /// Command 0x21: the low half is for 0x24's plane, the high one for 0x26's.
  private func setReadings(_ parameters: [UInt8], _ ram: inout PanelRAM) throws(Misuse) {
    guard parameters.count == 1 || parameters[1] == 0 else { throw .notModelled(command: 0x21) }
    func reading(_ code: UInt8) throws(Misuse) -> PanelRAM.Reading {
      switch code {
      case 0: .stored
      case 4: .constant(0)
      case 8: .inverted
      default: throw .badParameter(command: 0x21)
      }
    }
    ram.setReadings(try reading(parameters[0] & 0x0F), try reading(parameters[0] >> 4))
  }

  // MARK: Work

  /// Runs the stages that command 0x22 chose, from the highest bit downwards.
  private mutating func activate(_ ram: inout PanelRAM) throws(Misuse) -> PanelWork {
    var work = PanelWork()
    if stages.contains(.enableClock) { isClockOn = true }
    if stages.contains(.enableAnalog), !isAnalogOn {
      isAnalogOn = true
      work.add(durations.powerOn)
    }
    // With anything else around them, the loads are included in the measured figures.
    let loadsAlone = work.duration == Interval(microseconds: 0) && !stages.contains(.display)
    if stages.contains(.loadTemperature) {
      guard usesInternalSensor else { throw .noTemperatureSensor }
      temperature = conditions.temperature
      if loadsAlone { work.add(Durations.loadTemperature) }
    }
    if stages.contains(.loadWaveform) {
      try loadWaveform()
      if loadsAlone { work.add(Durations.loadWaveform) }
    }
    if stages.contains(.display) {
      let waveform = try waveformToShow(&ram)
      work.display = (work.duration, waveform)
      work.add(waveform.duration)
      work.exchangesPlanes = stages.contains(.mode2) && isPingPong
    }
    if stages.contains(.disableAnalog), isAnalogOn {
      isAnalogOn = false
      work.add(durations.powerOff)
    }
    if stages.contains(.disableClock) { isClockOn = false }
    return work
  }

  /// No register needs to have been sent: what a forgotten one spoils shows up where it matters.
  private func waveformToShow(_ ram: inout PanelRAM) throws(Misuse) -> Waveform {
    guard isClockOn, isAnalogOn else { throw .refreshWithoutPower }
    let waveform: Waveform
    switch loaded {
    case .sent(let bytes): waveform = try Waveform(ssd1681: bytes, voltages)
    case .otp(let known, let isMode2) where isMode2 == stages.contains(.mode2): waveform = known
    case .otp, nil: throw .refreshWithoutWaveform
    }
    guard ram.isSet(0) else { throw .refreshOfUnsetRAM(command: 0x24) }
    guard waveform.ignoresOld || ram.isSet(1) else { throw .refreshOfUnsetRAM(command: 0x26) }
    return waveform
  }

  /// From OTP, by the temperature register; overwrites what 0x32 sent, and the voltages. If nothing fits, by the
  /// datasheet nothing is displayed, but one panel's drivers rely on what 0x32 sent being kept: refused here.
  private mutating func loadWaveform() throws(Misuse) {
    loaded = nil
    voltages = SSD1681Voltages()
    let isMode2 = stages.contains(.mode2)
    guard let temperature, !isMode2 || hasMode2 else { return }
    let slowness = Ink.slowness(temperature)
    func stretched(_ bytes: [UInt8], _ duration: Interval) throws(Misuse) -> Waveform {
      try Waveform(ssd1681: bytes, voltages)
        .scaled(to: Interval(microseconds: UInt64(Double(duration.microseconds) * slowness)))
    }
    switch temperature {
    // The controller's limits; the ranges of the glass's OTP are not published.
    case -40...60:
      loaded = .otp(
        try stretched(
          isMode2 ? SSD1681Sets.partial : SSD1681Sets.full, isMode2 ? durations.partial : durations.full),
        isMode2: isMode2)
    // Good Display's demos fake 90 °C for grey and 100 °C for the fast set (B.6).
    case 85...95 where durations.fastFull != nil && !isMode2:
      loaded = .otp(try Waveform(ssd1681: SSD1681Sets.grey, voltages), isMode2: false)
    case 95...105 where !isMode2:
      guard let fast = durations.fastFull else { return }
      loaded = .otp(try stretched(SSD1681Sets.full, fast), isMode2: false)
    default: break
    }
  }
}
