// Where the emulated device gets its time from: a function, or the firmware's own time-keeping over some network.
// Must never add anything to the firmware's: it is the one under test.

import Firmware

/// `TimeSource` as an object, so that an emulator needn't be generic over it.
public protocol EmulatedSource: AnyObject {
  func localTime(at instant: Instant) -> LocalTime?
  func work(at now: Instant, drawingAt drawing: Instant?) -> Instant
  var isBusy: Bool { get }
  var patience: Interval { get }
  var obstacle: TimeObstacle? { get }
  func nextEvent() -> TimeEvent?
  func counterInterval(_ interval: Interval, at now: Instant) -> Interval
}

/// Any function of the counter; nil is "unknown".
final class FunctionSource: EmulatedSource {
  private let function: (Instant) -> LocalTime?
  private let why: () -> TimeObstacle?

  init(_ function: @escaping (Instant) -> LocalTime?, obstacle: @escaping () -> TimeObstacle?) {
    (self.function, why) = (function, obstacle)
  }

  func localTime(at instant: Instant) -> LocalTime? { function(instant) }
  func work(at now: Instant, drawingAt drawing: Instant?) -> Instant { Instant(microseconds: .max) }
  var isBusy: Bool { false }
  var patience: Interval { .seconds(0) }
  var obstacle: TimeObstacle? { why() }
  func nextEvent() -> TimeEvent? { nil }
  func counterInterval(_ interval: Interval, at now: Instant) -> Interval { interval }
}

/// The firmware's SNTP client, discipline and time zone.
public final class NetworkSource<N: Network & ~Copyable, R: RandomSource & ~Copyable>: EmulatedSource {
  private var time: NetworkTime<N, R>

  public init(_ time: consuming NetworkTime<N, R>) {
    self.time = time
  }

  public func localTime(at instant: Instant) -> LocalTime? { time.localTime(at: instant) }

  public func work(at now: Instant, drawingAt drawing: Instant?) -> Instant {
    time.work(at: now, drawingAt: drawing)
  }

  public var isBusy: Bool { time.isBusy }
  public var patience: Interval { time.patience }
  public var obstacle: TimeObstacle? { time.obstacle }
  public func nextEvent() -> TimeEvent? { time.nextEvent() }

  public func counterInterval(_ interval: Interval, at now: Instant) -> Interval {
    time.counterInterval(interval, at: now)
  }
}
