// An instant of Coordinated Universal Time. Must never know where it came from, nor about time zones.

/// Microseconds since 1970-01-01T00:00:00Z as POSIX counts them, without leap seconds.
public struct UTCTime: Comparable, BitwiseCopyable, Sendable {
  public let microseconds: Int64

  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  public init(seconds: Int64) {
    microseconds = seconds &* 1_000_000
  }

  public static func < (left: UTCTime, right: UTCTime) -> Bool {
    left.microseconds < right.microseconds
  }

  public static func + (time: UTCTime, microseconds: Int64) -> UTCTime {
    UTCTime(microseconds: time.microseconds &+ microseconds)
  }

  /// Microseconds from `earlier` to `later`, negative when they are the other way round.
  public static func - (later: UTCTime, earlier: UTCTime) -> Int64 {
    later.microseconds &- earlier.microseconds
  }

  /// Rounded down, before 1970 too.
  public var seconds: Int64 {
    (microseconds &- Int64(bitPattern: UInt64(widening: microsecond))) / 1_000_000
  }

  /// 0...999,999
  public var microsecond: UInt32 {
    let remainder = microseconds % 1_000_000
    return UInt32(truncatingIfNeeded: remainder < 0 ? remainder &+ 1_000_000 : remainder)
  }
}

extension Interval {
  /// As a signed number, for sums with errors.
  var signed: Int64 { Int64(bitPattern: microseconds) }
}
