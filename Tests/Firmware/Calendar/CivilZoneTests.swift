// Zones over a year, against glibc, and rules that no real zone has.

import Firmware
import Foundation
import Support
import Testing

@Suite struct CivilZoneTests {
  private static let year2027: ClosedRange<Int64> = 1_798_761_600...1_830_297_599

  /// Changes as in the table below, and midnight UTC of the new year.
  @Test func howLongItsClocksRunOn() throws {
    var berlin = CivilTime(try CivilZone("CET-1CEST,M3.5.0,M10.5.0/3"))
    for (from, seconds) in [
      (1_806_195_599, 1), (1_806_195_540, 60), (1_806_184_800, 10_800), (1_806_195_600, 86_400),
      (1_824_930_000, 14_400), (1_830_297_540, 60), (1_830_297_600, 86_400), (0, 86_400),
    ] as [(Int64, UInt32)] {
      #expect(berlin.steadySeconds(from: from) == seconds)
    }
    var tokyo = CivilTime(try CivilZone("JST-9"))
    #expect(tokyo.steadySeconds(from: 1_806_195_599) == 86_400)
  }

  /// Each with its changes in 2027 in Unix seconds, and the name of the time that begins then. Found with glibc.
  @Test(
    arguments: [
      ("CET-1CEST,M3.5.0,M10.5.0/3", [(1_806_195_600, "CEST"), (1_824_944_400, "CET")]),
      ("GMT0BST,M3.5.0/1,M10.5.0", [(1_806_195_600, "BST"), (1_824_944_400, "GMT")]),
      ("IST-1GMT0,M10.5.0,M3.5.0/1", [(1_806_195_600, "IST"), (1_824_944_400, "GMT")]),
      ("EST5EDT,M3.2.0,M11.1.0", [(1_805_007_600, "EDT"), (1_825_567_200, "EST")]),
      ("PST8PDT,M3.2.0,M11.1.0", [(1_805_018_400, "PDT"), (1_825_578_000, "PST")]),
      ("NST3:30NDT,M3.2.0,M11.1.0", [(1_805_002_200, "NDT"), (1_825_561_800, "NST")]),
      ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", [(1_806_195_600, "-01"), (1_824_944_400, "-02")]),
      ("<-04>4<-03>,M9.1.6/24,M4.1.6/24", [(1_806_807_600, "-04"), (1_820_116_800, "-03")]),
      ("CST5CDT,M3.2.0/0,M11.1.0/1", [(1_805_000_400, "CDT"), (1_825_563_600, "CST")]),
      ("EET-2EEST,M4.5.5/0,M10.5.4/24", [(1_809_036_000, "EEST"), (1_824_757_200, "EET")]),
      ("IST-2IDT,M3.4.4/26,M10.5.0", [(1_806_019_200, "IDT"), (1_824_937_200, "IST")]),
      ("EET-2EEST,M3.4.4/50,M10.4.4/50", [(1_806_105_600, "EEST"), (1_824_850_800, "EET")]),
      ("AEST-10AEDT,M10.1.0,M4.1.0/3", [(1_806_768_000, "AEST"), (1_822_492_800, "AEDT")]),
      ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", [(1_806_764_400, "+1030"), (1_822_491_000, "+11")]),
      ("NZST-12NZDT,M9.5.0,M4.1.0/3", [(1_806_760_800, "NZST"), (1_821_880_800, "NZDT")]),
      ("<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45", [(1_806_760_800, "+1245"), (1_821_880_800, "+1345")]),
      ("<-06>6<-05>,M9.1.6/22,M4.1.6/22", [(1_806_807_600, "-06"), (1_820_116_800, "-05")]),
      ("<+00>0<+02>-2,M3.5.0/1,M10.5.0/3", [(1_806_195_600, "+02"), (1_824_944_400, "+00")]),
      ("JST-9", []), ("IST-5:30", []), ("<+0545>-5:45", []), ("<-03>3", []), ("UTC0", []),
    ] as [(String, [(Int64, String)])])
  func tableOf2027(text: String, expected: [(Int64, String)]) throws {
    let zone = try CivilZone(text)
    let changes = changes(of: zone, in: Self.year2027)
    #expect(changes == expected.map(\.0))
    #expect(changes.map { String(zone.state(at: $0).name) } == expected.map(\.1))
    #expect((zone.nextChange(after: Self.year2027.upperBound) == nil) == expected.isEmpty)
  }

  /// The end and the next start coincide, or the end comes later.
  @Test(arguments: ["XXX3EDT4,0/0,J365/23", "EST5EDT,0/0,J365/25", "XXX3EDT4,0/0,J365/24", "AAA0BBB,J1/0,J365/167"])
  func daylightTimeAllYear(text: String) throws {
    let zone = try CivilZone(text)
    var random = SplitMix64(seed: 3)
    // The first two days of 2027 in UTC, hour by hour, and random instants.
    for hour in 0..<48 { #expect(zone.state(at: 1_798_761_600 + Int64(hour) * 3_600).isDaylight) }
    for _ in 0..<2_000 {
      let instant = Int64.random(in: -9_000_000_000...9_000_000_000, using: &random)
      #expect(zone.state(at: instant).isDaylight)
    }
    #expect(zone.nextChange(after: 1_798_761_600) == nil)
  }

  /// Rules whose instants fall in the year before or after, worked out by hand.
  @Test(arguments: [
    // 25 December, 1:00, of the year before; 1 March, 2:00 daylight time.
    ("AAA0BBB,J1/-167,J60", ["2026-12-25T01:00:00Z", "2027-03-01T01:00:00Z", "2027-12-25T01:00:00Z"]),
    // The first Sunday of October; 6 January, 23:00 daylight time, thirteen hours east.
    ("AAA-12BBB,M10.1.0,J365/167", ["2027-01-06T10:00:00Z", "2027-10-02T14:00:00Z", "2028-01-06T10:00:00Z"]),
    // Standard time for eight hours a year.
    (
      "AAA0BBB,J365/167,J365/160",
      [
        "2027-01-06T15:00:00Z", "2027-01-06T23:00:00Z", "2028-01-06T15:00:00Z", "2028-01-06T23:00:00Z",
        "2029-01-06T15:00:00Z",
      ]
    ),
    // 29 February counted and not counted: the start comes after the end, except in leap years, when it comes before
    // it, and a year of standard time follows.
    (
      "AAA0BBB,59/0,J60/0",
      ["2027-02-28T23:00:00Z", "2027-03-01T00:00:00Z", "2028-02-29T23:00:00Z", "2029-03-01T00:00:00Z"]
    ),
    // Day 365, counted from 0, in years that have none.
    ("AAA0BBB,J182/0,365/1", ["2027-01-01T00:00:00Z", "2027-07-01T00:00:00Z", "2028-01-01T00:00:00Z"]),
  ])
  func leavesTheYear(text: String, expected: [String]) throws {
    let zone = try CivilZone(text)
    // Three days before the first, since some changes come with the new year.
    var instant = try #require(Self.unix(expected[0])) - 3 * 86_400
    for date in expected {
      let next = try #require(zone.nextChange(after: instant))
      #expect(next == Self.unix(date), "\(date)")
      #expect(zone.state(at: next - 1).isDaylight != zone.state(at: next).isDaylight)
      instant = next
    }
  }

  @Test func holdsForAnyInstant() throws {
    let cycle: Int64 = 146_097 * 86_400
    for text in ["UTC0", "CET-1CEST,M3.5.0,M10.5.0/3", "NZST-12NZDT,M9.5.0,M4.1.0/3"] {
      let zone = try CivilZone(text)
      var time = CivilTime(zone)
      var random = SplitMix64(seed: 4)
      for instant in [Int64.min, .min + 1, -1, 0, .max - 1, .max] {
        #expect(time.state(at: instant) == zone.state(at: instant))
        if let next = zone.nextChange(after: instant) { #expect(next > instant) }
      }
      for _ in 0..<5_000 {
        let instant = Int64(bitPattern: random.next()) / 2
        #expect(zone.state(at: instant) == zone.state(at: instant + cycle))
        #expect(time.state(at: instant) == zone.state(at: instant))
      }
    }
  }

  @Test func utcIsUTC() {
    let state = CivilZone.utc.state(at: 1_806_195_600)
    #expect(state.offset == 0 && !state.isDaylight && String(state.name) == "UTC")
  }

  @Test func tellsTheClocksLocalTimeSecondBySecond() throws {
    var time = CivilTime(try CivilZone("CET-1CEST,M3.5.0,M10.5.0/3"))
    for second in -3..<Int64(3) {
      let local = time.localTime(unixSeconds: 1_806_195_600 + second, microsecond: 7)
      #expect(local == LocalTime(seconds: 1_806_195_600 + second + (second < 0 ? 3_600 : 7_200), microsecond: 7))
    }
  }

  private func changes(of zone: CivilZone, in range: ClosedRange<Int64>) -> [Int64] {
    var changes: [Int64] = []
    var instant = range.lowerBound - 1
    while let next = zone.nextChange(after: instant), next <= range.upperBound {
      changes.append(next)
      instant = next
    }
    return changes
  }

  private static func unix(_ date: String) -> Int64? {
    (try? Date(date, strategy: .iso8601)).map { Int64($0.timeIntervalSince1970) }
  }
}
