// A strict model of one panel, controller and glass, at command level: it shows what waveforms have made of its ink.
// Must never forgive what a real panel would only show by looking wrong, or by wearing out.

import Essentials
import Firmware

public struct PanelModel {
  private enum State: Equatable {
    case unplugged(busyReads: PinLevel)
    /// Plugged in, with the board's switch open.
    case off
    /// Power has been on since before the start, and there has been no reset yet.
    case unpowered
    case inReset(since: Instant)
    case starting(until: Instant)
    case idle
    /// BUSY rises late in a software reset.
    case busy(from: Instant, until: Instant)
    case asleep
  }

  private struct Refresh {
    let from: Instant
    let waveform: Waveform
    let planes: Glass.Planes
    let exchangesPlanes: Bool
  }

  /// How long the analog part may stay on without a refresh: after that the picture fades.
  static let longestPowered = Interval.seconds(10)
  private static let softwareReset = Interval.milliseconds(9)
  /// How late BUSY rises in a software reset: not yet visible at 1 ms, over at 10 ms.
  private static let busyRise = Interval.milliseconds(1)
  private static let afterReset = Interval.milliseconds(10)
  /// For a Rev 2.1 board: 2 ms must work, 5 ms has failed on one with the same circuit.
  private static let longestReset = Interval.milliseconds(4)

  public let kind: PanelKind
  /// Completed ones; an interrupted one counts in none of the three.
  public var refreshes: Int { glass.fullRefreshes + glass.partialRefreshes }
  /// Those whose waveform shakes every pixel both ways, including greys.
  public var fullRefreshes: Int { glass.fullRefreshes }
  public var partialRefreshes: Int { glass.partialRefreshes }

  private var state = State.unpowered
  private var resetLevel = PinLevel.high
  private var isSupplied = true
  private var controller: FittedController
  private var ram: PanelRAM
  private var glass = Glass()
  private let ink: Ink
  private var noise: SplitMix64
  private var command: UInt8?
  private var parameters: [UInt8] = []
  private var sentSinceReset = CommandSet()
  private var refresh: Refresh?
  /// Since when the analog part has been on with nothing to do.
  private var poweredSince: Instant?
  private var longestPowered = Interval(microseconds: 0)

  /// `seed` is for the noise in RAM when power comes on, `temperature` is in °C, `swapsPlanes` is whether
  /// an SSD1681's OTP makes the planes swap after each mode 2 refresh without command 0x37 (sources conflict).
  public init(kind: PanelKind = .v2, seed: UInt64, temperature: Double = 23, swapsPlanes: Bool = false) {
    self.kind = kind
    noise = SplitMix64(seed: seed)
    let first = noise.bytes(2 * PanelRAM.planeSize)
    if kind.controller == .il3829 {
      ram = PanelRAM(noise: first, IL3829Controller.ram)
      controller = .il3829(IL3829Controller(busyAsleep: noise.next() & 1 == 0 ? .low : .high))
      // 226 lines of 62 µs, which V1's waveforms are made for.
      ink = Ink(frameTime: 14_012, temperature: temperature)
    } else {
      ram = PanelRAM(noise: first, SSD1681Controller.ram)
      controller = .ssd1681(
        SSD1681Controller(PanelConditions(kind: kind, temperature: temperature, swapsPlanes: swapsPlanes)))
      ink = Ink(frameTime: 20_000, temperature: temperature)
    }
  }

  /// The fastest SPI clock in Hz that isn't misuse of this kind.
  static func clockLimit(_ kind: PanelKind) -> UInt32 {
    kind.controller == .il3829 ? IL3829Controller.clockLimit : SSD1681Controller.clockLimit
  }

  // MARK: The glass

  /// 40,000 pixels in rows from the top, 0 black to 1023 white. A refresh in progress shows only at its end: see
  /// `reflectance(at:)`. White until the first refresh.
  public var reflectance: [UInt16] { glass.levels }

  /// The same in the middle of a refresh, to the frame.
  public func reflectance(at now: Instant) -> [UInt16] {
    guard let refresh else { return glass.levels }
    return glass.levels(after: refresh.waveform.prefix(now - refresh.from), refresh.planes, ink)
  }

  /// 200 rows of 25 bytes, 1 is white: what is lighter than mid grey.
  public var visible: [UInt8] { glass.visible }

  /// In percent of the range from black to white: how far the pixels that short waveforms have switched since the last
  /// full one, or that show the wrong colour, are on average from what a full one would leave. 0 if there are none.
  public var ghosting: Double { glass.ghosting }

  /// From when until when the refresh in progress drives the ink, if there is one: without power-on and power-off.
  public var drive: (from: Instant, until: Instant)? { refresh.map { ($0.from, $0.from + $0.waveform.duration) } }

  /// Whether a waveform drives the ink, or is about to, or its power is being switched off.
  public var isRefreshing: Bool { refresh != nil }

  // MARK: Pins

  public func busyLevel(at now: Instant) -> PinLevel {
    switch state {
    case .unplugged(let level): level
    case .asleep: controller.busyAsleep
    case .busy(let from, let until): now >= from && now < until ? .high : .low
    case .unpowered, .off, .inReset, .starting, .idle: .low
    }
  }

  /// When a refresh or other work ends, if there is any.
  public var nextEvent: Instant? {
    if case .busy(_, let until) = state { until } else { nil }
  }

  /// Ends what `nextEvent` announced. Returns whether that was a refresh.
  public mutating func advance(to now: Instant) -> Bool {
    guard case .busy(_, let until) = state, until <= now else { return false }
    state = .idle
    if controller.isAnalogOn { poweredSince = until }
    guard let refresh else { return false }
    glass.run(refresh.waveform, refresh.planes, ink)
    if refresh.exchangesPlanes { ram.exchangePlanes() }
    self.refresh = nil
    return true
  }

  /// The longest time so far that the analog part was on without a refresh.
  public func poweredFor(at now: Instant) -> Interval {
    max(longestPowered, poweredNow(at: now))
  }

  /// The same for the present stretch; 0 when the analog part is off or working.
  func poweredNow(at now: Instant) -> Interval {
    poweredSince.map { now - $0 } ?? Interval(microseconds: 0)
  }

  /// - Throws: `resetWhileRefreshing`, which interrupts the refresh, and `resetTooLong`, which loses the RAM; the reset
  /// happens in either case.
  public mutating func setReset(_ level: PinLevel, at now: Instant) throws(Misuse) {
    resetLevel = level
    switch (level, state) {
    case (_, .unplugged), (_, .off), (.low, .inReset): return
    case (.low, _):
      let wasRefreshing = refresh != nil
      stop(at: now)
      state = .inReset(since: now)
      if wasRefreshing { throw .resetWhileRefreshing }
    case (.high, .inReset(let since)):
      let low = now - since
      powerOnValues()
      state = .starting(until: now + Self.afterReset)
      if kind == .rev21, low > Self.longestReset {
        ram.lose(noise: noise.bytes(2 * PanelRAM.planeSize))
        throw .resetTooLong(low.microseconds)
      }
    case (.high, _): return
    }
  }

  /// The cable comes off: the ink stays as it is, even in the middle of a refresh, and RAM is lost.
  public mutating func unplug(busyReads: PinLevel, at now: Instant) {
    stop(at: now)
    powerOnValues()
    ram.lose(noise: noise.bytes(2 * PanelRAM.planeSize))
    state = .unplugged(busyReads: busyReads)
  }

  /// Power comes on, and with it the chip's own reset: idle, at its power-on values.
  public mutating func plug(at now: Instant) {
    guard case .unplugged = state else { return }
    state = !isSupplied ? .off : resetLevel == .low ? .inReset(since: now) : .idle
  }

  /// The board's switch opens or closes: RAM and registers are lost, the ink stays as it is.
  /// - Throws: `offWhileRefreshing`; it goes off all the same.
  mutating func setSupply(isOn: Bool, at now: Instant) throws(Misuse) {
    isSupplied = isOn
    if isUnplugged { return }
    guard !isOn else {
      guard state == .off else { return }
      state = resetLevel == .low ? .inReset(since: now) : .starting(until: now + Self.afterReset)
      return
    }
    let wasRefreshing = refresh != nil
    stop(at: now)
    powerOnValues()
    ram.lose(noise: noise.bytes(2 * PanelRAM.planeSize))
    state = .off
    if wasRefreshing { throw .offWhileRefreshing }
  }

  public var isUnplugged: Bool { if case .unplugged = state { true } else { false } }

  /// Interrupts a refresh, leaving its ink halfway, and switches the analog part off.
  private mutating func stop(at now: Instant) {
    if let refresh {
      let elapsed = now - refresh.from
      let isWhole = elapsed >= refresh.waveform.duration
      glass.run(
        isWhole ? refresh.waveform : refresh.waveform.prefix(elapsed), refresh.planes, ink, isWhole: false)
      self.refresh = nil
    }
    endPowered(at: now)
  }

  private mutating func endPowered(at now: Instant) {
    longestPowered = poweredFor(at: now)
    poweredSince = nil
  }

  private mutating func powerOnValues() {
    ram.resetRegisters()
    controller.reset()
    command = nil
    parameters = []
    sentSinceReset = CommandSet()
  }

  // MARK: Bytes

  /// A byte with D/C low.
  public mutating func receive(command next: UInt8, at now: Instant) throws(Misuse) {
    if isUnplugged { return }
    if case .busy = state, controller.isHarmlessWhileBusy(next) { return }
    try checkReady(next, at: now)
    try finishCommand()
    let plane = controller.plane(of: next)
    let range = controller.parameters(of: next)
    guard plane != nil || range != nil else { throw .unknownCommand(next) }
    if plane != nil { try ram.beginWrite() }
    command = next
    parameters = []
    sentSinceReset.insert(next)
    if range?.upperBound == 0 { try execute(next, at: now) }
  }

  /// Bytes with D/C high.
  public mutating func receive(data: Span<UInt8>, at now: Instant) throws(Misuse) {
    guard !data.isEmpty, !isUnplugged else { return }
    try checkReady(data[0], at: now)
    guard let command else { throw .dataWithoutCommand(data[0]) }
    if let plane = controller.plane(of: command) { return try ram.write(data, plane: plane) }
    guard let range = controller.parameters(of: command), range.upperBound > 0 else {
      throw .dataWithoutCommand(data[0])
    }
    guard parameters.count + data.count <= range.upperBound else {
      throw .tooManyParameters(command: command, allowed: range.upperBound)
    }
    for index in data.indices { parameters.append(data[index]) }
    // Executed again with each further one if the last are optional.
    if range.contains(parameters.count) { try execute(command, at: now) }
  }

  private mutating func checkReady(_ byte: UInt8, at now: Instant) throws(Misuse) {
    switch state {
    case .unplugged: return
    case .off: throw .whileOff(byte)
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

  /// The next command ends one whose last parameters are optional.
  private mutating func finishCommand() throws(Misuse) {
    defer { command = nil }
    guard let command, let range = controller.parameters(of: command) else { return }
    let got = parameters.count
    guard got >= range.lowerBound else {
      throw .tooFewParameters(command: command, got: got, needed: range.lowerBound)
    }
  }

  private mutating func execute(_ command: UInt8, at now: Instant) throws(Misuse) {
    switch try controller.execute(command, parameters, &ram, sent: sentSinceReset) {
    case .none: return
    case .sleep(let losesRAM):
      if losesRAM { ram.lose(noise: noise.bytes(2 * PanelRAM.planeSize)) }
      state = .asleep
    case .softwareReset:
      endPowered(at: now)
      powerOnValues()
      sentSinceReset.insert(command)
      self.command = command
      state = .busy(from: now + Self.busyRise, until: now + Self.softwareReset)
    case .work(let work):
      endPowered(at: now)
      state = .busy(from: now, until: now + work.duration)
      if let display = work.display {
        refresh = Refresh(
          from: now + display.from, waveform: display.waveform,
          planes: .init(old: ram.shown(1), new: ram.shown(0)), exchangesPlanes: work.exchangesPlanes)
      }
    }
  }
}
