// Local times of zones at given instants, the changes of their clocks, and why faulty texts are refused.
// Must never ask the system that it runs on for the time of day.

/// Answers one question: a zone's text, a period, instants in and around it, and instants anywhere in 64 bits.
func answerZone(_ questions: inout Questions) {
  let text = questions.text()
  put(text)
  var states = Digest()
  var ages = Digest()
  var changes = Digest()
  do throws(CivilZoneError) {
    let zone = try CivilZone(parsing: text)
    var time = CivilTime(zone)
    noteChanges(of: zone, from: questions.instant(), until: questions.instant(), &changes)
    for _ in 0..<questions.number() {
      let instant = questions.instant()
      note(zone.state(at: instant), &states)
      note(time.localTime(unixSeconds: instant), &states)
      states.end()
    }
    for _ in 0..<questions.number() {
      let instant = questions.instant()
      note(zone.state(at: instant), &ages)
      note(time.state(at: instant), &ages)
      ages.end()
    }
  } catch {
    // The lists that follow would be taken for questions.
    put(" is refused, and nothing goes on\n")
    questions = Questions(Span())
    return
  }
  put(" states", states)
  put(" changes", changes)
  put(" ages", ages)
  put("\n")
}

/// Answers one question: a text that may not be a zone.
func answerText(_ questions: inout Questions) {
  let text = questions.text()
  put(text)
  do throws(CivilZoneError) {
    _ = try CivilZone(parsing: text)
    put(" is a zone\n")
  } catch {
    put(" at ")
    put(UInt32(truncatingIfNeeded: error.position))
    put(" lacks ")
    put(error.expected)
    put("\n")
  }
}

private func note(_ state: CivilZoneState, _ digest: inout Digest) {
  digest.note(state.offset)
  digest.note(state.isDaylight ? 1 : 0 as UInt8)
  digest.note(UInt8(truncatingIfNeeded: state.name.count))
  for index in 0..<state.name.count { digest.note(state.name[index]) }
}

private func note(_ time: LocalTime, _ digest: inout Digest) {
  let second = (time.seconds % 60 &+ 60) % 60
  let minuteOfDay = Int64(widening: Int32(time.hour) &* 60 &+ Int32(time.minuteOfHour))
  let days = (time.minute &- minuteOfDay) / 1_440
  let date = CivilDate(daysSince1970: Int32(truncatingIfNeeded: days))
  digest.note(date.year)
  digest.note(date.month)
  digest.note(date.day)
  digest.note(time.hour)
  digest.note(time.minuteOfHour)
  digest.note(UInt8(truncatingIfNeeded: second))
  digest.note(date.weekday)
  digest.note(date.dayOfYear)
}

private func noteChanges(of zone: CivilZone, from begin: Int64, until end: Int64, _ digest: inout Digest) {
  var instant = begin
  while let change = zone.nextChange(after: instant), change <= end {
    digest.note(change)
    digest.end()
    instant = change
  }
}

private func put(_ text: Span<UInt8>) {
  for index in text.indices {
    let byte = text[index]
    put(byte >= 0x20 && byte < 0x7F ? byte : 0x3F)
  }
}

private func put(_ expected: CivilZoneError.Expectation) {
  switch expected {
  case .name: put("name")
  case .nameOrEnd: put("nameOrEnd")
  case .longerName: put("longerName")
  case .shorterName: put("shorterName")
  case .closingBracket: put("closingBracket")
  case .offset: put("offset")
  case .offsetHours: put("hours 24")
  case .ruleHours: put("hours 167")
  case .minutes: put("minutes")
  case .seconds: put("seconds")
  case .rules: put("rules")
  case .day: put("day")
  case .dayFromOne: put("dayFromOne")
  case .dayFromZero: put("dayFromZero")
  case .month: put("month")
  case .week: put("week")
  case .weekday: put("weekday")
  case .point: put("point")
  case .secondRule: put("secondRule")
  case .end: put("end")
  }
}
