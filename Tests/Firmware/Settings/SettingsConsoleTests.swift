// The console as somebody at a terminal sees it, byte by byte, against transcripts written by hand from CONSOLE.md.
// Must never let a password, or anything that reveals its length, pass as output.

import Firmware
import Support
import TestSupport
import Testing

struct SettingsConsoleTests {
  private let prompt = "clock> "
  private static let servers = "up to 4: HOST, HOST:PORT or [IPV6]:PORT, HOST of letters, digits, - and ."

  @Test func aSessionByHand() {
    var console = TypedConsole(StoredSettings(defaults: [.servers: "pool.example", .zone: "UTC0"]))
    #expect(
      console.answer("show\r") == """
        show\r
        = wifi not set\r
        = password not set\r
        = tz default UTC0\r
        = servers default pool.example\r
        = panels default v2\r
        = shades default dither\r
        = partials default 59\r
        = policy default change\r
        = hours default 24\r
        = style default ink\r
        = legible default 50\r
        = page default on\r
        = updates not set\r
        = quiet not set\r
        done\r
        clock>\u{20}
        """)
    #expect(
      console.answer("set tz CET-1CEST,M3.5.0,M10.5.0/3\r")
        == "set tz CET-1CEST,M3.5.0,M10.5.0/3\r\ndone; restart to use it\r\nclock> ")
    #expect(console.answer("set wifi My Home\r") == "set wifi My Home\r\nPassword: ")
    #expect(console.answer("correct horse\r") == "\r\ndone; restart to use it\r\nclock> ")
    let shown = console.answer("show\r")
    #expect(shown.contains("\r\n= wifi stored My Home\r\n= password set\r\n= tz stored CET-1CEST,M3.5.0,M10.5.0/3\r\n"))
    #expect(console.answer("clear tz\r") == "clear tz\r\ndone; restart to use it\r\nclock> ")
    #expect(console.answer("show\r").contains("\r\n= tz default UTC0\r\n"))
    #expect(console.stored.text(.wifi) == "My Home" && console.stored.text(.password) == "correct horse")
    #expect(console.restarts == 0)
    #expect(console.answer("restart\r") == "restart\r\ndone\r\n")
    #expect(console.restarts == 1)
  }

  @Test func helpNamesAllKeysAndTheirValues() {
    var console = TypedConsole(StoredSettings())
    let lines = console.answer("help\n").split(separator: "\r\n")
    #expect(lines.count == 18 && lines[0] == "help")
    #expect(lines[1] == "= MNIST Clock \(Version.text): show, set KEY VALUE, clear KEY, restart")
    #expect(lines[4] == "= tz: a POSIX TZ string, like CET-1CEST,M3.5.0,M10.5.0/3" && lines[10] == "= hours: 24 or 12")
    #expect(lines[11] == "= style: ink or pixels" && lines[12] == "= legible: 0 to 100")
    #expect(
      lines[13] == "= page: on or off"
        && lines[14] == "= updates: an https:// address of up to 240 characters, or none")
    #expect(lines[15] == "= quiet: two different times, like 23:00-06:00, or none")
  }

  @Test(arguments: [
    ("set tz CET-1CEST,M13.5.0,M10.5.0/3", "tz, column 12: a month 1 to 12"),
    ("set tz", "tz, column 1: a name, CET or <+03>"),
    ("set tz Europe/Berlin", "tz, column 7: an offset, like -1 in CET-1"),
    ("set tz CET-1CEST", "tz, column 10: when, like ,M3.5.0,M10.5.0/3"),
    ("set tz CE", "tz, column 3: 3 letters or more"), ("set tz CET-25", "tz, column 5: 0 to 24 hours"),
    ("set tz A-1", "tz, column 2: 3 letters or more"), ("set tz CET-1,", "tz, column 6: the end, or a name like CEST"),
    ("set tz ABCDEFGHIJKLMNOPQ1", "tz, column 17: 16 letters at most"), ("set tz <+03", "tz, column 5: >"),
    ("set tz IST-5:3", "tz, column 7: 00 to 59"), ("set tz IST-5:30:60", "tz, column 10: 00 to 59"),
    ("set tz CET-1CEST,X", "tz, column 11: M3.5.0, J60 or 59"),
    ("set tz CET-1CEST,J0", "tz, column 12: a day 1 to 365"),
    ("set tz CET-1CEST,366", "tz, column 11: a day 0 to 365"),
    ("set tz CET-1CEST,M3.6.0", "tz, column 14: a week 1 to 5"),
    ("set tz CET-1CEST,M3.5.7", "tz, column 16: a weekday 0 to 6"),
    ("set tz CET-1CEST,M3-5", "tz, column 13: a dot, like M3.5.0"),
    ("set tz CET-1CEST,M3.5.0/168", "tz, column 18: 0 to 167 hours"),
    ("set tz CET-1CEST,M3.5.0", "tz, column 17: until when, like ,M10.5.0/3"),
    ("set tz CET-1CEST,M3.5.0,M10.5.0x", "tz, column 25: nothing more"),
    ("set servers a b:99999", "servers, column 3: \(Self.servers)"),
    ("set servers \"192.168.1.1\",time.nist.gov;", "the quote isn't closed"),
    ("set servers '192.168.1.1,a;'", "servers, column 13: \(Self.servers)"),
    ("set servers user@host", "servers, column 1: \(Self.servers)"), ("set wifi '", "the quote isn't closed"),
    ("set wifi \"My network", "the quote isn't closed"), ("set wifi 'My network\"", "the quote isn't closed"),
    ("set panels v2,v3", "panels, column 4: one or 4 with commas: v1 v2 v2.1 gdey0154d67"),
    ("set page maybe", "page: on or off"),
    ("set updates http://clock.example/", "updates: an https:// address of up to 240 characters, or none"),
    ("set updates https://", "updates: an https:// address of up to 240 characters, or none"),
    ("set updates https://a b/", "updates: an https:// address of up to 240 characters, or none"),
    ("set quiet 23:00-23:00", "quiet, column 7: two different times, like 23:00-06:00, or none"),
    ("set quiet 23-6", "quiet, column 3: two different times, like 23:00-06:00, or none"),
    ("set shades blue", "shades: dither or grey"), ("set partials 255", "partials: 0 to 254"),
    ("set policy never", "policy: change or minute"), ("set hours 13", "hours: 24 or 12"),
    ("set style dots", "style: ink or pixels"), ("set legible 101", "legible: 0 to 100"),
    ("set wifi", "wifi: a name of 1 to 32 bytes"), ("set wifi \"\"", "wifi: a name of 1 to 32 bytes"),
    ("set wifi 123456789012345678901234567890123", "wifi: a name of 1 to 32 bytes"),
    ("set password", "set wifi"), ("set password secret12", "you'll be asked"),
    ("set colour red", "unknown command; try help"), ("clear", "unknown command; try help"),
    ("set", "unknown command; try help"),
    ("reset", "unknown command; try help"), ("SHOW", "unknown command; try help"),
    ("set  ", "unknown command; try help"),
  ])
  func whatIsWrongIsRefusedWithWhatIsRight(line: String, why: String) {
    var console = TypedConsole(StoredSettings())
    #expect(console.answer(line + "\r") == line + "\r\nrefused: \(why)\r\nclock> ")
    #expect(console.stored.changes == 0)
  }

  @Test func linesAreEditedAsTheyAreTyped() {
    var console = TypedConsole(StoredSettings())
    #expect(
      console.answer("set hourz\u{7F}s 13\u{8}\u{8}24\r").hasPrefix(
        "set hourz\u{8} \u{8}s 13\u{8} \u{8}\u{8} \u{8}24\r\ndone"))
    #expect(console.stored.text(.hours) == "24")
    // Backspace at a line's beginning; a character of two bytes.
    #expect(console.answer("\u{8}\u{8}") == "")
    #expect(console.answer("set wifi caf\u{E9}\u{8}e\r") == "set wifi caf\u{E9}\u{8} \u{8}e\r\nPassword: ")
    #expect(console.answer("\r") == "\r\ndone; restart to use it\r\nclock> ")
    #expect(console.stored.text(.wifi) == "cafe")
    // Ctrl-U erases three characters, Ctrl-C drops the line.
    #expect(
      console.answer("xyz\u{15}clear hours\r").hasPrefix("xyz\u{8} \u{8}\u{8} \u{8}\u{8} \u{8}clear hours\r\ndone"))
    #expect(console.answer("set hours 12\u{3}") == "set hours 12\r\nclock> ")
    #expect(console.answer("\r") == "\r\nclock> ")
    #expect(console.stored.text(.hours) == nil)
    // Arrows, Home, F5, Tab and NUL.
    #expect(console.answer("\u{1B}[A\u{1B}OHsh\u{1B}[15~\t\0ow\r").hasPrefix("show\r\n= wifi"))
    #expect(console.answer("# 4711\r") == "# 4711\r\nclock> ")
    #expect(console.answer("   set   partials    7  \r").hasSuffix("done; restart to use it\r\nclock> "))
    #expect(console.stored.text(.partials) == "7")
  }

  @Test func anyEndOfALineIsOne() {
    for (end, answers) in [("\r", 2), ("\n", 2), ("\r\n", 2), ("\n\r", 2), ("\r\r", 4), ("\r\n\r\n", 4)] {
      var console = TypedConsole(StoredSettings())
      let text = console.answer("#" + end + "#" + end)
      #expect(text.components(of: prompt) == answers, "\(end.debugDescription)")
    }
    // The network would be open if the LF were a line of its own.
    var console = TypedConsole(StoredSettings())
    _ = console.answer("set wifi Home\r\ncorrect horse\r\n")
    #expect(console.stored.text(.password) == "correct horse")
  }

  @Test func linesHaveAnEnd() {
    let servers = Array(repeating: "[\(String(repeating: "n", count: 63))]:65535", count: 4).joined(separator: " ")
    var console = TypedConsole(StoredSettings())
    #expect(console.answer("set servers \(servers)\r").hasSuffix("done; restart to use it\r\nclock> "))
    #expect(console.answer("show\r").contains("\r\n= servers stored \(servers)\r\n"))
    let long = "set servers \(servers)" + String(repeating: " ", count: 6)
    #expect(console.answer(long + "\r") == long.prefix(304) + "\u{7}\r\nrefused: too long\r\nclock> ")
    // Too long, then erased: what follows is a line again.
    #expect(
      console.answer(long + "\u{15}set hours 12\r").hasSuffix("set hours 12\r\ndone; restart to use it\r\nclock> "))
    _ = console.answer("set wifi Home\r")
    #expect(
      console.answer(String(repeating: "0", count: 400) + "\r")
        == "\r\nrefused: password: 8 to 63 ASCII characters, 64 hex digits, or none for an open network\r\nclock> ")
    #expect(console.stored.text(.wifi) == nil)
  }

  /// Whatever the password and its length, and whatever is done while it is typed, the same bytes come out.
  @Test func aPasswordLeavesNoTrace() {
    var outputs: Set<String> = []
    for password in ["12345678", "secret ,\"'\\;#secret", String(repeating: "p", count: 63)] {
      var console = TypedConsole(StoredSettings())
      var text = console.answer("set wifi Home\r")
      text += console.answer("x\u{8}\(password)y\u{7F}\u{1B}[A\t\r")
      #expect(console.stored.text(.password) == password)
      text += console.answer("show\rhelp\rset password\r\(password)\u{15}\(password)\r")
      #expect(console.stored.text(.password) == password)
      text += console.answer("show\rclear password\rshow\rset wifi Home\r\(password)\u{3}show\r")
      #expect(console.stored.text(.password) == nil)
      outputs.insert(text)
    }
    #expect(outputs.count == 1)
    for wrong in ["1234567", "passw\u{F6}rter", String(repeating: "g", count: 64)] {
      var console = TypedConsole(StoredSettings())
      _ = console.answer("set wifi Home\r")
      #expect(
        console.answer(wrong + "\r")
          == "\r\nrefused: password: 8 to 63 ASCII characters, 64 hex digits, or none for an open network\r\nclock> ")
      #expect(console.stored.changes == 0)
      // Nor is it the beginning of a command.
      #expect(console.answer("\r") == "\r\nclock> ")
    }
  }

  /// One pair of quotes of either kind comes off, as in a shell; a name with quotes of its own goes in the other kind.
  @Test func namesMayBeQuoted() {
    for (typed, name) in [
      ("\"  a \"", "  a "), ("\"\"q\"\"", "\"q\""), ("'My network'", "My network"), ("\"My network\"", "My network"),
      ("\"'My network'\"", "'My network'"), ("'\"q\"'", "\"q\""), ("'\"open'", "\"open"), ("  plain  ", "plain"),
      ("Jo's", "Jo's"), ("The Jones'", "The Jones'"), ("a \"b\"", "a \"b\""), (",a", ",a"),
    ] {
      var console = TypedConsole(StoredSettings())
      _ = console.answer("set wifi \(typed)\r\r")
      #expect(console.stored.text(.wifi) == name)
    }
  }

  /// Quoted as for a shell: no value keeps its quotes.
  @Test(arguments: [
    ("set tz 'CET-1CEST,M3.5.0,M10.5.0/3'", SettingKey.zone, "CET-1CEST,M3.5.0,M10.5.0/3"),
    ("set servers \"192.168.1.1\"", .servers, "192.168.1.1"), ("set servers 'a,b [::1]:5'", .servers, "a,b [::1]:5"),
    ("set panels 'v1'", .panels, "v1"), ("set hours \"12\"", .hours, "12"), ("set partials '7'  ", .partials, "7"),
  ])
  func valuesMayBeQuoted(line: String, key: SettingKey, value: String) {
    var console = TypedConsole(StoredSettings())
    #expect(console.answer(line + "\r").hasSuffix("\r\ndone; restart to use it\r\nclock> "))
    #expect(console.stored.text(key) == value)
  }

  /// A password is exactly what is typed, quotes included.
  @Test func aPasswordKeepsItsQuotes() {
    var console = TypedConsole(StoredSettings())
    _ = console.answer("set wifi Home\r'secret12'\r")
    #expect(console.stored.text(.password) == "'secret12'")
  }

  /// Also that of the board's default network, whose name is then stored too.
  @Test func aPasswordIsSetAnew() {
    let stored = StoredSettings(defaults: [.wifi: "Factory", .password: "factory-secret"])
    var console = TypedConsole(stored)
    #expect(console.answer("set password\r") == "set password\r\nPassword: ")
    _ = console.answer("another one\r")
    #expect(stored.text(.wifi) == "Factory" && stored.text(.password) == "another one")
    _ = console.answer("clear wifi\r")
    #expect(stored.values.isEmpty)
  }

  /// At every point of the three writes and of the two removals.
  @Test(arguments: ["set wifi New\rnew-secret\r", "set wifi New\r\r", "set wifi Old\rnew-secret\r", "clear wifi\r"])
  func aPowerCutMixesNoNetworks(typed: String) throws {
    for changes in 0..<4 {
      let stored = StoredSettings(
        [.wifi: "Old", .password: "old-secret"], defaults: [.wifi: "Factory", .password: "factory-secret"])
      stored.changesLeft = changes
      var console = TypedConsole(stored)
      let text = console.answer(typed)
      let isTold = text.hasSuffix("refused: the flash didn't take it\r\nclock> ")
      #expect(isTold == (stored.changesLeft == 0 && stored.changes < (typed.hasSuffix("new-secret\r") ? 3 : 2)))
      let found = try #require(wifi(stored))
      let isWhole = [
        ["Old", "old-secret"], ["Old", ""], ["New", ""], ["New", "new-secret"], ["Old", "new-secret"],
        ["Factory", "factory-secret"],
      ].contains([found.name, found.password])
      #expect(isWhole, "\(changes) changes: \(found)")
      if found.name == "New" { #expect(found.password != "old-secret") }
    }
  }

  @Test func aFullFlashIsTold() {
    let stored = StoredSettings()
    stored.isFull = true
    var console = TypedConsole(stored)
    #expect(console.answer("set hours 12\r") == "set hours 12\r\nrefused: the flash is full\r\nclock> ")
  }

  @Test func damagedValuesCantDriveATerminal() {
    let stored = StoredSettings([.hours: "13", .wifi: "a\u{1B}[2Jb", .zone: "UTC0\r\ndone"], defaults: [.hours: "12"])
    var console = TypedConsole(stored)
    let text = console.answer("show\r")
    #expect(!text.contains("\u{1B}") && text.contains("= wifi invalid, not set\r\n"))
    #expect(text.contains("= hours invalid, default 12\r\n"))
    #expect(text.contains("= tz invalid, default UTC0\r\n"))
  }

  /// Over 100,000 bytes of anything: it never traps, and afterwards it works as before.
  @Test func garbageIsSurvived() {
    var random = SplitMix64(seed: 17)
    var console = TypedConsole(StoredSettings())
    let pieces = [
      "set ", "wifi ", "show", "clear ", "tz ", "\r", "\n", "\u{8}", "\u{15}", "\u{1B}[", "password", "help",
    ]
    for _ in 0..<27_000 {
      let isPiece = random.next() % 4 == 0
      let piece = Array(pieces[Int(random.next() % UInt64(pieces.count))].utf8)
      console.type(isPiece ? piece : random.bytes(5))
      if console.screen.bytes.count > 1 << 20 { console.screen.bytes = [] }
    }
    #expect(console.answer("\u{3}set hours 12\r").hasSuffix("set hours 12\r\ndone; restart to use it\r\nclock> "))
  }
}

extension String {
  fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
