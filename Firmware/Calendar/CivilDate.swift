// Days and dates of the Gregorian calendar, extended back before 1582. Must never know a time zone.

/// A day of the Gregorian calendar.
public struct CivilDate: Equatable, Sendable {
  public let year: Int32
  /// 1...12
  public let month: UInt8
  /// 1...31
  public let day: UInt8

  /// The years whose days since 1970 are sure to fit 32 bits.
  public static var years: ClosedRange<Int32> { -5_000_000...5_000_000 }

  /// nil when there is no such day, or the year lies outside `years`.
  public init?(year: Int32, month: UInt8, day: UInt8) {
    guard CivilDate.years.contains(year), month >= 1, month <= 12 else { return nil }
    guard day >= 1, day <= CivilDate.days(inMonth: month, of: year) else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// - Parameter daysSince1970: any number, below 0 before 1970-01-01.
  public init(daysSince1970: Int32) {
    let cycle = flooredQuotient(daysSince1970, CivilDate.daysInCycle)
    let dayOfCycle = daysSince1970 &- cycle &* CivilDate.daysInCycle
    // The mean length of a year is off by one year at most.
    var year = 1_970 &+ dayOfCycle &* CivilDate.yearsInCycle / CivilDate.daysInCycle
    while CivilDate.firstDay(of: year) > dayOfCycle { year &-= 1 }
    while CivilDate.firstDay(of: year &+ 1) <= dayOfCycle { year &+= 1 }

    var rest = dayOfCycle &- CivilDate.firstDay(of: year)
    var month: UInt8 = 1
    while true {
      let length = Int32(truncatingIfNeeded: CivilDate.days(inMonth: month, of: year))
      guard rest >= length else { break }
      rest &-= length
      month &+= 1
    }
    self.year = year &+ cycle &* CivilDate.yearsInCycle
    self.month = month
    self.day = UInt8(truncatingIfNeeded: rest &+ 1)
  }

  public var daysSince1970: Int32 {
    CivilDate.firstDay(of: year) &+ dayOfYear
  }

  /// 0...365; 1 January is 0.
  public var dayOfYear: Int32 {
    CivilDate.dayOfYear(ofFirstIn: month, of: year) &+ Int32(truncatingIfNeeded: day) &- 1
  }

  /// 0...6; Sunday is 0.
  public var weekday: UInt8 {
    CivilDate.weekday(daysSince1970: daysSince1970)
  }
}

/// The calendar's arithmetic without a date in hand. Years and months are not checked.
extension CivilDate {
  /// Leap years repeat after this many years, and weekdays too.
  static var yearsInCycle: Int32 { 400 }
  static var daysInCycle: Int32 { 146_097 }

  static func isLeap(_ year: Int32) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// 28...31
  static func days(inMonth month: UInt8, of year: Int32) -> UInt8 {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// 1 January, in days since 1970-01-01.
  static func firstDay(of year: Int32) -> Int32 {
    let before = year &- 1
    let leapDays =
      flooredQuotient(before, 4) &- flooredQuotient(before, 100) &+ flooredQuotient(before, 400)
    // 719,162 days lie between the first days of the years 1 and 1970.
    return before &* 365 &+ leapDays &- 719_162
  }

  /// 0...335
  static func dayOfYear(ofFirstIn month: UInt8, of year: Int32) -> Int32 {
    var days: Int32 = 0
    var earlier: UInt8 = 1
    while earlier < month {
      days &+= Int32(truncatingIfNeeded: CivilDate.days(inMonth: earlier, of: year))
      earlier &+= 1
    }
    return days
  }

  /// 0...6; Sunday is 0.
  static func weekday(daysSince1970: Int32) -> UInt8 {
    // 1970-01-01 was a Thursday.
    let weekday = (daysSince1970 % 7 &+ 11) % 7
    return UInt8(truncatingIfNeeded: weekday)
  }
}

/// Rounded down; `divisor` is above 0.
private func flooredQuotient(_ value: Int32, _ divisor: Int32) -> Int32 {
  let quotient = value / divisor
  return value % divisor < 0 ? quotient &- 1 : quotient
}
