// What is wrong with a POSIX TZ string, in words. Must always say where, and what belongs there.

import Firmware
import Support

extension CivilZoneError {
  static let example = "CET-1CEST,M3.5.0,M10.5.0/3"

  /// The error for a person: the column, what belongs there, and the text with a mark below.
  public func failure(in text: String) -> Failure {
    // A control character would move the mark, or more.
    let shown = String(
      String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "·" : $0 }))
    let column = String(decoding: text.utf8.prefix(position), as: UTF8.self).unicodeScalars.count
    let mark = String(repeating: " ", count: column) + "^"
    return Failure("the time zone goes wrong at column \(column + 1): expected \(belongs)\n  \(shown)\n  \(mark)")
  }

  /// What belongs at the position, with an example.
  public var belongs: String {
    switch expected {
    case .name: "a name of letters, such as CET, or in angle brackets, such as <+0330>"
    case .nameOrEnd: "nothing more, or the name of daylight time, such as CEST in \(CivilZoneError.example)"
    case .longerName: "one more letter: names have 3 or more, such as CET"
    case .shorterName: "no more letters: a name has at most \(CivilZoneName.longest)"
    case .closingBracket: "a letter, a digit, + or -, or the closing >, as in <+0330>"
    case .offset: "hours to add to local time to get Greenwich's, such as -1 in CET-1 or 5 in EST5"
    case .offsetHours: "hours from 0 to 24, such as 5 in EST5"
    case .ruleHours: "hours from 0 to 167, such as 3 in M10.5.0/3"
    case .minutes: "two digits of minutes, 00 to 59, such as 30 in IST-5:30"
    case .seconds: "two digits of seconds, 00 to 59, such as 08 in LMT-0:53:08"
    case .rules: "a comma and the two days when daylight time begins and ends, such as ,M3.5.0,M10.5.0/3"
    case .day: "a day, such as M3.5.0 for the last Sunday of March, J60 for 1 March, or 0 for 1 January"
    case .dayFromOne: "a day from 1 to 365, never counting 29 February, such as 60 in J60 for 1 March"
    case .dayFromZero: "a day from 0 (1 January) to 365, counting 29 February, such as 59"
    case .month: "a month from 1 to 12, such as 3 in M3.5.0"
    case .week: "a week from 1 to 5 (the last), such as 5 in M3.5.0"
    case .weekday: "a weekday from 0 (Sunday) to 6, such as 0 in M3.5.0"
    case .point: "a dot between month, week and weekday, as in M3.5.0"
    case .secondRule: "a comma and the day when daylight time ends, such as ,M10.5.0/3"
    case .end: "nothing more, as in \(CivilZoneError.example)"
    }
  }
}
