// A strict model of the SSD1681 with its glass, at command level: what it shows is what the last refresh made
// of RAM. Must never forgive what a real panel would only show by looking wrong, or by wearing out.

import Firmware
import Support

public struct SSD1681Model {
  typealias Registers = SSD1681Registers
  typealias Duration = SSD1681Registers.Duration

  private enum State: Equatable {
    case unpowered
    case inReset(since: Instant)
    case starting(until: Instant)
    case idle
    /// BUSY rises late in a software reset.
    case busy(from: Instant, until: Instant)
    case asleep
  }

  /// 200 rows of 25 bytes, 1 is white: what the glass shows. White until the first refresh.
  public private(set) var visible = [UInt8](repeating: 0xFF, count: 5_000)
  public private(set) var refreshes = 0

  private var state = State.unpowered
  private var ram: SSD1681RAM
  private var noise: SplitMix64
  private var command: UInt8?
  private var parameters: [UInt8] = []
  private var sentSinceReset: Set<UInt8> = []
  private var temperatureSensor: UInt8 = 0x48
  private var stages = Registers.Stages(rawValue: 0xFF)
  private var isClockOn = false
  private var isAnalogOn = false
  /// The display mode whose waveform is in the LUT register.
  private var loadedMode: Int?
  /// What the glass will show when the refresh in progress ends.
  private var pending: [UInt8]?

  /// - Parameter seed: of the noise in RAM when power comes on.
  public init(seed: UInt64) {
    noise = SplitMix64(seed: seed)
    ram = SSD1681RAM(noise: noise.bytes(10_000))
  }

  // MARK: Pins

  public func busyLevel(at now: Instant) -> PinLevel {
    switch state {
    case .asleep: .high
    case .busy(let from, let until): now >= from && now < until ? .high : .low
    case .unpowered, .inReset, .starting, .idle: .low
    }
  }

  /// When a refresh or other work ends, if any goes on.
  public var nextEvent: Instant? {
    if case .busy(_, let until) = state { until } else { nil }
  }

  /// Ends what `nextEvent` foretold. Returns whether the glass shows something new.
  public mutating func advance(to now: Instant) -> Bool {
    guard case .busy(_, let until) = state, until <= now else { return false }
    state = .idle
    guard let pending else { return false }
    visible = pending
    refreshes += 1
    self.pending = nil
    return true
  }

  public mutating func setReset(_ level: PinLevel, at now: Instant) throws(Misuse) {
    switch (level, state) {
    case (.low, .inReset): return
    case (.low, _):
      if pending != nil { throw .resetWhileRefreshing }
      state = .inReset(since: now)
    case (.high, .inReset(let since)):
      let low = now - since
      if low > Duration.longestReset {
        ram.lose(noise: noise.bytes(10_000))
        throw .resetTooLong(low.microseconds)
      }
      powerOnValues()
      state = .starting(until: now + Duration.afterReset)
    case (.high, _): return
    }
  }

  private mutating func powerOnValues() {
    ram.resetRegisters()
    command = nil
    parameters = []
    sentSinceReset = []
    temperatureSensor = 0x48
    stages = Registers.Stages(rawValue: 0xFF)
    isClockOn = false
    isAnalogOn = false
    loadedMode = nil
  }

  // MARK: Bytes

  /// A byte with D/C low.
  public mutating func receive(command next: UInt8, at now: Instant) throws(Misuse) {
    try checkReady(next, at: now)
    try finishCommand()
    guard next == 0x24 || next == 0x26 || Registers.parameters(of: next) != nil else {
      throw .unknownCommand(next)
    }
    command = next
    parameters = []
    sentSinceReset.insert(next)
    switch next {
    case 0x24, 0x26: try ram.beginWrite()
    case 0x12: softwareReset(at: now)
    case 0x20: try activate(at: now)
    default: break
    }
  }

  /// Bytes with D/C high.
  public mutating func receive(data: Span<UInt8>, at now: Instant) throws(Misuse) {
    guard !data.isEmpty else { return }
    try checkReady(data[0], at: now)
    guard let command else { throw .dataWithoutCommand(data[0]) }
    if command == 0x24 || command == 0x26 { return try ram.write(data, plane: command == 0x24 ? 0 : 1) }
    let allowed = Registers.parameters(of: command)?.upperBound ?? 0
    guard allowed > 0 else { throw .dataWithoutCommand(data[0]) }
    guard parameters.count + data.count <= allowed else {
      throw .tooManyParameters(command: command, allowed: allowed)
    }
    for index in data.indices { parameters.append(data[index]) }
    if parameters.count == allowed { try apply(command) }
  }

  private mutating func checkReady(_ byte: UInt8, at now: Instant) throws(Misuse) {
    switch state {
    case .unpowered: throw .notReset(byte)
    case .inReset: throw .inReset(byte)
    case .starting(let until):
      guard now >= until else { throw .tooSoonAfterReset(byte) }
      state = .idle
    case .busy: throw .whileBusy(byte)
    case .asleep: throw .whileAsleep(byte)
    case .idle: return
    }
  }

  /// The next command ends one whose last parameters may be left out.
  private mutating func finishCommand() throws(Misuse) {
    guard let command, let range = Registers.parameters(of: command) else { return }
    guard parameters.count >= range.lowerBound else {
      throw .tooFewParameters(command: command, got: parameters.count, needed: range.lowerBound)
    }
  }

  private mutating func apply(_ command: UInt8) throws(Misuse) {
    switch command {
    case 0x01:
      // 200 gates from the first on, in order, is all that is modelled.
      guard parameters == [0xC7, 0x00, 0x00] else { throw .notModelled(command: command) }
    case 0x10: try enterDeepSleep(parameters[0])
    case 0x11: try ram.setDataEntry(parameters[0])
    case 0x18: temperatureSensor = parameters[0]
    case 0x22: stages = Registers.Stages(rawValue: parameters[0])
    case 0x44: try ram.setXWindow(Int(parameters[0]), Int(parameters[1]))
    case 0x45:
      try ram.setYWindow(
        Int(parameters[0]) | Int(parameters[1]) << 8, Int(parameters[2]) | Int(parameters[3]) << 8)
    case 0x4E: ram.setX(Int(parameters[0]))
    case 0x4F: ram.setY(Int(parameters[0]) | Int(parameters[1]) << 8)
    // Without effect on what is shown: border, booster, the NOP and the like.
    case 0x0C, 0x2B, 0x3C: break
    default: throw .notModelled(command: command)
    }
  }

  // MARK: Work

  private mutating func softwareReset(at now: Instant) {
    powerOnValues()
    sentSinceReset = [0x12]
    command = 0x12
    state = .busy(from: now + Duration.busyRise, until: now + Duration.softwareReset)
  }

  private mutating func enterDeepSleep(_ mode: UInt8) throws(Misuse) {
    guard mode != 0 else { return }
    guard !isAnalogOn else { throw .sleepUnderPower }
    if mode & 0x03 == 0x03 { ram.lose(noise: noise.bytes(10_000)) }
    state = .asleep
  }

  /// Runs the stages that command 0x22 chose, from the highest bit downwards.
  private mutating func activate(at now: Instant) throws(Misuse) {
    var end = now
    if stages.contains(.enableClock) { isClockOn = true }
    if stages.contains(.enableAnalog), !isAnalogOn {
      isAnalogOn = true
      end = end + Duration.powerOn
    }
    if stages.contains(.loadTemperature), temperatureSensor != 0x80 { throw .noTemperatureSensor }
    if stages.contains(.loadWaveform) { loadedMode = stages.contains(.mode2) ? 2 : 1 }
    if stages.contains(.display) {
      pending = try image()
      end = end + (stages.contains(.mode2) ? Duration.partialWaveform : Duration.fullWaveform)
    }
    if stages.contains(.disableAnalog), isAnalogOn {
      isAnalogOn = false
      end = end + Duration.powerOff
    }
    if stages.contains(.disableClock) { isClockOn = false }
    state = .busy(from: now, until: end)
  }

  /// What the glass will show once the waveform has run.
  private func image() throws(Misuse) -> [UInt8] {
    for command in Registers.initCommands where !sentSinceReset.contains(command) {
      throw .refreshWithoutInit(missing: command)
    }
    guard isClockOn, isAnalogOn else { throw .refreshWithoutPower }
    guard loadedMode == (stages.contains(.mode2) ? 2 : 1) else { throw .refreshWithoutWaveform }
    guard ram.isSet[0] else { throw .refreshOfUnsetRAM(command: 0x24) }
    guard ram.isSet[1] else { throw .refreshOfUnsetRAM(command: 0x26) }
    // Mode 1 drives every pixel to plane 0x24, whatever the other plane says. Mode 2 drives only those in
    // which the planes differ, and leaves the rest as it stands on the glass.
    guard stages.contains(.mode2) else { return ram.planes[0] }
    return visible.indices.map { index in
      let changed = ram.planes[0][index] ^ ram.planes[1][index]
      return (ram.planes[0][index] & changed) | (visible[index] & ~changed)
    }
  }
}
