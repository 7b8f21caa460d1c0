// Zones, checked against glibc and the system's time zone data, from 2026 to 2137.
// Not compared: daylight time all year, which glibc gets wrong for hours at New Year and no real zone has; the folders
// posix (the same zones again) and right (leap seconds counted, no TZ strings).

import Firmware
import Support
import TestSupport
import Testing
import TimeZones

@Suite struct CivilZoneSystemTests {
  /// 2026-01-01 and 2138-01-01.
  private static let begin: Int64 = 1_767_225_600
  private static let end: Int64 = 5_301_763_200

  /// Every TZ string of the system's zones, evaluated by glibc as a string.
  @Test func everyStringOfTheSystem() throws {
    let folder = ZoneFolder()
    let names = folder.names()
    let strings = Set(try names.map { try folder.zone(named: $0).footer }).sorted()
    // Both numbers grow: the data of 2025 have 598 names with 95 strings.
    #expect(names.count > 550 && strings.count > 80)
    let compared = try compare(
      strings.map { ($0, $0, Self.begin) }, samples: 1_000)
    #expect(compared.changes > 30 * 220 && compared.samples == strings.count * 1_000)
    print("TZ strings: \(names.count) zones with \(strings.count) strings, \(compared)")
  }

  /// Every zone by its name. Its file lists changes until 2037 or later one by one, some of which no string can tell,
  /// Morocco's for instance; such a zone is compared from the last of these on.
  @Test func everyZoneByName() throws {
    let folder = ZoneFolder()
    var zones: [(judge: String, ours: String, from: Int64)] = []
    var late: [String] = []
    for name in folder.names() {
      let chosen = try ChosenZone(name, in: folder)
      let untold = try folder.zone(named: name).untold(by: chosen.zone, from: Self.begin)
      if untold != nil { late.append(name) }
      zones.append((":" + name, chosen.posix, untold?.upperBound ?? Self.begin))
    }
    // With the data of 2025: four of 598.
    #expect(late.count * 20 < zones.count, "\(late)")
    let compared = try compare(zones, samples: 200)
    #expect(compared.changes > 200 * 100 && compared.samples == zones.count * 200)
    print("Zones by name: \(zones.count) zones, \(compared); from their last untold change on: \(late)")
  }

  /// Which zones get a note, and from and until when, by glibc's own reading of both name and string: from now on, and
  /// from points in the next years.
  @Test(arguments: [begin, 1_802_600_000, 1_860_000_000])
  func everyZoneThatNoStringTells(from: Int64) throws {
    let folder = ZoneFolder()
    let names = folder.names()
    let questions = try names.flatMap { name in
      let footer = try folder.zone(named: name).footer
      return [":" + name, footer].map { SystemTime.Question(zone: $0, from: from) }
    }
    let findings = try SystemTime.ask(questions, until: Self.end, samples: 1)
    try #require(findings.count == 2 * names.count)
    var untold: [String] = []
    for (index, name) in names.enumerated() {
      let (byName, byString) = (findings[2 * index], findings[2 * index + 1])
      let instants = Set([from] + (byName.changes + byString.changes).map(\.instant)).sorted()
      let isWrong = instants.map { byName.state(at: $0) != byString.state(at: $0) }
      let expected = isWrong.firstIndex(of: true).map { first in
        instants[first]..<instants[(isWrong.lastIndex(of: true) ?? first) + 1]
      }
      let found = try folder.zone(named: name).untold(by: ChosenZone(name, in: folder).zone, from: from)
      #expect(found == expected, "\(name)")
      if expected != nil { untold.append(name) }
    }
    // Morocco's and Palestine's clocks follow the moon; others' may some day.
    let known = ["Africa/Casablanca", "Africa/El_Aaiun", "Asia/Gaza", "Asia/Hebron"]
    #expect(known.allSatisfy(untold.contains))
    print("No string tells \(untold) from \(from) on")
  }

  /// Strings that no country has: all kinds of days, times up to a week off, offsets with seconds, both hemispheres.
  /// Their changes keep a fortnight away from New Year, since glibc looks at one year only.
  @Test func stringsMadeUp() throws {
    var random = SplitMix64(seed: 30)
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    func two(_ range: ClosedRange<Int>) -> String { String(number(range)).leftPadded(to: 2, with: "0") }
    func time(_ hours: ClosedRange<Int>) -> String { "\(number(hours)):\(two(0...59)):\(two(0...59))" }
    func day(_ months: ClosedRange<Int>) -> String {
      switch number(0...2) {
      case 0: "J\(number(months.lowerBound * 30...months.upperBound * 30))"
      case 1: "\(number(months.lowerBound * 30...months.upperBound * 30))"
      default: "M\(number(months)).\(number(1...5)).\(number(0...6))"
      }
    }
    let strings = (0..<150).map { _ in
      // Two months lie between the halves; a change may be moved by a week and a day.
      let halves = [day(2...4), day(7...10)].map { "\($0)/\(time(-166...166))" }
      let order = number(0...1) == 0 ? halves : halves.reversed()
      let daylight = number(0...1) == 0 ? "BBB" : "<b\(number(100...999))>\(time(-23...23))"
      return "AAA\(time(-23...23))\(daylight),\(order[0]),\(order[1])"
    }
    let compared = try compare(strings.map { ($0, $0, Self.begin) }, samples: 200)
    #expect(compared.changes > 140 * 220 && compared.samples == 150 * 200)
  }

  /// The program, with instants on standard input, for one zone.
  @Test func theProgramPrintsWhatTheSystemSays() throws {
    let zone = "NZST-12NZDT,M9.5.0,M4.1.0/3"
    let findings = try #require(
      try SystemTime.ask([SystemTime.Question(zone: zone, from: Self.begin)], until: Self.end, samples: 5_000).first)
    let folder = try TemporaryFolder()
    let input = folder.path + "/instants"
    try Files.write(findings.samples.map { "\($0.instant)\n" }.joined().utf8, to: input)
    let result = try Program.start(
      ["civil", "Pacific/Auckland"], cache: folder.path, folder: folder.path, input: input
    ).result()
    #expect(result.status == 0, "\(result.errors)")
    let expected = findings.samples.map { sample in
      let local = LocalTime(seconds: sample.instant + Int64(sample.state.offset))
      let date = CivilDate(daysSince1970: Int32(local.seconds / 86_400))
      let fields = [Int(date.month), Int(date.day), Int(local.hour), Int(local.minuteOfHour), Int(local.seconds % 60)]
        .map { String($0).leftPadded(to: 2, with: "0") }
      return "\(sample.instant)  \(date.year)-\(fields[0])-\(fields[1])T\(fields[2]):\(fields[3]):\(fields[4]) "
        + "+\(sample.state.offset / 3_600):00 \(sample.state.name)"
    }
    #expect(result.output.split(separator: "\n").elementsEqual(expected) { $0 == $1 })
    #expect(expected.count == 5_000)
  }

  /// - Parameter zones: TZ for glibc, the same for our parser, and when to begin.
  private func compare(
    _ zones: [(judge: String, ours: String, from: Int64)], samples: Int
  ) throws -> (changes: Int, samples: Int) {
    let questions = zones.map { SystemTime.Question(zone: $0.judge, from: $0.from) }
    let findings = try SystemTime.ask(questions, until: Self.end, samples: samples)
    try #require(findings.count == zones.count)
    var compared = (changes: 0, samples: 0)
    var wrong: [String] = []
    for (zone, finding) in zip(zones, findings) {
      let ours = try CivilZone(zone.ours)
      func check(_ instant: Int64, _ expected: SystemTime.State) {
        let state = ours.state(at: instant)
        let isSame =
          state.offset == expected.offset && state.isDaylight == expected.isDaylight
          && String(state.name) == expected.name
        if !isSame { wrong.append("\(zone.judge) (\(zone.ours)) at \(instant)") }
      }
      // The same changes, and no others.
      var last = zone.from
      for change in finding.changes {
        if ours.nextChange(after: last) != change.instant { wrong.append("\(zone.judge) after \(last)") }
        last = change.instant
        check(change.instant - 1, change.before)
        check(change.instant, change.after)
        check(change.instant + 1, change.after)
        compared.changes += 1
      }
      if let more = ours.nextChange(after: last), more <= Self.end { wrong.append("\(zone.judge) after \(last)") }
      for sample in finding.samples {
        check(sample.instant, sample.state)
        compared.samples += 1
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(5))")
    return compared
  }
}
