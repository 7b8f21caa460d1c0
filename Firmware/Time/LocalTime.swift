// Local civil time as the clock needs it. Must never know how it was found out.

/// Local time as the clock on the wall counts it, within 4,000 years of 1970. Divided into minutes once: that takes a
/// machine of 32 bits some hundreds of instructions.
public struct LocalTime: Equatable, Sendable {
  /// Minutes since 1970-01-01T00:00, rounded down also before that date.
  public let minute: Int32
  /// 0...59
  private let second: UInt8
  /// 0...999,999
  public let microsecond: UInt32

  /// - Parameter seconds: since 1970-01-01T00:00:00 local time, offset from UTC included.
  public init(seconds: Int64, microsecond: UInt32 = 0) {
    let remainder = Int32(truncatingIfNeeded: seconds % 60)
    let second = remainder < 0 ? remainder &+ 60 : remainder
    minute = Int32(truncatingIfNeeded: (seconds &- Int64(widening: second)) / 60)
    self.second = UInt8(truncatingIfNeeded: second)
    self.microsecond = microsecond < 1_000_000 ? microsecond : 999_999
  }

  /// Since 1970-01-01T00:00:00 local time.
  public var seconds: Int64 { Int64(widening: minute) &* 60 &+ Int64(widening: Int32(second)) }

  /// 0...23
  public var hour: UInt8 { UInt8(truncatingIfNeeded: minuteOfDay / 60) }

  /// 0...59
  public var minuteOfHour: UInt8 { UInt8(truncatingIfNeeded: minuteOfDay % 60) }

  public var untilNextMinute: Interval {
    Interval(microseconds: Interval.seconds(UInt32(60 &- second)).microseconds &- UInt64(widening: microsecond))
  }

  private var minuteOfDay: Int32 {
    let remainder = minute % 1_440
    return remainder < 0 ? remainder &+ 1_440 : remainder
  }
}
