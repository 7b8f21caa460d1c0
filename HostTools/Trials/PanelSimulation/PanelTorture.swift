// Clocks whose panels fail at random for months. Must never believe the firmware: the ink is compared with the time.

import Emulator
import Firmware
import Support

/// The promise has been broken.
public struct PanelViolation: Error, CustomStringConvertible {
  public let description: String
}

public struct PanelTorture: Sendable {
  public var faults = 0
  public var stuck = 0
  public var unplugged = 0
  public var failedTransfers = 0
  public var timesLost = 0
  public var minutes = 0
  /// Pictures compared with the time, and those of panels in trouble that weren't.
  public var checked = 0
  public var excused = 0
  /// Working panels that were found saying that the others fail.
  public var words = 0
  /// What the firmware reported.
  public var failures = 0
  public var recoveries = 0
  /// The longest time after the end of its last fault that a panel was still found wrong, in minutes.
  public var longestWrong = 0.0

  public init() {}

  /// One device through `count` faults, about 90 minutes apart.
  public mutating func run(_ row: SimulatedRow, seed: UInt64, faults count: Int) throws {
    let world = try PanelTortureWorld(row, seed: seed, figures: self)
    do {
      try world.run(faults: count)
    } catch {
      throw PanelViolation(
        description: "\(error)\nReplay: PANEL_TORTURE=\(seed):\(row.name):\(count) swift test -c release "
          + "--filter PanelFaultTests")
    }
    self = world.figures
  }
}

private final class PanelTortureWorld {
  var figures: PanelTorture
  private let device: SimulatedDevice
  private var random: SplitMix64
  private var watches = [PanelWatch](repeating: PanelWatch(), count: 4)
  /// The picture last found right, so that it isn't checked again before anything has happened to it.
  private var found: [(id: GlyphID, refreshes: Int)?] = .init(repeating: nil, count: 4)
  private var violation: PanelViolation?
  /// Until when a sign may be shown.
  private var signEnd = Instant(microseconds: 0)
  /// Since when two or more panels have been failing, by the firmware's events.
  private var failingSince: Instant?
  private var log: [String] = []
  private var board: EmulatedBoard { device.board }

  /// The second of a minute at which all pictures are checked: a refresh that hangs is waited for 20 s.
  private static let lookAt: UInt32 = 25

  init(_ row: SimulatedRow, seed: UInt64, figures: PanelTorture) throws {
    self.figures = figures
    random = SplitMix64(seed: seed)
    device = SimulatedDevice(
      row, try SimulatedGlyphs(), start: 60 * Int64.random(in: 0..<1_440, using: &random), seed: random.next())
    device.onEvent = { [unowned self] in note($0) }
  }

  func run(faults count: Int) throws {
    board.plan(at: .init(microseconds: 0) + .seconds(Self.lookAt)) { [unowned self] in look() }
    let last = figures.faults + count
    while figures.faults < last {
      let gap = UInt64.random(in: 0..<180 * 60_000_000, using: &random)
      try run(until: Instant(microseconds: board.now.microseconds + gap))
      strike()
    }
    // The last faults end, or are excused because they last for days.
    try run(until: board.now + .seconds(2 * 3_600))
    let wrong = watches.map(\.longestWrong.microseconds).max() ?? 0
    figures.longestWrong = max(figures.longestWrong, Double(wrong) / 60e6)
  }

  private func run(until end: Instant) throws {
    do {
      try device.clock.run(until: end) { [unowned self] in violation != nil }
      if let violation { throw violation }
    } catch {
      throw PanelViolation(description: "\(error)\n" + log.suffix(60).joined(separator: "\n"))
    }
  }

  // MARK: Faults

  /// One panel or several, at once or when the next minute or hour is drawn.
  private func strike() {
    var panels = [Int.random(in: 0..<4, using: &random)]
    if Int.random(in: 0..<7, using: &random) == 0 { panels = (0..<4).filter { _ in Bool.random(using: &random) } }
    if Int.random(in: 0..<30, using: &random) == 0 { return loseTime() }
    let instant = moment()
    let first = PanelFault(&random)
    for panel in panels {
      // At the same moment, but each with its own fault, or all the same, as when a shared plug is loose.
      let fault = Bool.random(using: &random) ? first : PanelFault(&random)
      board.plan(at: instant) { [unowned self] in begin(fault, on: panel) }
    }
  }

  private func moment() -> Instant {
    let now = board.now.microseconds
    let period: UInt64
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return board.now + .milliseconds(1)
    case 1: period = 3_600_000_000
    default: period = 60_000_000
    }
    // From a little before the boundary until a partial refresh has ended, a full one, a grey one.
    let end = [800_000, 2_700_000, 6_500_000].randomElement(using: &random) ?? 0 as UInt64
    let offset = UInt64.random(in: 0..<end, using: &random)
    return Instant(microseconds: (now / period + 1) * period + offset - 100_000)
  }

  private func begin(_ fault: PanelFault, on panel: Int) {
    guard !watches[panel].isFaulty else { return }
    figures.faults += 1
    switch fault.what {
    case .stuckBusy: figures.stuck += 1
    case .unplugged: figures.unplugged += 1
    case .failingTransfers: figures.failedTransfers += 1
    }
    write("panel \(panel): \(fault)")
    watches[panel].beginFault(mayGoUnseen: fault.mayGoUnseen(in: device.row))
    found[panel] = nil
    fault.begin(on: panel, board)
    board.plan(at: board.now + fault.duration) { [unowned self] in
      fault.end(on: panel, board)
      watches[panel].endFault(at: board.now)
      found[panel] = nil
      write("panel \(panel): over")
    }
  }

  /// The sign goes up at the next minute, and the time comes back in the middle of its refresh or later.
  private func loseTime() {
    figures.timesLost += 1
    device.knowsTime = false
    let minute = 60_000_000 as UInt64
    let back = (board.now.microseconds / minute + 1) * minute + UInt64.random(in: 0..<2 * minute, using: &random)
    signEnd = Instant(microseconds: back) + .seconds(60)
    board.plan(at: Instant(microseconds: back)) { [unowned self] in device.knowsTime = true }
  }

  // MARK: What is to be seen

  private func note(_ event: ClockEvent) {
    switch event {
    case .drew(let panel, let choice, _, let refresh):
      write("panel \(panel): drew \(choice.id), \(refresh)")
      watches[panel].noteDrawing(choice.id, refresh, begun: roundBegan)
    case .panelFailed(let panel, let error):
      write("panel \(panel): \(error)")
      figures.failures += 1
      watches[panel].noteFailure()
    case .panelRecovered(let panel):
      figures.recoveries += 1
      watches[panel].noteRecovery()
    default: break
    }
    noteFailing()
  }

  /// The time comes back between two minutes, when one of the failing panels comes back.
  private func noteFailing() {
    let areFailing = watches.count(where: \.isFailing) > 1
    if areFailing {
      failingSince = failingSince ?? board.now
    } else if failingSince != nil {
      failingSince = nil
      signEnd = max(signEnd, board.now + .seconds(60))
    }
  }

  /// When the round that has just ended began, or earlier: at its minute, if no sign was shown.
  private var roundBegan: Instant {
    let minute = board.now.microseconds / 60_000_000 * 60_000_000
    return Instant(microseconds: board.now > signEnd ? minute : 0)
  }

  private func look() {
    figures.minutes += 1
    board.plan(at: board.now + .seconds(60)) { [unowned self] in look() }
    guard failingSince == nil else { return lookForWords() }
    guard board.now > signEnd else { return }
    for panel in 0..<4 {
      guard watches[panel].isDue(at: board.now, fullHour: { fullHour(panel, after: $0) }) else {
        figures.excused += 1
        if complaint(panel) != nil { watches[panel].noteWrong(at: board.now) }
        continue
      }
      figures.checked += 1
      if let complaint = complaint(panel) {
        violation = PanelViolation(
          description: "panel \(panel + 1) of \(device.row.name) \(complaint) at \(board.now.microseconds) µs")
      }
    }
  }

  /// They come at the first minute after the second of them has failed twice.
  private func lookForWords() {
    guard let failingSince, board.now > failingSince + .seconds(60) else { return }
    for panel in 0..<4 where watches[panel].isSound {
      figures.words += 1
      guard board.panels[panel].visible != Self.wires else { continue }
      violation = PanelViolation(
        description: "panel \(panel + 1) of \(device.row.name) doesn't say WIRES at \(board.now.microseconds) µs")
    }
  }

  private static let wires: [UInt8] = {
    var frame = Frame()
    let word: StaticString = "WIRES"
    frame.draw(word: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    return frame.bytes.indices.map { frame.bytes[$0] }
  }()

  private func complaint(_ panel: Int) -> String? {
    guard let id = watches[panel].drawn else { return "was never drawn" }
    guard let digit = device.digit(panel, at: board.now), id.digit == digit else { return "has the wrong digit" }
    let refreshes = board.panels[panel].refreshes
    if let found = found[panel], found == (id, refreshes) { return nil }
    guard device.shows(id, on: panel) else { return "doesn't show \(id)" }
    found[panel] = (id, refreshes)
    return nil
  }

  /// The first hour after an instant that changes a panel's digit: it is drawn in full then.
  private func fullHour(_ panel: Int, after instant: Instant) -> Instant {
    let seconds = device.localTime(at: instant).seconds
    var hour = Instant(microseconds: instant.microseconds + UInt64(3_600 - seconds % 3_600) * 1_000_000)
    var digit = device.digit(panel, at: Instant(microseconds: hour.microseconds - 1))
    while digit == device.digit(panel, at: hour) {
      digit = device.digit(panel, at: hour + .seconds(3_599))
      hour = hour + .seconds(3_600)
    }
    return hour
  }

  private func write(_ line: String) {
    if log.count > 500 { log.removeFirst(300) }
    log.append("\(Double(board.now.microseconds) / 1e6) s: \(line)")
  }
}
