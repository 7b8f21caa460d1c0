// When a zone's clocks change each year, by one of the two rules of a POSIX TZ string.
// Must never know which of the two changes it is.

struct CivilZoneRule: Sendable {
  enum Day: Sendable {
    /// 1...365; 29 February is never counted, so 60 is always 1 March.
    case withoutLeapDay(Int32)
    /// 0...365; 29 February is counted where there is one.
    case withLeapDay(Int32)
    /// The first to fourth such weekday (0 is Sunday) of the month; 5 means the last.
    case weekday(UInt8, week: UInt8, month: UInt8)
  }

  let day: Day
  /// Seconds after that day's midnight, below 0 before it; up to seven days away.
  let time: Int32

  /// Unix seconds of the change.
  /// - Parameter offset: the offset until then, in seconds east of Greenwich.
  func instant(in year: Int32, offset: Int32) -> Int64 {
    let days = CivilDate.firstDay(of: year) &+ dayOfYear(in: year)
    return Int64(widening: days) &* 86_400 &+ Int64(widening: time &- offset)
  }

  /// 0...365
  private func dayOfYear(in year: Int32) -> Int32 {
    switch day {
    case .withoutLeapDay(let number): return CivilDate.isLeap(year) && number >= 60 ? number : number &- 1
    case .withLeapDay(let number): return number
    case .weekday(let weekday, let week, let month):
      let first = CivilDate.dayOfYear(ofFirstIn: month, of: year)
      let firstWeekday = CivilDate.weekday(daysSince1970: CivilDate.firstDay(of: year) &+ first)
      var day = (weekday &+ 7 &- firstWeekday) % 7 &+ (week &- 1) &* 7
      // The month may have no fifth one.
      if day >= CivilDate.days(inMonth: month, of: year) { day &-= 7 }
      return first &+ Int32(truncatingIfNeeded: day)
    }
  }
}
