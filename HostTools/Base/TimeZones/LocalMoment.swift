// Local times as people write them, and the local time of this machine.
// Must never compute with time zones: the system does.

import Firmware
import Foundation
import Support

public enum LocalMoment {
  public static let format = "2026-11-21T23:59, or 23:59 for today"

  /// "2026-11-21T23:59", "2026-11-21 23:59:30" or "23:59"; nil if there is no such time, as on 31 April.
  /// - Parameter today: any time on the day that is meant if there is no date.
  public static func parse(_ text: String, today: LocalTime = now()) -> LocalTime? {
    let parts = text.split(whereSeparator: { $0 == "T" || $0 == " " }).map(String.init)
    var fields = tm()
    let clock: String
    switch parts.count {
    case 1:
      fields = brokenDown(today)
      clock = parts[0]
    case 2:
      guard let date = numbers(parts[0], separator: "-", counts: 3...3, widths: [4, 2, 2]) else { return nil }
      (fields.tm_year, fields.tm_mon, fields.tm_mday) = (date[0] - 1900, date[1] - 1, date[2])
      clock = parts[1]
    default: return nil
    }
    guard let time = numbers(clock, separator: ":", counts: 2...3, widths: [2, 2, 2]) else { return nil }
    (fields.tm_hour, fields.tm_min, fields.tm_sec) = (time[0], time[1], time.count > 2 ? time[2] : 0)
    // The system carries 31 April over into May; comparing shows it.
    var carried = fields
    let seconds = timegm(&carried)
    let isSame =
      carried.tm_mon == fields.tm_mon && carried.tm_mday == fields.tm_mday && carried.tm_hour == fields.tm_hour
      && carried.tm_min == fields.tm_min && carried.tm_sec == fields.tm_sec
    return isSame ? LocalTime(seconds: Int64(seconds)) : nil
  }

  /// What this machine's clock and time zone say.
  public static func now() -> LocalTime {
    var moment = timespec()
    clock_gettime(CLOCK_REALTIME, &moment)
    var fields = tm()
    localtime_r(&moment.tv_sec, &fields)
    return LocalTime(
      seconds: Int64(moment.tv_sec) + Int64(fields.tm_gmtoff), microsecond: UInt32(moment.tv_nsec / 1_000))
  }

  public static func utcNow() -> UTCTime {
    var moment = timespec()
    clock_gettime(CLOCK_REALTIME, &moment)
    return UTCTime(microseconds: Int64(moment.tv_sec) * 1_000_000 + Int64(moment.tv_nsec / 1_000))
  }

  /// "2026-11-21T23:59", with seconds if wanted.
  public static func text(_ time: LocalTime, withSeconds: Bool = false) -> String {
    let fields = brokenDown(time)
    func two(_ value: Int32) -> String { String(value).leftPadded(to: 2, with: "0") }
    let minute =
      "\(String(fields.tm_year + 1900).leftPadded(to: 4, with: "0"))-\(two(fields.tm_mon + 1))-\(two(fields.tm_mday))"
      + "T\(two(fields.tm_hour)):\(two(fields.tm_min))"
    return withSeconds ? minute + ":" + two(fields.tm_sec) : minute
  }

  private static func brokenDown(_ time: LocalTime) -> tm {
    var seconds = time_t(time.seconds)
    var fields = tm()
    gmtime_r(&seconds, &fields)
    return fields
  }

  private static func numbers(
    _ text: String, separator: Character, counts: ClosedRange<Int>, widths: [Int]
  ) -> [Int32]? {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard counts.contains(parts.count) else { return nil }
    var values: [Int32] = []
    for (part, width) in zip(parts, widths) {
      guard (1...width).contains(part.count), let value = Int(decimal: part) else { return nil }
      values.append(Int32(value))
    }
    return values
  }
}
