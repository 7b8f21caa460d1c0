// The part of each day in which the panels rest. Must never know a date: it is the same every day.

/// Minutes since midnight, local time.
public struct QuietHours: Equatable, BitwiseCopyable, Sendable {
  /// 0...1,439. Where both are the same there are none.
  public let start: UInt16
  public let end: UInt16

  public static var never: QuietHours { QuietHours(start: 0, end: 0) }

  public init(start: UInt16, end: UInt16) { (self.start, self.end) = (start, end) }

  /// Minutes of the clock until they end, the one that has begun included; 0 outside of them.
  public func minutesLeft(at time: LocalTime) -> UInt32 {
    // Counted from their start, so that midnight is nothing special.
    let length = passed(to: end)
    let passed = passed(to: time.minuteOfDay)
    return passed < length ? length &- passed : 0
  }

  private func passed(to minute: UInt16) -> UInt32 {
    UInt32(minute >= start ? minute : minute &+ 1_440) &- UInt32(start)
  }
}
