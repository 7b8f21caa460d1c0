// The fact sheet's table, the cases that real zones don't have, and texts of all kinds.

import Firmware
import Foundation
import Support
import Testing
import TimeZones

@Suite struct CivilZoneTests {
  private static let year2027: ClosedRange<Int64> = 1_798_761_600...1_830_297_599

  /// Each with 2027's changes in Unix seconds, and the name of what begins. Found with glibc.
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

  /// The end and the next start are one instant, or the end comes later.
  @Test(arguments: ["XXX3EDT4,0/0,J365/23", "EST5EDT,0/0,J365/25", "XXX3EDT4,0/0,J365/24", "AAA0BBB,J1/0,J365/167"])
  func daylightTimeAllYear(text: String) throws {
    let zone = try CivilZone(text)
    var random = SplitMix64(seed: 3)
    // New Year of 2027 in Greenwich and on for two days, and any time.
    for hour in 0..<48 { #expect(zone.state(at: 1_798_761_600 + Int64(hour) * 3_600).isDaylight) }
    for _ in 0..<2_000 {
      let instant = Int64.random(in: -9_000_000_000...9_000_000_000, using: &random)
      #expect(zone.state(at: instant).isDaylight)
    }
    #expect(zone.nextChange(after: 1_798_761_600) == nil)
  }

  /// Rules whose instants lie in the year before or after, by hand.
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
    // 29 February counted and not: the start comes after the end, but in leap years before it, and then again only
    // after a year of standard time.
    (
      "AAA0BBB,59/0,J60/0",
      ["2027-02-28T23:00:00Z", "2027-03-01T00:00:00Z", "2028-02-29T23:00:00Z", "2029-03-01T00:00:00Z"]
    ),
    // The day of index 365 in a year that has none.
    ("AAA0BBB,J182/0,365/1", ["2027-01-01T00:00:00Z", "2027-07-01T00:00:00Z", "2028-01-01T00:00:00Z"]),
  ])
  func leavesTheYear(text: String, expected: [String]) throws {
    let zone = try CivilZone(text)
    // Three days before the first, since 2027 begins with some.
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

  /// 200,000 texts. Whatever parses tells offsets within 26 hours, changes only where it says so, and says the same
  /// when asked second by second.
  @Test func textsOfAllKinds() {
    var random = SplitMix64(seed: 2_027)
    var (parsed, changing, changeless) = (0, 0, 0)
    var wrong: [String] = []
    for _ in 0..<200_000 {
      let text = Self.anyText(&random)
      do throws(CivilZoneError) {
        let zone = try CivilZone(text)
        parsed += 1
        let instant = Int64.random(in: -20_000_000_000...20_000_000_000, using: &random)
        switch Self.judge(zone, at: instant, &random) {
        case .changing: changing += 1
        case .changeless: changeless += 1
        case .wrong: wrong.append(text)
        }
      } catch {
        if error.position > text.utf8.count || error.failure(in: text).cause.isEmpty { wrong.append(text) }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
    #expect(parsed > 40_000 && parsed < 190_000 && changing > 20_000 && changeless > 2_000, "\(parsed) \(changing)")
  }

  private enum Verdict { case changing, changeless, wrong }

  private static func judge(_ zone: CivilZone, at instant: Int64, _ random: inout SplitMix64) -> Verdict {
    var time = CivilTime(zone)
    let state = zone.state(at: instant)
    guard abs(state.offset) <= 26 * 3_600 else { return .wrong }
    guard let next = zone.nextChange(after: instant) else {
      for _ in 0..<4 {
        let other = Int64(bitPattern: random.next())
        guard zone.state(at: other) == state, time.state(at: other) == state else { return .wrong }
      }
      return .changeless
    }
    guard next > instant, zone.state(at: next).isDaylight != state.isDaylight else { return .wrong }
    let between = Int64.random(in: instant..<next, using: &random)
    for same in [instant, between, next - 1, instant] {
      guard zone.state(at: same) == state, time.state(at: same) == state else { return .wrong }
    }
    return time.state(at: next) == zone.state(at: next) ? .changing : .wrong
  }

  private static let wellFormed = [
    "CET-1CEST,M3.5.0,M10.5.0/3", "IST-1GMT0,M10.5.0,M3.5.0/1", "<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45",
    "EET-2EEST,M3.4.4/50,M10.4.4/50", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "XXX3EDT4,0/0,J365/23",
    "AAA0BBB,J60/-167,300/167", "EST5", "LMT-0:53:28",
  ]

  /// Noise, a piece of one string and a piece of another, or one with some bytes changed, put in or taken out.
  private static func anyText(_ random: inout SplitMix64) -> String {
    let alphabet = Array("AZaz<>+-,./:0123456789JM \u{0}é".utf8)
    func pick<Element>(_ from: [Element]) -> Element { from[Int.random(in: from.indices, using: &random)] }
    var bytes = Array(pick(wellFormed).utf8)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in pick(alphabet) }
    case 1:
      let other = Array(pick(wellFormed).utf8)
      bytes.removeLast(.random(in: 0...bytes.count, using: &random))
      bytes += other.dropFirst(.random(in: 0...9, using: &random))
    default:
      // Mostly digits for digits, so that many still parse.
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<12, using: &random) {
        case 0: bytes[index] = pick(alphabet)
        case 1: bytes.insert(pick(alphabet), at: index)
        case 2: if bytes.count > 1 { bytes.remove(at: index) }
        default:
          if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) {
            bytes[index] = UInt8.random(in: UInt8(ascii: "0")...UInt8(ascii: "9"), using: &random)
          }
        }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
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
