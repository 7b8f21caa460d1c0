// What somebody who has chosen a time zone should know, a sentence each: which was taken, what its sign means, from
// when on it will be wrong. Must never be silent when the clock would show what nobody expects.

import Firmware
import Support

extension ChosenZone {
  /// - Parameter now: Unix seconds from which on it matters.
  public func notes(from now: Int64) -> [String] {
    [meaning, sign(at: now), untold(from: now)].compactMap { $0 }
  }

  private var meaning: String? {
    name == text ? nil : "\(text) is taken to mean \(name)"
  }

  /// Most people write UTC+3 for three hours ahead.
  private func sign(at now: Int64) -> String? {
    let states = [zone.state(at: now), zone.nextChange(after: now).map { zone.state(at: $0) }]
    guard let standard = states.compactMap({ $0 }).first(where: { !$0.isDaylight }), standard.offset != 0,
      let place = signPlace
    else { return nil }
    guard file != nil || name[place] == "+" || ["UTC", "GMT", "UT"].contains(String(standard.name)) else { return nil }
    let hours = ChosenZone.hours(standard.offset)
    let (here, there) = standard.offset < 0 ? ("behind UTC", "ahead") : ("ahead of UTC", "behind")
    let rest = name[place...].drop { "+-".contains($0) }
    return "\(name) uses POSIX's sign: local time is \(hours) \(here); for \(hours) \(there) write "
      + "\(name[..<place])\(standard.offset < 0 ? "-" : "+")\(rest)"
  }

  /// Where a string's first offset begins, or the sign of a zone that is named after its offset, Etc/GMT+2.
  private var signPlace: String.Index? {
    if file != nil { return name.hasPrefix("Etc/") ? name.firstIndex { "+-".contains($0) } : nil }
    guard name.hasPrefix("<") else { return name.firstIndex { !$0.isLetter } }
    return name.firstIndex(of: ">").map { name.index(after: $0) }
  }

  private func untold(from now: Int64) -> String? {
    guard let untold = file?.untold(by: zone, from: now) else { return nil }
    let begin = untold.lowerBound == now ? "now" : "from \(ChosenZone.date(untold.lowerBound)) on"
    return "no POSIX TZ string can say when the clocks of \(name) change; with \(posix), which is all that the clock "
      + "keeps, its time is wrong \(begin), on and off until \(ChosenZone.date(untold.upperBound))"
  }

  /// "1 hour", "5:30 hours".
  private static func hours(_ offset: Int32) -> String {
    let (hours, minutes, seconds) = (abs(offset) / 3_600, abs(offset) / 60 % 60, abs(offset) % 60)
    func two(_ value: Int32) -> String { ":" + String(value).leftPadded(to: 2, with: "0") }
    let digits = "\(hours)" + (minutes + seconds > 0 ? two(minutes) : "") + (seconds > 0 ? two(seconds) : "")
    return digits == "1" ? "1 hour" : "\(digits) hours"
  }

  /// "2027-03-28", at Greenwich.
  private static func date(_ instant: Int64) -> String {
    let second = (instant % 86_400 + 86_400) % 86_400
    let date = CivilDate(daysSince1970: Int32(clamping: (instant - second) / 86_400))
    return "\(date.year)-"
      + [date.month, date.day].map { String($0).leftPadded(to: 2, with: "0") }.joined(separator: "-")
  }
}
