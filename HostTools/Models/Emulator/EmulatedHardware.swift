// The emulated board behind the firmware's hardware protocols. Must never do more than pass on levels, bytes and time.

import Firmware
import NorFlash

struct EmulatedBus: SPIBus, ~Copyable {
  let board: EmulatedBoard

  mutating func write(_ bytes: Span<UInt8>) throws(SPIError) {
    try board.send(bytes)
  }
}

struct EmulatedOutput: OutputPin, ~Copyable {
  let board: EmulatedBoard
  let output: EmulatedBoard.Output

  mutating func set(_ level: PinLevel) {
    board.set(output, level)
  }
}

struct EmulatedBusy: InputPin, ~Copyable {
  let board: EmulatedBoard
  let panel: Int

  func read() -> PinLevel {
    board.busyLevel(panel)
  }
}

struct EmulatedTime: MonotonicTime {
  let board: EmulatedBoard

  var now: Instant { board.now }

  func sleep(until deadline: Instant) {
    board.sleep(until: deadline)
  }

  func sleep(until deadline: Instant, orIdle panels: UInt8) {
    guard board.sleepsWhileBusy else { return sleep(until: min(deadline, now + Self.busyPollInterval)) }
    board.sleep(until: deadline) { [board] in
      board.panels.indices.contains { panels >> UInt8($0) & 1 == 1 && board.busyLevel($0) == .low }
    }
  }
}

/// Has glyphs of an image ready before they are asked for.
protocol GlyphSupply: AnyObject {
  func read(_ id: GlyphID, into glyph: inout Glyph) throws(GlyphError)
}

/// A partition image in memory. It may be replaced while the device runs, as flashing does.
public final class EmulatedFlash {
  public var bytes: [UInt8] { didSet { supply = nil } }
  var supply: (any GlyphSupply)?

  public init(_ bytes: [UInt8]) { self.bytes = bytes }
}

struct EmulatedFlashRegion: GlyphFlash, ~Copyable {
  let flash: EmulatedFlash

  var bytes: Span<UInt8> {
    @_lifetime(borrow self) get {
      _overrideLifetime(flash.bytes.span, borrowing: self)
    }
  }

  func read(
    _ id: GlyphID, _ table: GlyphTable, by reader: inout GlyphReader, into glyph: inout Glyph
  ) throws(GlyphError) {
    if let supply = flash.supply { return try supply.read(id, into: &glyph) }
    try reader.read(id, table, in: bytes, into: &glyph)
  }
}

/// The source given by the emulator's user.
struct EmulatedTimeSource: TimeSource, ~Copyable {
  let source: any EmulatedSource

  mutating func localTime(at instant: Instant) -> LocalTime? { source.localTime(at: instant) }

  mutating func work(at now: Instant, drawingAt drawing: Instant?) -> Instant {
    source.work(at: now, drawingAt: drawing)
  }

  var isBusy: Bool { source.isBusy }
  func needsNetwork(at instant: Instant) -> Bool { source.needsNetwork(at: instant) }
  var patience: Interval { source.patience }
  var recheckInterval: Interval { source.recheckInterval }
  var obstacle: TimeObstacle? { source.obstacle }
  mutating func nextEvent() -> TimeEvent? { source.nextEvent() }
  mutating func standing(at instant: Instant) -> TimeStanding? { source.standing(at: instant) }

  func steadySeconds(at instant: Instant) -> UInt32 { source.steadySeconds(at: instant) }

  func counterInterval(_ interval: Interval, at now: Instant) -> Interval {
    source.counterInterval(interval, at: now)
  }

  mutating func remember(_ memory: inout NetworkTimeMemory) -> Bool { source.remember(&memory) }
  mutating func recall(_ memory: inout NetworkTimeMemory) { source.recall(&memory) }
}

struct EmulatedObserver: ClockObserver, ~Copyable {
  let record: (ClockEvent) -> Void

  mutating func record(_ event: ClockEvent) {
    record(event)
  }
}

struct EmulatedSupply: PanelSupply {
  let board: EmulatedBoard

  var isFitted: Bool { board.switchesSupply }

  mutating func set(isOn: Bool) { board.setSupply(isOn: isOn) }
}

struct EmulatedCell: CellGauge {
  let board: EmulatedBoard

  func millivolts() -> UInt16? { board.cell?(board.now) }
}

/// What whoever runs the emulator wants shown instead of the time.
struct EmulatedGuide: ClockGuide {
  let show: () -> Notice?

  var notice: Notice? { show() }
}

enum EmulatedBoardTypes: Board {
  typealias Bus = EmulatedBus
  typealias Output = EmulatedOutput
  typealias Input = EmulatedBusy
  typealias Time = EmulatedTime
  typealias Supply = EmulatedSupply
  typealias Flash = EmulatedFlashRegion
  typealias JournalFlash = NorFlashRegion
  typealias Source = EmulatedTimeSource
  typealias Observer = EmulatedObserver
  typealias Guide = EmulatedGuide
  typealias Cell = EmulatedCell
}
