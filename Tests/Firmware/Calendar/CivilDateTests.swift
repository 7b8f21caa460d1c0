// Dates, checked against the C library's calendar.

import Firmware
import Foundation
import Support
import Testing

@Suite struct CivilDateTests {
  @Test func equalsTheSystemsCalendar() {
    var random = SplitMix64(seed: 11)
    // Every day of two 400-year cycles, and random days from millions of years.
    var samples = Array(Int32(-140_000)...160_000)
    samples += [.min, .min + 1, .max - 1, .max]
    for _ in 0..<100_000 { samples.append(Int32(truncatingIfNeeded: random.next())) }
    var wrong: [Int32] = []
    for days in samples {
      var moment = time_t(days) * 86_400
      var fields = tm()
      gmtime_r(&moment, &fields)
      let date = CivilDate(daysSince1970: days)
      let isSame =
        date.year == fields.tm_year + 1900 && Int32(date.month) == fields.tm_mon + 1
        && Int32(date.day) == fields.tm_mday && Int32(date.weekday) == fields.tm_wday
        && date.dayOfYear == fields.tm_yday && date.daysSince1970 == days
      if !isSame { wrong.append(days) }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
  }

  @Test func makesDatesThatExist() {
    #expect(CivilDate(year: 2027, month: 3, day: 28)?.daysSince1970 == 20_905)
    #expect(CivilDate(year: 2000, month: 2, day: 29)?.dayOfYear == 59)
    #expect(CivilDate(year: 5_000_000, month: 12, day: 31)?.year == 5_000_000)
    #expect(CivilDate(year: -5_000_000, month: 1, day: 1).map { CivilDate(daysSince1970: $0.daysSince1970) } != nil)
  }

  @Test(
    arguments: [
      (1900, 2, 29), (2027, 2, 29), (2027, 4, 31), (2027, 1, 32), (2027, 1, 0), (2027, 0, 1), (2027, 13, 1),
      (5_000_001, 1, 1), (-5_000_001, 1, 1),
    ] as [(Int32, UInt8, UInt8)])
  func refusesOthers(year: Int32, month: UInt8, day: UInt8) {
    #expect(CivilDate(year: year, month: month, day: day) == nil)
  }
}
