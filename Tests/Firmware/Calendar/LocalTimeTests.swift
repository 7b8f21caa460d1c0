// Local times, checked against the C library's calendar.

import Firmware
import Foundation
import Support
import Testing

@Suite struct LocalTimeTests {
  @Test func equalsTheSystemsCalendar() {
    var random = SplitMix64(seed: 5)
    var samples: [Int64] = [0, 59, 60, 86_399, 86_400, -1, -60, -61, 951_782_400, 2_147_483_647, 4_102_444_800]
    for _ in 0..<20_000 { samples.append(Int64.random(in: -3_000_000_000...8_000_000_000, using: &random)) }
    for seconds in samples {
      var moment = time_t(seconds)
      var fields = tm()
      gmtime_r(&moment, &fields)
      let local = LocalTime(seconds: seconds, microsecond: 250_000)
      #expect(Int32(local.hour) == fields.tm_hour && Int32(local.minuteOfHour) == fields.tm_min, "\(seconds)")
      #expect(local.untilNextMinute == Interval(microseconds: UInt64(60 - fields.tm_sec) * 1_000_000 - 250_000))
      #expect(local.minute == Int64((Double(seconds) / 60).rounded(.down)))
    }
  }
}
