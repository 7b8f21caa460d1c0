// Time that only goes forward, and waiting. Must never know the date: that is `TimeSource`.

/// A point on the board's monotonic counter. 64 bits of microseconds last 584,000 years.
public struct Instant: Comparable, BitwiseCopyable, Sendable {
  public let microseconds: UInt64

  public init(microseconds: UInt64) {
    self.microseconds = microseconds
  }

  public static func < (left: Instant, right: Instant) -> Bool {
    left.microseconds < right.microseconds
  }

  public static func + (instant: Instant, interval: Interval) -> Instant {
    Instant(microseconds: instant.microseconds &+ interval.microseconds)
  }

  /// The interval from `earlier` to `later`, or 0 when they are the other way round.
  @inline(never)
  public static func - (later: Instant, earlier: Instant) -> Interval {
    Interval(
      microseconds: later > earlier ? later.microseconds &- earlier.microseconds : 0)
  }
}

public struct Interval: Comparable, BitwiseCopyable, Sendable {
  public let microseconds: UInt64

  public init(microseconds: UInt64) {
    self.microseconds = microseconds
  }

  public static func milliseconds(_ count: UInt32) -> Interval {
    Interval(microseconds: UInt64(widening: count) &* 1_000)
  }

  public static func seconds(_ count: UInt32) -> Interval {
    Interval(microseconds: UInt64(widening: count) &* 1_000_000)
  }

  public static func < (left: Interval, right: Interval) -> Bool {
    left.microseconds < right.microseconds
  }
}

/// The board's counter. A copyable handle, since drivers and the clock use the same one.
public protocol MonotonicTime {
  var now: Instant { get }

  /// Returns at `deadline` or soon after it, or at once when it has passed.
  func sleep(until deadline: Instant)

  /// Returns as soon as one of some panels is no longer busy, and at `deadline` or soon after it at the latest; it may
  /// return at any time before.
  /// For the board's author: a chip that can sleep sleeps until one of these BUSY pins is low, a level and no edge, which
  /// could be over before the chip has lain down, and always with the deadline as a second way to wake.
  /// `panels` has a bit for each, the leftmost panel's lowest; their BUSY was high just now.
  func sleep(until deadline: Instant, orIdle panels: UInt8)
}

extension MonotonicTime {
  /// Ten FreeRTOS ticks at 1,000 Hz. A refresh takes half a second or more: nobody sees the difference.
  public static var busyPollInterval: Interval { .milliseconds(10) }

  /// For boards that are awake anyway.
  public func sleep(until deadline: Instant, orIdle panels: UInt8) {
    sleep(until: min(deadline, now + Self.busyPollInterval))
  }

  public func sleep(for interval: Interval) {
    sleep(until: now + interval)
  }
}
