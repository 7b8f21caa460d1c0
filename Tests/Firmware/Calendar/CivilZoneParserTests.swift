// POSIX TZ strings: what a valid one means, and where and why an invalid one is refused.

import Firmware
import Support
import Testing
import TimeZones

@Suite struct CivilZoneParserTests {
  /// In summer and in winter: seconds east of Greenwich and the name.
  @Test(arguments: [
    ("CET-1CEST,M3.5.0,M10.5.0/3", 7_200, "CEST", 3_600, "CET"),
    ("<+0330>-3:30", 12_600, "+0330", 12_600, "+0330"),
    ("<-03>+3", -10_800, "-03", -10_800, "-03"),
    ("ABCdef0", 0, "ABCdef", 0, "ABCdef"),
    ("LMT-24:59:59", 89_999, "LMT", 89_999, "LMT"),
    ("LMT24:59:59", -89_999, "LMT", -89_999, "LMT"),
    ("AAA00BBB00,J1/0,J365/0:00:00", 0, "BBB", 0, "BBB"),
    ("AAA5BBB+4:30,J60/-167:59:59,J300/+167", -16_200, "BBB", -18_000, "AAA"),
    ("<+00>0<+02>-2,M3.5.0/1,M10.5.0/3", 7_200, "+02", 0, "+00"),
    ("AAA3BBB,90,270/4", -7_200, "BBB", -10_800, "AAA"),
    ("<abcdefghijklmnop>1", -3_600, "abcdefghijklmnop", -3_600, "abcdefghijklmnop"),
  ])
  func reads(text: String, summer: Int32, summerName: String, winter: Int32, winterName: String) throws {
    let zone = try CivilZone(text)
    // 2027-07-01 and 2027-01-20.
    let (inSummer, inWinter) = (zone.state(at: 1_814_400_000), zone.state(at: 1_800_403_200))
    #expect(inSummer.offset == summer && String(inSummer.name) == summerName)
    #expect(inWinter.offset == winter && String(inWinter.name) == winterName)
  }

  @Test(
    arguments: [
      ("", 0, .name), (":UTC", 0, .name), (" UTC0", 0, .name), ("-3", 0, .name), ("1", 0, .name),
      ("CE-1", 2, .longerName), ("<+3>-3", 3, .longerName), ("<>0", 1, .longerName), ("AB", 2, .longerName),
      ("ABCDEFGHIJKLMNOPQ0", 16, .shorterName), ("<abcdefghijklmnopq>0", 17, .shorterName),
      ("<+0330-3:30", 8, .closingBracket), ("<+03", 4, .closingBracket), ("<+03:30>-3", 4, .closingBracket),
      ("CET", 3, .offset), ("CET,", 3, .offset), ("CÉT-1", 1, .longerName), ("CET CEST", 3, .offset),
      ("CET-", 4, .offsetHours), ("CET--1", 4, .offsetHours), ("CET-25", 4, .offsetHours),
      ("CET-001", 4, .offsetHours), ("CET99999999999999999999", 3, .offsetHours),
      ("IST-5:", 6, .minutes), ("IST-5:3", 6, .minutes), ("IST-5:60", 6, .minutes), ("IST-5:300", 6, .minutes),
      ("LMT-0:53:", 9, .seconds), ("LMT-0:53:8", 9, .seconds), ("LMT-0:53:60", 9, .seconds),
      ("LMT-0:53:08:1", 11, .nameOrEnd), ("UTC0 ", 4, .nameOrEnd), ("UTC0\n", 4, .nameOrEnd), ("UTC0,", 4, .nameOrEnd),
      ("CET-1CE", 7, .longerName), ("CET-1<+2>", 8, .longerName), ("CET-1CEST", 9, .rules), ("CET-1CEST-2", 11, .rules),
      ("CET-1CEST ,M3.5.0,M10.5.0", 9, .offset), ("CET-1CEST-2 ", 11, .rules),
      ("CET-1CEST,", 10, .day), ("CET-1CEST,,", 10, .day), ("CET-1CEST,m3.5.0", 10, .day),
      ("CET-1CEST,J0,J60", 11, .dayFromOne), ("CET-1CEST,J366,J60", 11, .dayFromOne), ("CET-1CEST,J,", 11, .dayFromOne),
      ("CET-1CEST,J1000,J60", 11, .dayFromOne), ("CET-1CEST,366,60", 10, .dayFromZero),
      ("CET-1CEST,M0.5.0,", 11, .month), ("CET-1CEST,M13.5.0,", 11, .month), ("CET-1CEST,M.5.0,", 11, .month),
      ("CET-1CEST,M3,M10", 12, .point), ("CET-1CEST,M3.5,M10", 14, .point),
      ("CET-1CEST,M3.0.0,", 13, .week), ("CET-1CEST,M3.6.0,", 13, .week), ("CET-1CEST,M3.05.0,", 13, .week),
      ("CET-1CEST,M3.5.7,", 15, .weekday), ("CET-1CEST,M3.5.", 15, .weekday), ("CET-1CEST,M3.5.00,", 15, .weekday),
      ("CET-1CEST,M3.5.0/,", 17, .ruleHours), ("CET-1CEST,M3.5.0/168,", 17, .ruleHours),
      ("CET-1CEST,M3.5.0/-168,", 18, .ruleHours), ("CET-1CEST,M3.5.0/0002,", 17, .ruleHours),
      ("CET-1CEST,M3.5.0/2:5,", 19, .minutes), ("CET-1CEST,M3.5.0/2:05:5,", 22, .seconds),
      ("CET-1CEST,M3.5.0", 16, .secondRule), ("CET-1CEST,M3.5.0M10.5.0", 16, .secondRule),
      ("CET-1CEST,M3.5.0,", 17, .day), ("CET-1CEST,M3.5.0,M10.5.0/3 ", 26, .end),
      ("CET-1CEST,M3.5.0,M10.5.0/3,M3.5.0", 26, .end), ("CET-1CEST,M3.5.0,M10.5.0/3:00:00:00", 32, .end),
      ("CET-1CEST,M3.5.0,M10.5.0/3\0", 26, .end),
    ] as [(String, Int, CivilZoneError.Expectation)])
  func refuses(text: String, position: Int, expected: CivilZoneError.Expectation) {
    let error = #expect(throws: CivilZoneError.self) { try CivilZone(text) }
    #expect(error == CivilZoneError(position: position, expected: expected))
  }

  @Test func explainsWhereAndWhat() throws {
    let text = "CET-1CEST,M13.5.0,M10.5.0/3"
    let error = try #require(#expect(throws: CivilZoneError.self) { try CivilZone(text) })
    #expect(
      error.failure(in: text).description == """
        the time zone goes wrong at column 12: expected a month from 1 to 12, such as 3 in M3.5.0
          CET-1CEST,M13.5.0,M10.5.0/3
                     ^
        """)
    let tab = try #require(#expect(throws: CivilZoneError.self) { try CivilZone("<ÄÖ\t>0") })
    #expect(tab.failure(in: "<ÄÖ\t>0").description.hasSuffix("\n  <ÄÖ·>0\n   ^"))
  }
}
