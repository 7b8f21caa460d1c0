// Which digit each panel shows at a local time. Must never know how digits look.

public enum HourFormat: UInt8, BitwiseCopyable, Sendable {
  /// 00:00 to 23:59.
  case twentyFour
  /// 12:00 to 11:59 twice a day; the first panel stays blank from 1 to 9.
  case twelve
}

/// The four panels from the left: tens and ones of the hour, tens and ones of the minute.
public struct ClockFace: Equatable, Sendable {
  /// 0...9, or nil for a blank panel.
  public let digits: [4 of UInt8?]

  public init(_ time: LocalTime, _ format: HourFormat) {
    var hour = time.hour
    if format == .twelve {
      hour = hour % 12 == 0 ? 12 : hour % 12
    }
    let tens: UInt8? = format == .twelve && hour < 10 ? nil : hour / 10
    digits = [tens, hour % 10, time.minuteOfHour / 10, time.minuteOfHour % 10]
  }

  public static func == (left: ClockFace, right: ClockFace) -> Bool {
    for panel in 0..<4 where left.digits[panel] != right.digits[panel] { return false }
    return true
  }
}
