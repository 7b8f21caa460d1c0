// Local civil time as the clock needs it. Must never know where it came from.

/// Local time as a clock on the wall counts it, within five million years of 1970. It divides in 64 bits only once, by
/// a day: that takes a 32-bit machine some hundreds of instructions.
public struct LocalTime: Equatable, Sendable {
  /// Since 1970-01-01, rounded down before that date too.
  private let day: Int32
  /// 0...1,439
  public let minuteOfDay: UInt16
  /// 0...59
  private let second: UInt8
  /// 0...999,999
  public let microsecond: UInt32

  /// `seconds` since 1970-01-01T00:00:00 local time, offset from UTC included, and `microsecond`, 0...999,999.
  public init(seconds: Int64, microsecond: UInt32 = 0) {
    var day = Int32(truncatingIfNeeded: seconds / 86_400)
    var rest = Int32(truncatingIfNeeded: seconds &- Int64(widening: day) &* 86_400)
    if rest < 0 {
      day &-= 1
      rest &+= 86_400
    }
    self.day = day
    minuteOfDay = UInt16(truncatingIfNeeded: rest / 60)
    second = UInt8(truncatingIfNeeded: rest % 60)
    self.microsecond = microsecond < 1_000_000 ? microsecond : 999_999
  }

  /// Minutes since 1970-01-01T00:00 local time.
  public var minute: Int64 { Int64(widening: day) &* 1_440 &+ Int64(widening: Int32(minuteOfDay)) }

  /// Since 1970-01-01T00:00:00 local time.
  public var seconds: Int64 { minute &* 60 &+ Int64(widening: Int32(second)) }

  /// 0...23
  public var hour: UInt8 { UInt8(truncatingIfNeeded: minuteOfDay / 60) }

  /// 0...59
  public var minuteOfHour: UInt8 { UInt8(truncatingIfNeeded: minuteOfDay % 60) }

  public var untilNextMinute: Interval { untilEnd(ofMinutes: 1) }

  /// Until `count` minutes, the present one first, have ended, or until some second begins before that: the one after
  /// this is the first. Neither is 0.
  public func untilEnd(ofMinutes count: UInt32, orSecond most: UInt32 = .max) -> Interval {
    let seconds = min(count &* 60 &- UInt32(second), most)
    return Interval(microseconds: Interval.seconds(seconds).microseconds &- UInt64(widening: microsecond))
  }
}
