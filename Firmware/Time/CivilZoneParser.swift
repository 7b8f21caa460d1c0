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
    // An hour ahead, where nothing else is said.
    let daylightOffset = next == UInt8(ascii: ",") || next == nil ? offset &+ 3_600 : try self.offset()
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

  private var next: UInt8? {
    position < text.count ? text[position] : nil
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
    while let byte = next, isLetter(byte) || (isQuoted && isDigitOrSign(byte)) {
      guard name.append(byte) else { throw .shorterName }
      position &+= 1
    }
    guard isQuoted || name.count > 0 else { throw expected }
    guard name.count >= 3 else { throw .longerName }
    if isQuoted { try take(UInt8(ascii: ">"), orElse: .closingBracket) }
    return name
  }

  /// Seconds east of Greenwich. The text counts them to the west.
  private mutating func offset() throws(CivilZoneError.Expectation) -> Int32 {
    guard let byte = next, isSign(byte) || isDigit(byte) else { throw .offset }
    return 0 &- (try duration(mostHours: 24))
  }

  /// Seconds.
  private mutating func duration(mostHours: UInt8) throws(CivilZoneError.Expectation) -> Int32 {
    var isNegative = false
    if let byte = next, isSign(byte) {
      isNegative = byte == UInt8(ascii: "-")
      position &+= 1
    }
    let hours = try number(
      0, Int32(truncatingIfNeeded: mostHours), digits: 1, mostHours < 100 ? 2 : 3, .hours(most: mostHours))
    var seconds = hours &* 3_600
    if next == UInt8(ascii: ":") {
      position &+= 1
      seconds &+= try number(0, 59, digits: 2, 2, .minutes) &* 60
      if next == UInt8(ascii: ":") {
        position &+= 1
        seconds &+= try number(0, 59, digits: 2, 2, .seconds)
      }
    }
    return isNegative ? 0 &- seconds : seconds
  }

  private mutating func rule() throws(CivilZoneError.Expectation) -> CivilZoneRule {
    let day = try self.day()
    // Two o'clock, where nothing else is said.
    var time: Int32 = 7_200
    if next == UInt8(ascii: "/") {
      position &+= 1
      time = try duration(mostHours: 167)
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
    case .some(let byte) where isDigit(byte): return .withLeapDay(try number(0, 365, digits: 1, 3, .dayFromZero))
    default: throw .day
    }
  }

  /// All digits from here on, which must be so many and make a number in that range.
  private mutating func number(
    _ least: Int32, _ most: Int32, digits fewest: Int, _ longest: Int, _ expected: CivilZoneError.Expectation
  ) throws(CivilZoneError.Expectation) -> Int32 {
    let start = position
    var value: Int32 = 0
    // One digit too many is enough to see it.
    while let byte = next, isDigit(byte), position &- start <= longest {
      value = value &* 10 &+ Int32(truncatingIfNeeded: byte &- UInt8(ascii: "0"))
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

private func isLetter(_ byte: UInt8) -> Bool {
  let lowercase = byte | 0x20
  return lowercase >= UInt8(ascii: "a") && lowercase <= UInt8(ascii: "z")
}

private func isDigit(_ byte: UInt8) -> Bool {
  byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}

private func isSign(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
}

private func isDigitOrSign(_ byte: UInt8) -> Bool {
  isDigit(byte) || isSign(byte)
}
