// The device without its firmware: virtual time, four panels, and the wires to them. Must never know what the firmware
// intends; it sees levels and bytes.

import Firmware

public final class EmulatedBoard {
  /// The SPI clock in Hz: 10 MHz, half of what the SSD1681 allows.
  public static let defaultClock: UInt32 = 10_000_000

  public private(set) var now = Instant(microseconds: 0)
  public private(set) var panels: [PanelModel]
  /// The first thing that the firmware did wrong; nothing after it can be trusted.
  public private(set) var misuse: (panel: Int?, at: Instant, what: Misuse)?
  /// For all panels together: calls to the bus, and bytes.
  public private(set) var transfers = 0
  public private(set) var bytesSent = 0

  /// Called when a panel's (0...3) refresh ends, at `now`.
  public var onRefreshEnd: ((Int) -> Void)?
  /// Called before time moves on to an instant: waits for it if the device is to run in real time.
  public var pace: ((Instant) -> Void)?
  /// Whether it sleeps until a panel's BUSY falls, or looks again and again as boards do that are awake anyway.
  public var sleepsWhileBusy = false
  /// How many times the firmware waited for something, and how long: the chip may sleep meanwhile.
  public private(set) var sleeps = 0
  public private(set) var slept = Interval(microseconds: 0)
  /// Of that, while a panel was busy.
  public private(set) var sleptWhileBusy = Interval(microseconds: 0)
  /// What is to happen when, with the next event first.
  private var plans: [(at: Instant, action: () -> Void)] = []
  /// What a panel's BUSY reads whatever the panel does, as with a broken wire. What the firmware then does to the panel
  /// isn't misuse until the next reset: it can't know.
  public var stuckBusy: [Int: PinLevel] = [:] {
    didSet { for panel in panels.indices where stuckBusy[panel] != oldValue[panel] { isExcused[panel] = true } }
  }

  /// The voltage of the cell that it runs on, in millivolts, at an instant; nil where there is nothing to measure.
  public var cell: ((Instant) -> UInt16?)?

  /// Whether a pin switches the panels' supply; it is off at first.
  public let switchesSupply: Bool
  public private(set) var isSupplied: Bool
  /// How often it has come on.
  public private(set) var timesOn = 0

  private let clock: UInt32
  private var chipSelects: [PinLevel]
  /// Panels that have had a fault since the last reset; what they are sent may be nonsense through no fault of the
  /// firmware.
  private var isExcused: [Bool]
  /// How many full refreshes a panel had completed when it was unplugged with BUSY high: that reads like sleep or work,
  /// so the firmware need not notice, and nothing counts as misuse before the next full one.
  private var fullsUnseen: [Int?]
  /// Transfers to each panel that are still to fail.
  private var failures: [Int]
  private var dataCommand = PinLevel.low
  private var reset: PinLevel
  /// SPI time below a microsecond, in nanoseconds, still to be added to `now`.
  private var remainder: UInt64 = 0

  /// `clock` is the SPI clock in Hz, `seed` is for the noise in the panels' RAM at power-on,
  /// `temperature` is in °C, `swapsPlanes` is a trait of some SSD1681s' OTP; see `PanelModel`.
  public init(
    kinds: [PanelKind] = .init(repeating: .v2, count: 4), clock: UInt32 = EmulatedBoard.defaultClock, seed: UInt64 = 1,
    temperature: Double = 23, swapsPlanes: Bool = false, switchesSupply: Bool = false
  ) {
    self.clock = clock
    self.switchesSupply = switchesSupply
    isSupplied = !switchesSupply
    reset = switchesSupply ? .low : .high
    panels = kinds.enumerated().map { number, kind in
      PanelModel(kind: kind, seed: seed &+ UInt64(number), temperature: temperature, swapsPlanes: swapsPlanes)
    }
    chipSelects = .init(repeating: switchesSupply ? .low : .high, count: kinds.count)
    isExcused = .init(repeating: false, count: kinds.count)
    fullsUnseen = .init(repeating: nil, count: kinds.count)
    failures = .init(repeating: 0, count: kinds.count)
    for (number, kind) in kinds.enumerated() where clock > PanelModel.clockLimit(kind) {
      fail(number, .clockTooFast(clock, limit: PanelModel.clockLimit(kind)))
    }
    if switchesSupply {
      set(.reset, .low)
      switchPanels(isOn: false)
    }
  }

  // MARK: Faults

  /// Unplugs a panel's cable: it receives nothing, and BUSY reads whatever the board's resistor makes it.
  public func unplug(_ panel: Int, busyReads: PinLevel = .low) {
    panels[panel].unplug(busyReads: busyReads, at: now)
    isExcused[panel] = true
    fullsUnseen[panel] = busyReads == .high ? panels[panel].fullRefreshes : nil
  }

  /// Plugs it in again. Until the next reset the firmware can't know, and nothing that it sends is misuse; if BUSY read
  /// high, until the next full refresh.
  public func plug(_ panel: Int) {
    panels[panel].plug(at: now)
  }

  /// Makes the next `count` transfers to a panel fail, after the first half of their bytes.
  public func failTransfers(_ count: Int, to panel: Int) {
    failures[panel] = count
  }

  // MARK: Time

  /// Makes something happen at an instant, even in the middle of one of the firmware's steps: a fault, or a look at the
  /// panels.
  public func plan(at instant: Instant, _ action: @escaping () -> Void) {
    let place = plans.firstIndex { $0.at > instant } ?? plans.endIndex
    plans.insert((instant, action), at: place)
  }

  /// Lets time pass until `target`, ending the panels' work on the way, each piece at its own instant.
  package func advance(to target: Instant) {
    while let next = nextEvent, next <= target {
      pass(to: max(next, now))
      for panel in panels.indices where panels[panel].advance(to: now) { onRefreshEnd?(panel) }
      while let plan = plans.first, plan.at <= now {
        plans.removeFirst()
        plan.action()
      }
    }
    pass(to: target)
    for panel in panels.indices {
      let powered = panels[panel].poweredNow(at: now)
      if powered > PanelModel.longestPowered { fail(panel, .leftUnderPower(powered.microseconds)) }
    }
  }

  /// A chip doesn't lie down for less: a pulse of RST is waited for.
  private static let shortestSleep = Interval.milliseconds(2)

  /// The firmware waits: until an instant, or until something that a panel's work leads to.
  package func sleep(until deadline: Instant, or isOver: () -> Bool = { false }) {
    guard deadline - now > EmulatedBoard.shortestSleep else { return advance(to: deadline) }
    sleeps += 1
    while now < deadline, !isOver() {
      let start = now
      let isBusy = panels.contains { $0.isRefreshing }
      advance(to: min(deadline, nextEvent.map { max($0, now) } ?? deadline))
      let passed = now - start
      slept = Interval(microseconds: slept.microseconds + passed.microseconds)
      if isBusy { sleptWhileBusy = Interval(microseconds: sleptWhileBusy.microseconds + passed.microseconds) }
    }
  }

  private var nextEvent: Instant? {
    var next = plans.first?.at
    for panel in panels.indices {
      guard let event = panels[panel].nextEvent else { continue }
      next = next.map { min($0, event) } ?? event
    }
    return next
  }

  private func pass(to instant: Instant) {
    guard instant > now else { return }
    pace?(instant)
    now = instant
  }

  // MARK: Wires

  package enum Output {
    case chipSelect(Int), dataCommand, reset
  }

  package func set(_ output: Output, _ level: PinLevel) {
    switch output {
    case .chipSelect(let panel): chipSelects[panel] = level
    case .dataCommand: dataCommand = level
    case .reset:
      reset = level
      for panel in panels.indices {
        judge(panel) { () throws(Misuse) in try panels[panel].setReset(level, at: now) }
        guard level == .high, !panels[panel].isUnplugged, stuckBusy[panel] == nil,
          fullsUnseen[panel] != panels[panel].fullRefreshes
        else { continue }
        isExcused[panel] = false
      }
    }
    checkLevels()
  }

  package func setSupply(isOn: Bool) {
    guard switchesSupply, isOn != isSupplied else { return }
    isSupplied = isOn
    if isOn { timesOn += 1 }
    switchPanels(isOn: isOn)
    checkLevels()
  }

  private func switchPanels(isOn: Bool) {
    for panel in panels.indices {
      judge(panel) { () throws(Misuse) in try panels[panel].setSupply(isOn: isOn, at: now) }
    }
  }

  private func checkLevels() {
    guard !isSupplied, dataCommand == .high || reset == .high || chipSelects.contains(.high) else { return }
    fail(nil, .highWhileOff)
  }

  package func busyLevel(_ panel: Int) -> PinLevel {
    if !stuckBusy.isEmpty, let level = stuckBusy[panel] { return level }
    return panels[panel].busyLevel(at: now)
  }

  /// - Throws: for transfers chosen by `failTransfers`.
  package func send(_ bytes: Span<UInt8>) throws(SPIError) {
    transfers += 1
    guard let panel = chipSelects.firstIndex(of: .low) else { return fail(nil, .nobodySelected) }
    guard chipSelects.lastIndex(of: .low) == panel else { return fail(nil, .manySelected) }
    guard failures[panel] > 0 else { return deliver(bytes, to: panel) }
    failures[panel] -= 1
    isExcused[panel] = true
    deliver(bytes.extracting(first: bytes.count / 2), to: panel)
    throw .transferFailed
  }

  private func deliver(_ bytes: Span<UInt8>, to panel: Int) {
    bytesSent += bytes.count
    do throws(Misuse) {
      if dataCommand == .low {
        for index in bytes.indices { try panels[panel].receive(command: bytes[index], at: now) }
      } else {
        try panels[panel].receive(data: bytes, at: now)
      }
    } catch {
      fail(panel, error)
    }
    let nanoseconds = UInt64(bytes.count) * 8 * 1_000_000_000 / UInt64(clock) + remainder
    remainder = nanoseconds % 1_000
    advance(to: now + Interval(microseconds: nanoseconds / 1_000))
  }

  private func judge(_ panel: Int, _ action: () throws(Misuse) -> Void) {
    do throws(Misuse) {
      try action()
    } catch {
      fail(panel, error)
    }
  }

  private func fail(_ panel: Int?, _ what: Misuse) {
    if let panel, isExcused[panel], what.isExcusable { return }
    if misuse == nil { misuse = (panel, now, what) }
  }
}
