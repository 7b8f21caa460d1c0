// Which values each key takes, by tables written from 802.11, POSIX and the README.
// Must never take an expected value from the parser.

import Firmware
import TestSupport
import Testing

struct SettingsParserTests {
  /// nil when the value is accepted, else the position of the fault.
  private func fault(_ key: SettingKey, _ value: String) -> Int? {
    UserSettings.fault(key, Array(value.utf8).span)?.position
  }

  private func set(_ key: SettingKey, _ value: String) throws -> UserSettings {
    var settings = UserSettings()
    try settings.set(key, Array(value.utf8).span)
    return settings
  }

  @Test func namesAreWhatDevicesHaveStored() {
    let names = (0..<SettingKey.count).compactMap { SettingKey(rawValue: $0) }.map { "\($0.name)" }
    #expect(
      names == [
        "wifi", "password", "tz", "servers", "panels", "shades", "partials", "policy", "hours", "style", "legible",
        "page", "updates", "quiet",
      ])
    #expect(SettingKey(rawValue: SettingKey.count) == nil)
    for (number, name) in names.enumerated() {
      #expect(SettingKey(named: Array(name.utf8).span)?.rawValue == UInt8(number))
      #expect(SettingKey(named: Array(name.utf8.dropLast()).span) == nil)
    }
  }

  @Test(arguments: [
    "a", "Home", "  blanks at both ends  ", String(repeating: "x", count: 32), "\"quoted\"", "Caf\u{E9}, 1. Stock", "#",
  ])
  func networksNames(name: String) { #expect(fault(.wifi, name) == nil) }

  @Test(arguments: [
    "", String(repeating: "x", count: 33), String(repeating: "\u{E9}", count: 17), "a\rb", "\u{7F}", "tab\t",
  ])
  func noNetworksNames(name: String) { #expect(fault(.wifi, name) == 0) }

  @Test(arguments: [
    "", "12345678", " blanks ", "\"',;\\$%&=#", String(repeating: "~", count: 63),
    String(repeating: "0aF9", count: 16),
  ])
  func passwords(password: String) { #expect(fault(.password, password) == nil) }

  /// The position of a fault would give away something of the password.
  @Test(arguments: [
    "1", "1234567", String(repeating: "a", count: 65), String(repeating: "0aFg", count: 16), "passw\u{F6}rd",
    "12345678\n", "1234567\t", "\u{7F}2345678", String(repeating: "x", count: 64), String(repeating: "0", count: 287),
  ])
  func noPasswords(password: String) { #expect(fault(.password, password) == 0) }

  @Test func zones() throws {
    let zone = try set(.zone, "CET-1CEST,M3.5.0,M10.5.0/3").zone
    // The second in 2027 at which Berlin's clocks go forward, by EU directive 2000/84/EC: 28 March, 1:00 UTC.
    #expect(zone.state(at: 1_806_195_599).offset == 3_600 && zone.state(at: 1_806_195_600).offset == 7_200)
    #expect(
      fault(.zone, "") == 0 && fault(.zone, "Europe/Berlin") == 6 && fault(.zone, "CET-1CEST,M13.5.0,M10.5.0") == 11)
    #expect(UserSettings.fault(.zone, Array("CET-25".utf8).span)?.zone == .offsetHours)
  }

  @Test func servers() throws {
    func list(_ value: String) throws -> [String] {
      let servers = try set(.servers, value).servers
      return servers.indices.map { servers[$0] }.filter { !$0.isEmpty }.map { server in
        let name = server.name
        return String(decoding: name.indices.map { name[$0] }, as: UTF8.self) + " \(server.port)"
      }
    }
    #expect(try list("pool.example") == ["pool.example 123"])
    #expect(
      try list("  a:4460   [2001:db8::1]:65535 [fe80::1]  10.0.0.1:1") == [
        "a 4460", "2001:db8::1 65535", "fe80::1 123", "10.0.0.1 1",
      ])
    #expect(try list("pool.ntp.org,time.nist.gov") == ["pool.ntp.org 123", "time.nist.gov 123"])
    #expect(try list(" a:5 , b,,c ,") == ["a 5", "b 123", "c 123"])
    let longest = String(repeating: "n", count: 63)
    let four = Array(repeating: "[\(longest)]:65535", count: 4).joined(separator: " ")
    #expect(four.utf8.count == 287 && SettingKey.longestValue == 287)
    #expect(try list(four).count == 4)
  }

  @Test(arguments: [
    ("", 0), ("   ", 3), ("a b c d e", 8), ("a b:0", 2), ("a:65536", 0), ("a:", 0), ("a:x", 0), ("a:+5", 0),
    (":123", 0),
    ("[::1", 0), ("[]", 0), ("[::1]123", 0), ("2001:db8::1", 0), ("a:000123", 0), ("gut \u{FC}ber", 4),
    ("x " + String(repeating: "n", count: 64), 2), ("a,b c\tx", 4), (",", 1), ("a,b,c,d,e", 8), ("a,user@host", 2),
    ("\"192.168.1.1\"", 0), ("192.168.1.1/24", 0), ("a b;", 2), ("[fe80::1::]", 0), ("a:5,[::1]:0", 4),
  ])
  func noServers(value: String, position: Int) { #expect(fault(.servers, value) == position) }

  @Test func panels() throws {
    func kinds(_ value: String) throws -> [PanelKind] {
      let kinds = try set(.panels, value).kinds
      return kinds.indices.map { kinds[$0] }
    }
    #expect(try kinds("v1,v2,v2.1,gdey0154d67") == [.v1, .v2, .rev21, .gdey0154d67])
    #expect(try kinds("v1 v2, v2.1  gdey0154d67") == [.v1, .v2, .rev21, .gdey0154d67])
    #expect(try kinds("v2.1") == [.rev21, .rev21, .rev21, .rev21])
  }

  @Test(arguments: [
    ("", 0), ("v3", 0), ("v2,v2", 5), ("v2,v2,v2", 8), ("v1,v2,v2.1,", 11), ("v2,v2,v2,v2,v2", 12), ("v2, v2", 6),
    ("v2,,v2,v2", 9), ("V2", 0), ("v", 0), ("v2.", 0), ("v1 v2", 5), ("v1;v2", 0), ("gdey0154d67x", 0),
  ])
  func noPanels(value: String, position: Int) { #expect(fault(.panels, value) == position) }

  @Test func choicesAndNumbers() throws {
    #expect(try set(.shades, "grey").refresh.shades == .grey && set(.shades, "dither").refresh.shades == .dither)
    #expect(try set(.style, "pixels").refresh.style == .pixels && set(.style, "ink").refresh.style == .ink)
    #expect(try set(.policy, "minute").clock.policy == .everyMinute && set(.policy, "change").clock.policy == .onChange)
    #expect(try set(.hours, "12").clock.hourFormat == .twelve && set(.hours, "24").clock.hourFormat == .twentyFour)
    #expect(try set(.partials, "0").refresh.mostPartials == 0 && set(.partials, "254").refresh.mostPartials == 254)
    #expect(try set(.legible, "0").clock.legible == 0 && set(.legible, "100").clock.legible == 100)
    for (key, values) in [
      (SettingKey.shades, ["", "gray", "dither ", "grey dither"]), (.policy, ["", "Minute", "changes"]),
      (.style, ["", "Ink", "pixel", "ink pixels"]),
      (.hours, ["", "1", "2", "13", "24h", "24 12", " "]), (.partials, ["", "255", "-1", "+1", "1.5", "000001", "1 "]),
      (.legible, ["", "101", "-1", "50%", "0.5", "all"]),
    ] {
      for value in values { #expect(fault(key, value) == 0, "\(key) \(value)") }
    }
  }

  @Test(arguments: [
    ("23:00-06:00", 1_380, 360), ("00:00-23:59", 0, 1_439), ("13:05-13:06", 785, 786), ("", 0, 0),
  ])
  func quietHours(value: String, start: UInt16, end: UInt16) throws {
    #expect(try set(.quiet, value).clock.quiet == QuietHours(start: start, end: end))
  }

  @Test(arguments: [
    ("23", 2), ("23:00", 5), ("23:00-", 6), ("23:00-06", 8), ("23:00-06:0", 10), ("23:00-06:00 ", 11),
    (" 23:00-06:00", 0),
    ("24:00-06:00", 0), ("30:00-06:00", 0), ("23:60-06:00", 3), ("23:00-29:00", 6), ("23:00-06:60", 9),
    ("23:00 06:00", 5), ("23:00-23:00", 6), ("00:00-00:00", 6), ("23.00-06:00", 2), ("9:00-17:00", 0),
    ("19:0:-17:00", 4), ("none", 0),
  ])
  func noQuietHours(value: String, position: Int) { #expect(fault(.quiet, value) == position) }

  /// Every text of four of the bytes that matter: none traps, and a fault's position is within the text.
  @Test func noTextTraps() {
    let alphabet = Array("v2,.:[] 1a\"".utf8) + [0, 0xFF]
    var taken = 0
    for number in 0..<alphabet.count * alphabet.count * alphabet.count * alphabet.count {
      var (rest, text): (Int, [UInt8]) = (number, [])
      for _ in 0..<4 {
        text.append(alphabet[rest % alphabet.count])
        rest /= alphabet.count
      }
      for key in (0..<SettingKey.count).compactMap({ SettingKey(rawValue: $0) }) {
        if let fault = UserSettings.fault(key, text.span) {
          if !(0...4).contains(fault.position) { Issue.record("\(key) \(text) at \(fault.position)") }
        } else {
          taken += 1
        }
      }
    }
    #expect(taken > 1_000)
  }
}
