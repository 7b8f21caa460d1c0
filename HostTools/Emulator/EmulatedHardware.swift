// The emulated board as the firmware's hardware protocols show it.
// Must never do more than pass levels, bytes and time on.

import Firmware

struct EmulatedBus: SPIBus, ~Copyable {
  let board: EmulatedBoard

  mutating func write(_ bytes: Span<UInt8>) throws(SPIError) {
    board.send(bytes)
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
    board.advance(to: deadline)
  }
}

/// A partition image in memory. It may be exchanged while the device runs, as flashing does.
public final class EmulatedFlash {
  public var bytes: [UInt8]

  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }
}

struct EmulatedFlashRegion: FlashRegion, ~Copyable {
  let flash: EmulatedFlash

  var bytes: Span<UInt8> {
    @_lifetime(borrow self) get {
      _overrideLifetime(flash.bytes.span, borrowing: self)
    }
  }
}

/// Local time from wherever the emulator's user wants it.
struct EmulatedTimeSource: TimeSource, ~Copyable {
  let localTime: (Instant) -> LocalTime?

  mutating func localTime(at instant: Instant) -> LocalTime? {
    localTime(instant)
  }
}

struct EmulatedObserver: ClockObserver, ~Copyable {
  let record: (ClockEvent) -> Void

  mutating func record(_ event: ClockEvent) {
    record(event)
  }
}

enum EmulatedBoardTypes: Board {
  typealias Bus = EmulatedBus
  typealias Output = EmulatedOutput
  typealias Input = EmulatedBusy
  typealias Time = EmulatedTime
  typealias Flash = EmulatedFlashRegion
  typealias Source = EmulatedTimeSource
  typealias Observer = EmulatedObserver
}
