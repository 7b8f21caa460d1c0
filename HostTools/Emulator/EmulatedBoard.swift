// The device without its firmware: virtual time, four panels, and the wires to them.
// Must never know what the firmware means to do; it sees levels and bytes.

import Firmware

public final class EmulatedBoard {
  /// The SPI clock in Hz: 10 MHz, half of what the SSD1681 allows.
  public static let defaultClock: UInt32 = 10_000_000

  public private(set) var now = Instant(microseconds: 0)
  public private(set) var panels: [SSD1681Model]
  /// The first thing that the firmware did wrong; nothing after it can be trusted.
  public private(set) var misuse: (panel: Int?, at: Instant, what: Misuse)?
  /// Of all panels together: calls to the bus, and bytes.
  public private(set) var transfers = 0
  public private(set) var bytesSent = 0

  /// Called when a panel's (0...3) refresh ends, at `now`.
  public var onRefreshEnd: ((Int) -> Void)?
  /// Called before time moves on to an instant: waits for it, where the device is to run in real time.
  public var pace: ((Instant) -> Void)?
  /// Panels whose BUSY line reads high whatever the panel does, as with a broken wire.
  public var stuckBusy: Set<Int> = []

  private let clock: UInt32
  private var chipSelects: [PinLevel] = .init(repeating: .high, count: 4)
  private var dataCommand = PinLevel.low
  /// SPI time below a microsecond, in nanoseconds, that `now` has yet to move on by.
  private var remainder: UInt64 = 0

  /// - Parameters: `clock` is the SPI clock in Hz, `seed` that of the noise in the panels' RAM at power-on.
  public init(clock: UInt32 = EmulatedBoard.defaultClock, seed: UInt64 = 1) {
    self.clock = clock
    panels = (0..<4).map { SSD1681Model(seed: seed &+ $0) }
    if clock > SSD1681Registers.clockLimit {
      misuse = (nil, now, .clockTooFast(clock, limit: SSD1681Registers.clockLimit))
    }
  }

  /// Lets time pass until `target`, ending the panels' work on the way, each at its own instant.
  package func advance(to target: Instant) {
    while let next = nextEvent, next <= target {
      pass(to: max(next, now))
      for panel in panels.indices where panels[panel].advance(to: now) { onRefreshEnd?(panel) }
    }
    pass(to: target)
  }

  private var nextEvent: Instant? {
    var next: Instant?
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
      for panel in panels.indices {
        judge(panel) { () throws(Misuse) in try panels[panel].setReset(level, at: now) }
      }
    }
  }

  package func busyLevel(_ panel: Int) -> PinLevel {
    stuckBusy.contains(panel) ? .high : panels[panel].busyLevel(at: now)
  }

  package func send(_ bytes: Span<UInt8>) {
    transfers += 1
    bytesSent += bytes.count
    guard let panel = chipSelects.firstIndex(of: .low) else { return fail(nil, .nobodySelected) }
    guard chipSelects.lastIndex(of: .low) == panel else { return fail(nil, .manySelected) }
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
    if misuse == nil { misuse = (panel, now, what) }
  }
}
