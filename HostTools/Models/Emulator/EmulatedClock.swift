// The firmware's clock on the emulated board: the whole device.
// Must never do anything that the firmware's own loop doesn't; a board's start-up code does the same.

import Firmware
import NorFlash

public final class EmulatedClock {
  public let board: EmulatedBoard
  private var clock: Clock<EmulatedBoardTypes>
  private let source: any EmulatedSource
  /// The device after a reset.
  private let start: () -> Clock<EmulatedBoardTypes>

  /// `localTime` says what time it is at an instant of the board's counter, nil for unknown, and
  ///   `obstacle` why; `journal` is the chip that the clock writes its place to, by default an erased one; `record`
  ///   gets each event as it happens.
  public convenience init(
    board: EmulatedBoard = EmulatedBoard(), settings: ClockSettings, refresh: RefreshSettings = RefreshSettings(),
    flash: EmulatedFlash, journal: NorFlash = NorFlash(), localTime: @escaping (Instant) -> LocalTime?,
    obstacle: @escaping () -> TimeObstacle? = { nil }, record: @escaping (ClockEvent) -> Void
  ) {
    self.init(
      board: board, settings: settings, refresh: refresh, flash: flash, journal: journal,
      source: FunctionSource(localTime, obstacle: obstacle), record: record)
  }

  public init(
    board: EmulatedBoard = EmulatedBoard(), settings: ClockSettings, refresh: RefreshSettings = RefreshSettings(),
    flash: EmulatedFlash, journal: NorFlash = NorFlash(), source: any EmulatedSource,
    notice: @escaping () -> Notice? = { nil }, record: @escaping (ClockEvent) -> Void
  ) {
    self.board = board
    self.source = source
    start = {
      Clock(
        settings: settings, panels: PanelRow(settings: refresh, board: board),
        time: EmulatedTime(board: board), flash: EmulatedFlashRegion(flash: flash),
        journal: NorFlashRegion(journal) { board.advance(to: board.now + $0) },
        source: EmulatedTimeSource(source: source), observer: EmulatedObserver(record: record),
        guide: EmulatedGuide(show: notice), cell: EmulatedCell(board: board))
    }
    clock = start()
  }

  // MARK: Deep sleep

  public typealias Record = SleepRecord<NetworkTimeMemory, NoMemory>

  /// What differs from app to app.
  private static let build: UInt32 = 0x1234_5678

  /// What the device would keep in a deep sleep now; nil when it has to stay awake.
  public func record() -> [UInt8]? {
    var record = Record()
    guard clock.remember(&record.clock) else { return nil }
    var bytes = [UInt8](repeating: 0, count: Record.size)
    var span = bytes.mutableSpan
    record.write(into: &span, build: EmulatedClock.build)
    return bytes
  }

  /// Begins anew, as a chip does after a reset, by whatever `record` holds then.
  /// - Returns: whether the clock goes on; otherwise it starts cold.
  @discardableResult
  public func reset(by record: [UInt8]) -> Bool {
    source.forget()
    clock = start()
    var kept = Record()
    return kept.read(record.span, build: EmulatedClock.build) && clock.recall(&kept.clock)
  }

  /// A deep sleep: all that the chip knows is lost but its record.
  /// - Returns: false when the device has to stay awake.
  public func sleepDeeply(until wake: Instant) throws(MisuseOfPanel) -> Bool {
    guard let bytes = record() else { return false }
    board.sleep(until: wake)
    try board.check()
    return reset(by: bytes)
  }

  /// What the firmware keeps for its four panels, in bytes on this machine: pointers are larger than on the device.
  public static var panelStateBytes: Int { MemoryLayout<PanelRow<EmulatedBoardTypes>>.size }

  /// One pass of a board's main loop: a step, and sleep until the next is due.
  /// - Returns: the instant at which the clock wants to be called next; the sleep ends at `end` at the latest.
  @discardableResult
  public func runStep(until end: Instant? = nil) -> Instant {
    let next = clock.step()
    board.advance(to: end.map { min(next, $0) } ?? next)
    return next
  }

  /// Runs until the board's counter reaches `end` or the firmware has done something wrong, which it throws.
  /// - Parameter isAsked: checked after each step, before the sleep; ends the run early when true.
  public func run(until end: Instant, unless isAsked: () -> Bool = { false }) throws(MisuseOfPanel) {
    while board.now < end, !isAsked() {
      let next = try step()
      guard !isAsked() else { return }
      board.advance(to: min(next, end))
    }
  }

  /// A step and no sleep after it.
  /// - Returns: the instant at which the clock wants to be called next.
  public func step() throws(MisuseOfPanel) -> Instant {
    let next = clock.step()
    try board.check()
    return next
  }

  /// Time passes, without a step.
  public func pass(to instant: Instant) throws(MisuseOfPanel) {
    board.advance(to: instant)
    try board.check()
  }

  /// How things stand, for a page.
  public func report(_ status: inout ClockStatus) { clock.report(&status) }

  /// Which glyph each digit takes next, once the glyphs have been found good.
  public var positions: GlyphPositions { clock.positions }

  /// A single step and no sleep: the panels show the present minute.
  public func showOnce() throws(MisuseOfPanel) {
    _ = try step()
  }
}

extension EmulatedBoard {
  /// - Throws: the first thing that the firmware did wrong, if any.
  public func check() throws(MisuseOfPanel) {
    if let misuse { throw MisuseOfPanel(panel: misuse.panel, at: misuse.at, misuse: misuse.what) }
  }
}

public struct MisuseOfPanel: Error, CustomStringConvertible {
  /// 0...3, or nil if it wasn't a single panel.
  public let panel: Int?
  public let at: Instant
  public let misuse: Misuse

  public var description: String {
    let place = panel.map { "panel \($0 + 1)" } ?? "the bus"
    return "the firmware misused \(place) \(at.microseconds) µs after power-on: \(misuse)"
  }
}
