// Where the emulated device gets its time from: a function, or the firmware's own time-keeping over some network.
// Must never add anything to the firmware's: it is the one under test.

import Firmware

/// `TimeSource` as an object, so that an emulator needn't be generic over it.
public protocol EmulatedSource: AnyObject {
  func localTime(at instant: Instant) -> LocalTime?
  func work(at now: Instant, drawingAt drawing: Instant?) -> Instant
  var isBusy: Bool { get }
  func needsNetwork(at instant: Instant) -> Bool
  var patience: Interval { get }
  var recheckInterval: Interval { get }
  var obstacle: TimeObstacle? { get }
  func nextEvent() -> TimeEvent?
  func standing(at instant: Instant) -> TimeStanding?
  func steadySeconds(at instant: Instant) -> UInt32
  func counterInterval(_ interval: Interval, at now: Instant) -> Interval
  func remember(_ memory: inout NetworkTimeMemory) -> Bool
  /// As after a reset.
  func forget()
  func recall(_ memory: inout NetworkTimeMemory)
}

/// For a time that never jumps, and needs no network.
extension EmulatedSource {
  public func remember(_ memory: inout NetworkTimeMemory) -> Bool { true }
  public func forget() {}
  public func recall(_ memory: inout NetworkTimeMemory) {}
}

/// For a time that never jumps, and needs no network.
extension EmulatedSource {
  public func needsNetwork(at instant: Instant) -> Bool { false }
  public var recheckInterval: Interval { .seconds(1) }
  public func steadySeconds(at instant: Instant) -> UInt32 { 86_400 }
}

/// Any function of the counter; nil is "unknown".
public final class FunctionSource: EmulatedSource {
  private let function: (Instant) -> LocalTime?
  private let why: () -> TimeObstacle?

  public init(_ function: @escaping (Instant) -> LocalTime?, obstacle: @escaping () -> TimeObstacle? = { nil }) {
    (self.function, why) = (function, obstacle)
  }

  public func localTime(at instant: Instant) -> LocalTime? { function(instant) }
  public func work(at now: Instant, drawingAt drawing: Instant?) -> Instant { Instant(microseconds: .max) }
  public var isBusy: Bool { false }
  public var patience: Interval { .seconds(0) }
  public var obstacle: TimeObstacle? { why() }
  public func nextEvent() -> TimeEvent? { nil }
  public func standing(at instant: Instant) -> TimeStanding? { nil }

  /// Found by asking the function, minute by minute.
  public func steadySeconds(at instant: Instant) -> UInt32 {
    guard let start = function(instant) else { return 86_400 }
    for minute: UInt32 in 1...1_440 {
      let later = instant + .seconds(60 * minute)
      guard function(later)?.minute != start.minute + Int64(minute) else { continue }
      return minute * 60 - UInt32(start.seconds - start.minute * 60)
    }
    return 86_400
  }

  public func counterInterval(_ interval: Interval, at now: Instant) -> Interval { interval }
}

/// The firmware's SNTP client, discipline and time zone.
public final class NetworkSource<N: Network & ~Copyable, R: RandomSource & ~Copyable>: EmulatedSource {
  private var time: NetworkTime<N, R>
  private let make: (() -> NetworkTime<N, R>)?

  public init(_ time: consuming NetworkTime<N, R>) {
    self.time = time
    make = nil
  }

  /// For a device that sleeps deeply: `make` makes what it has after a reset.
  public init(_ time: consuming NetworkTime<N, R>, make: @escaping () -> NetworkTime<N, R>) {
    self.time = time
    self.make = make
  }

  public func remember(_ memory: inout NetworkTimeMemory) -> Bool { make != nil && time.remember(&memory) }
  public func forget() { if let make { time = make() } }
  public func recall(_ memory: inout NetworkTimeMemory) { time.recall(&memory) }

  public func localTime(at instant: Instant) -> LocalTime? { time.localTime(at: instant) }

  public func work(at now: Instant, drawingAt drawing: Instant?) -> Instant {
    time.work(at: now, drawingAt: drawing)
  }

  public var isBusy: Bool { time.isBusy }
  public func needsNetwork(at instant: Instant) -> Bool { time.needsNetwork(at: instant) }
  public var patience: Interval { time.patience }
  public var recheckInterval: Interval { time.recheckInterval }
  public var obstacle: TimeObstacle? { time.obstacle }
  public func nextEvent() -> TimeEvent? { time.nextEvent() }
  public func standing(at instant: Instant) -> TimeStanding? { time.standing(at: instant) }

  public func steadySeconds(at instant: Instant) -> UInt32 { time.steadySeconds(at: instant) }

  public func counterInterval(_ interval: Interval, at now: Instant) -> Interval {
    time.counterInterval(interval, at: now)
  }
}

extension LocalTime {
  /// This at power-on, what it is at an instant of the board's counter where no zone's clocks change.
  public func passed(to instant: Instant) -> LocalTime {
    let microseconds = UInt64(microsecond) + instant.microseconds
    return LocalTime(
      seconds: seconds + Int64(microseconds / 1_000_000), microsecond: UInt32(microseconds % 1_000_000))
  }
}
