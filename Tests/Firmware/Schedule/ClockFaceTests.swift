// A time as four digits, in both hour formats.

import Firmware
import Testing

@Suite struct ClockFaceTests {
  @Test(arguments: [
    (0, 0, "0000", "1200"), (0, 59, "0059", "1259"), (1, 5, "0105", " 105"), (9, 59, "0959", " 959"),
    (10, 0, "1000", "1000"), (12, 0, "1200", "1200"), (12, 34, "1234", "1234"), (13, 0, "1300", " 100"),
    (19, 59, "1959", " 759"), (20, 0, "2000", " 800"), (22, 10, "2210", "1010"), (23, 59, "2359", "1159"),
  ])
  func bothFormats(hour: Int64, minute: Int64, long: String, short: String) {
    let time = LocalTime(seconds: hour * 3_600 + minute * 60 + 30)
    #expect(text(ClockFace(time, .twentyFour)) == long)
    #expect(text(ClockFace(time, .twelve)) == short)
  }

  private func text(_ face: ClockFace) -> String {
    (0..<4).map { face.digits[$0].map(String.init) ?? " " }.joined()
  }
}
