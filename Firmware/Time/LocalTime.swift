// Local civil time as the clock needs it. Must never know how it was found out.

/// Seconds since 1970-01-01T00:00:00 as the local clock on the wall counts them, offset from UTC included.
public struct LocalTime: Equatable, Sendable {
  public let seconds: Int64
  /// 0...999,999
  public let microsecond: UInt32

  public init(seconds: Int64, microsecond: UInt32 = 0) {
    self.seconds = seconds
    self.microsecond = microsecond < 1_000_000 ? microsecond : 999_999
  }

  /// Minutes since 1970-01-01T00:00, rounded down also before that date.
  public var minute: Int64 {
    (seconds &- secondOfMinute) / 60
  }

  /// 0...23
  public var hour: UInt8 {
    UInt8(truncatingIfNeeded: minuteOfDay / 60)
  }

  /// 0...59
  public var minuteOfHour: UInt8 {
    UInt8(truncatingIfNeeded: minuteOfDay % 60)
  }

  public var untilNextMinute: Interval {
    Interval(
      microseconds: UInt64(bitPattern: (60 &- secondOfMinute) &* 1_000_000)
        &- UInt64(widening: microsecond))
  }

  private var secondOfMinute: Int64 {
    let remainder = seconds % 60
    return remainder < 0 ? remainder + 60 : remainder
  }

  private var minuteOfDay: Int64 {
    let remainder = minute % 1_440
    return remainder < 0 ? remainder + 1_440 : remainder
  }
}
