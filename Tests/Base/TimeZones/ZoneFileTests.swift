// Zone names and zone files, written here byte by byte so that the tests don't depend on the system's.

import Firmware
import Foundation
import Support
import Testing
import TimeZones

@Suite struct ZoneFileTests {
  private let folder: TemporaryFolder
  private let zones: ZoneFolder

  init() throws {
    folder = try TemporaryFolder()
    zones = ZoneFolder(path: folder.path + "/zoneinfo")
    try Files.makeFolder(zones.path + "/Europe")
    try Files.write(Self.file(footer: "CET-1CEST,M3.5.0,M10.5.0/3"), to: zones.path + "/Europe/Berlin")
    try Files.write(Self.file(footer: "EST5EDT,M3.2.0,M11.1.0"), to: zones.path + "/EST5EDT")
    try Files.write(Self.file(footer: ""), to: zones.path + "/Europe/Nowhere")
    try Files.write(Self.file(footer: "CET-1CEST"), to: zones.path + "/Europe/Odd")
    try Files.write("# no zone".utf8, to: zones.path + "/README")
    try Files.makeFolder(zones.path + "/America")
    try Files.write(Self.file(footer: "EST5EDT,M3.2.0,M11.1.0"), to: zones.path + "/America/New_York")
    try Files.write(Self.file(footer: "UTC0"), to: folder.path + "/secret")
  }

  @Test(arguments: [
    ("Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3", true), ("EST5EDT", "EST5EDT,M3.2.0,M11.1.0", true),
    ("CET-1CEST,M3.5.0,M10.5.0/3", "CET-1CEST,M3.5.0,M10.5.0/3", false), ("GMT0", "GMT0", false),
    ("<+0330>-3:30", "<+0330>-3:30", false),
  ])
  func takesNamesAndStrings(text: String, posix: String, isName: Bool) throws {
    let chosen = try ChosenZone(text, in: zones)
    #expect(chosen.posix == posix && (chosen.file != nil) == isName)
  }

  @Test(arguments: [
    ("", "the time zone is empty"),
    ("Berlin", "there is no time zone of this name. Did you mean Europe/Berlin?"),
    ("Europe/Berln", "Did you mean Europe/Berlin?"),
    ("Asia/Atlantis", "Names look like Europe/Berlin"),
    ("Europe", "Europe is a folder of 3 time zones, such as Europe/Berlin"),
    ("../secret", "../secret: a time zone's name has no dot"),
    ("Europe/../../secret", "a time zone's name has no dot"),
    ("/etc/passwd", "/etc/passwd: this is a path, not a time zone's name"),
    ("Europe//Berlin", "a time zone's name has no empty parts"), ("Europe/", "a time zone's name has no empty parts"),
    ("New York", "there is no time zone of this name. Did you mean America/New_York?"),
    ("new_york", "there is no time zone of this name. Did you mean America/New_York?"),
    ("Europe/Berl\u{ED}n", "there is no time zone of this name. Did you mean Europe/Berlin?"),
    ("Europe/Ber\nlin", "\"Europe/Ber\\nlin\": there is no time zone of this name. Did you mean Europe/Berlin?"),
    ("README", "README: this is not a time zone file"),
    ("Europe/Nowhere", "the file has no TZ string for the future"),
    ("Europe/Odd", "expected a comma and the two days"),
    ("CET-1CEST", "column 10: expected a comma and the two days"),
    ("EST5EDT,M3.2.0", "column 15: expected a comma and the day when daylight time ends"),
    (":Europe/Berlin", "column 1: expected a name"),
  ])
  func saysWhatIsWrong(text: String, message: String) {
    let failure = #expect(throws: Failure.self) { try ChosenZone(text, in: zones) }
    #expect(failure?.description.contains(message) == true, "\(failure?.description ?? "")")
  }

  @Test(arguments: [
    ("europe/BERLIN", "Europe/Berlin"), (" Europe/Berlin ", "Europe/Berlin"), ("est5edt", "EST5EDT"),
    ("America/new york", "America/New_York"), ("GMT0 ", "GMT0"),
  ])
  func takesTheNameThatWasMeant(text: String, name: String) throws {
    let chosen = try ChosenZone(text, in: zones)
    #expect(chosen.name == name)
    let isOther = text.trimmingCharacters(in: .whitespaces) != name
    #expect(chosen.notes(from: 0).contains { $0.contains("is taken to mean") } == isOther)
  }

  /// POSIX.1-2024, 8.3: the offset is what must be added to local time to get UTC.
  @Test(arguments: [
    ("UTC+3", "3 hours behind UTC; for 3 hours ahead write UTC-3"),
    ("UTC3", "3 hours behind UTC; for 3 hours ahead write UTC-3"),
    ("GMT+2", "2 hours behind UTC; for 2 hours ahead write GMT-2"),
    ("UTC-1", "1 hour ahead of UTC; for 1 hour behind write UTC+1"),
    ("IST+5:30", "5:30 hours behind UTC; for 5:30 hours ahead write IST-5:30"),
    ("<UTC>+3", "3 hours behind UTC; for 3 hours ahead write <UTC>-3"),
    ("CET+1CEST,M3.5.0,M10.5.0/3", "1 hour behind UTC; for 1 hour ahead write CET-1CEST,M3.5.0,M10.5.0/3"),
  ])
  func saysWhatASignMeans(text: String, meaning: String) throws {
    let notes = try ChosenZone(text, in: zones).notes(from: 1_798_761_600)
    #expect(notes == ["\(text) uses POSIX's sign: local time is \(meaning)"])
  }

  @Test(arguments: [
    "UTC0", "GMT+0", "EST5", "CET-1", "<+03>-3", "<UTC+3>-3", "Europe/Berlin", "EST5EDT,M3.2.0,M11.1.0",
  ])
  func hasNothingToSay(text: String) throws {
    #expect(try ChosenZone(text, in: zones).notes(from: 1_830_000_000) == [])
  }

  @Test func anEmptyFolderSaysWhatToInstall() {
    let none = ZoneFolder(path: folder.path + "/none")
    let failure = #expect(throws: Failure.self) { try ChosenZone("Europe/Berlin", in: none) }
    #expect(failure?.description.contains("Install the package tzdata") == true)
  }

  @Test func listsZonesOnly() {
    #expect(zones.names() == ["America/New_York", "EST5EDT", "Europe/Berlin", "Europe/Nowhere", "Europe/Odd"])
  }

  /// Opening one blocks until somebody writes to it.
  @Test(.timeLimit(.minutes(1))) func aPipeIsNoZone() {
    #expect(mkfifo(zones.path + "/Europe/Pipe", 0o600) == 0)
    #expect(!zones.names().contains("Europe/Pipe"))
    let failure = #expect(throws: Failure.self) { try ChosenZone("Europe/Pipe", in: zones) }
    #expect(failure?.description.contains("there is no time zone of this name") == true)
  }

  @Test func readsTransitionsAndTellsWhichTheStringDoesNot() throws {
    // Daylight time begins in 2027 as the string says, and ends a day early.
    let file = try ZoneFile(Self.file(footer: "CET-1CEST,M3.5.0,M10.5.0/3"), name: "test")
    #expect(file.transitions.map(\.instant) == [1_806_195_600, 1_824_858_000])
    #expect(file.transitions.map(\.offset) == [7_200, 3_600] && file.transitions.map(\.isDaylight) == [true, false])
    #expect(file.transitions.map(\.name) == ["CEST", "CET"])
    let zone = try CivilZone(file.footer)
    // Up to the hour at which the string ends it: 2027-10-31, 1:00 UTC.
    #expect(file.untold(by: zone, from: 1_806_000_000) == 1_824_858_000..<1_824_944_400)
    #expect(file.untold(by: zone, from: 1_824_900_000) == 1_824_900_000..<1_824_944_400)
    #expect(file.untold(by: zone, from: 1_824_944_400) == nil)
  }

  /// A file cut off anywhere is refused; one with up to three bytes changed is refused or read, but never traps.
  @Test func damagedFilesAreRefused() throws {
    let whole = Self.file(footer: "UTC0")
    for length in whole.indices {
      #expect(throws: Failure.self) { try ZoneFile(Array(whole[..<length]), name: "cut") }
    }
    var random = SplitMix64(seed: 8)
    for _ in 0..<20_000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8(truncatingIfNeeded: random.next())
      }
      guard let file = try? ZoneFile(bytes, name: "damaged") else { continue }
      _ = file.untold(by: .utc, from: 0)
    }
    var old = whole
    old[4] = 0
    let failure = #expect(throws: Failure.self) { try ZoneFile(old, name: "old") }
    #expect(failure?.cause.contains("version 1") == true)
  }

  /// Two types of time and two changes, in the 64-bit half only.
  private static func file(footer: String) -> [UInt8] {
    func number(_ value: Int64, _ size: Int) -> [UInt8] {
      (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * Int64($0))) }
    }
    func header(_ counts: [Int64]) -> [UInt8] {
      Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts.flatMap { number($0, 4) }
    }
    let empty = header([0, 0, 0, 0, 1, 4]) + number(0, 4) + [0, 0] + Array("UTC\0".utf8)
    let types = number(3_600, 4) + [0, 0] + number(7_200, 4) + [1, 4]
    return empty + header([0, 0, 0, 2, 2, 9]) + number(1_806_195_600, 8) + number(1_824_858_000, 8) + [1, 0] + types
      + Array("CET\0CEST\0\n\(footer)\n".utf8)
  }
}
