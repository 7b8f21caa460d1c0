// Reads POSIX TZ strings. Must never guess what a faulty one means.

struct CivilZoneParser: ~Escapable {
  private let text: Span<UInt8>
  /// Where the next byte is; after an error, where the text goes wrong.
  private(set) var position = 0

  @_lifetime(copy text)
  init(_ text: Span<UInt8>) {
    self.text = text
  }

  mutating func parse() throws(CivilZoneError.Expectation) -> CivilZone {
    let standardName = try name(orElse: .name)
    let offset = try self.offset()
    let standard = CivilZoneState(offset: offset, isDaylight: false, name: standardName)
    guard position < text.count else { return CivilZone(standard: standard) }

    let daylightName = try name(orElse: .nameOrEnd)
    // An hour ahead, unless the text says otherwise.
    let daylightOffset = next == UInt8(ascii: ",") || next == 0 ? offset &+ 3_600 : try self.offset()
    try take(UInt8(ascii: ","), orElse: .rules)
    let start = try rule()
    try take(UInt8(ascii: ","), orElse: .secondRule)
    let end = try rule()
    guard position == text.count else { throw .end }
    return CivilZone(
      standard: standard,
      daylight: CivilZone.Daylight(
        state: CivilZoneState(offset: daylightOffset, isDaylight: true, name: daylightName), start: start, end: end))
  }

  /// 0 at the end: no valid text has that byte.
  private var next: UInt8 {
    position < text.count ? text[position] : 0
  }

  private mutating func take(
    _ byte: UInt8, orElse expected: CivilZoneError.Expectation
  ) throws(CivilZoneError.Expectation) {
    guard next == byte else { throw expected }
    position &+= 1
  }

  private mutating func name(
    orElse expected: CivilZoneError.Expectation
  ) throws(CivilZoneError.Expectation) -> CivilZoneName {
    var name = CivilZoneName()
    let isQuoted = next == UInt8(ascii: "<")
    if isQuoted { position &+= 1 }
    while next.isLetter || (isQuoted && isDigitOrSign(next)) {
      guard name.append(next) else { throw .shorterName }
      position &+= 1
    }
    guard isQuoted || name.count > 0 else { throw expected }
    guard name.count >= 3 else { throw .longerName }
    if isQuoted { try take(UInt8(ascii: ">"), orElse: .closingBracket) }
    return name
  }

  /// Seconds east of Greenwich. The text counts westwards.
  private mutating func offset() throws(CivilZoneError.Expectation) -> Int32 {
    guard isDigitOrSign(next) else { throw .offset }
    return 0 &- (try duration(.offsetHours))
  }

  /// Seconds.
  private mutating func duration(_ hours: CivilZoneError.Expectation) throws(CivilZoneError.Expectation) -> Int32 {
    let sign = next
    if isSign(sign) { position &+= 1 }
    let isRule = hours == .ruleHours
    var seconds = try number(0, isRule ? 167 : 24, digits: 1, isRule ? 3 : 2, hours) &* 3_600
    var unit: Int32 = 60
    while unit > 0, next == UInt8(ascii: ":") {
      position &+= 1
      seconds &+= try number(0, 59, digits: 2, 2, unit > 1 ? .minutes : .seconds) &* unit
      unit = unit > 1 ? 1 : 0
    }
    return sign == UInt8(ascii: "-") ? 0 &- seconds : seconds
  }

  private mutating func rule() throws(CivilZoneError.Expectation) -> CivilZoneRule {
    let day = try self.day()
    // Two o'clock, unless the text says otherwise.
    var time: Int32 = 7_200
    if next == UInt8(ascii: "/") {
      position &+= 1
      time = try duration(.ruleHours)
    }
    return CivilZoneRule(day: day, time: time)
  }

  private mutating func day() throws(CivilZoneError.Expectation) -> CivilZoneRule.Day {
    switch next {
    case UInt8(ascii: "J"):
      position &+= 1
      return .withoutLeapDay(try number(1, 365, digits: 1, 3, .dayFromOne))
    case UInt8(ascii: "M"):
      position &+= 1
      let month = try number(1, 12, digits: 1, 2, .month)
      try take(UInt8(ascii: "."), orElse: .point)
      let week = try number(1, 5, digits: 1, 1, .week)
      try take(UInt8(ascii: "."), orElse: .point)
      let weekday = try number(0, 6, digits: 1, 1, .weekday)
      return .weekday(
        UInt8(truncatingIfNeeded: weekday), week: UInt8(truncatingIfNeeded: week),
        month: UInt8(truncatingIfNeeded: month))
    default:
      guard isDigit(next) else { throw .day }
      return .withLeapDay(try number(0, 365, digits: 1, 3, .dayFromZero))
    }
  }

  /// All digits from here on; their count and the number they make must lie in these ranges.
  private mutating func number(
    _ least: Int32, _ most: Int32, digits fewest: Int, _ longest: Int, _ expected: CivilZoneError.Expectation
  ) throws(CivilZoneError.Expectation) -> Int32 {
    let start = position
    var value: Int32 = 0
    // One digit too many is enough to see it.
    while isDigit(next), position &- start <= longest {
      value = value &* 10 &+ Int32(truncatingIfNeeded: next &- UInt8(ascii: "0"))
      position &+= 1
    }
    let digits = position &- start
    guard digits >= fewest, digits <= longest, value >= least, value <= most else {
      position = start
      throw expected
    }
    return value
  }
}

private func isDigit(_ byte: UInt8) -> Bool {
  byte &- UInt8(ascii: "0") < 10
}

private func isSign(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
}

private func isDigitOrSign(_ byte: UInt8) -> Bool {
  isDigit(byte) || isSign(byte)
}
