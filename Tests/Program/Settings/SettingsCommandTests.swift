// `mnist-clock settings` as a user meets it, with boards behind pseudo-terminals. Must never call into the command's
// code.

import Foundation
import Support
import TestSupport
import Testing

@Suite struct SettingsCommandTests {
  private let folder: TemporaryFolder
  private let secret = " correct, \"horse\";'\\# "

  init() throws { folder = try TemporaryFolder() }

  private func run(
    _ words: [String], input: String? = nil, path: String? = nil, program: String = Program.path
  ) throws -> Program.Result {
    let file = folder.path + "/input-\(UUID().uuidString)"
    if let input { try Files.write(Array(input.utf8), to: file) }
    return try Program.start(
      ["settings"] + words, cache: folder.path, folder: folder.path, path: path, input: input == nil ? nil : file,
      program: program
    ).result()
  }

  @Test(arguments: [PseudoBoard.Manner.plain, .logging, .linked])
  func aDeviceIsSetUp(manner: PseudoBoard.Manner) throws {
    let board = try PseudoBoard(manner, StoredSettings(defaults: [.servers: "pool.example"]))
    defer { board.end() }
    func settings(_ words: String..., input: String? = nil) throws -> Program.Result {
      try run(["--port", board.path] + words, input: input)
    }
    let wifi = try settings("set", "wifi", "My \"Home\" ", input: secret + "\n")
    #expect(wifi.status == 0 && wifi.output == "done; restart to use it\n", "\(wifi)")
    #expect(board.stored.text(.wifi) == "My \"Home\" " && board.stored.text(.password) == secret)
    #expect(try settings("set", "tz", "Europe/Berlin").status == 0)
    #expect(try settings("set", "servers", "192.168.1.1", "[2001:db8::1]:4460").status == 0)
    let show = try settings("show")
    #expect(
      show.output == """
        wifi stored My "Home"\u{20}
        password set
        tz stored CET-1CEST,M3.5.0,M10.5.0/3
        servers stored 192.168.1.1 [2001:db8::1]:4460
        panels default v2
        shades default dither
        partials default 59
        policy default change
        hours default 24
        style default ink
        legible default 50
        page default on
        updates not set
        quiet not set

        """)
    #expect(show.errors == "" && show.status == 0)
    #expect(try settings("clear", "servers").output == "done; restart to use it\n")
    #expect(try settings("set", "password", input: "\n").status == 0)
    #expect(board.stored.text(.password) == nil && board.stored.text(.servers) == nil)
    #expect(board.restarts == 0)
    #expect(try settings("restart").output == "done\n")
    #expect(board.restarts(reach: 1))
  }

  /// Somebody has left the password of a network half typed.
  @Test func whatOthersBeganIsNoHindrance() throws {
    let board = try PseudoBoard(.logging)
    defer { board.end() }
    let port = open(board.path, O_RDWR | O_NOCTTY)
    defer { close(port) }
    let begun = Array("set wifi Cafe\rset hours 1".utf8)
    #expect(write(port, begun, begun.count) == begun.count)
    #expect(try run(["--port", board.path, "set", "hours", "12"]).status == 0)
    #expect(board.stored.text(.hours) == "12" && board.stored.text(.wifi) == nil)
  }

  @Test func whatIsWrongIsRefusedBeforeItIsSent() throws {
    let board = try PseudoBoard(.plain)
    defer { board.end() }
    for (words, status, why) in [
      (["set", "hours", "13"], 1, "hours \"13\" is invalid: expected 24 or 12"),
      (
        ["set", "quiet", "23:00-23:00"], 1,
        "quiet \"23:00-23:00\" is invalid, column 7: expected two different times, like 23:00-06:00, or none"
      ),
      (["set", "tz", "CET-25"], 1, "column 5: expected hours from 0 to 24"),
      (["set", "tz", "Europe/Berlim"], 1, "Did you mean Europe/Berlin?"),
      (
        ["set", "servers", "a", "b:0"], 1,
        "is invalid, column 3: a port is a number from 1 to 65535, not 0"
      ),
      (["set", "panels", "v2,v3"], 1, "column 4"),
      (
        ["set", "servers", "a", "b;"], 1,
        "is invalid, column 3: expected up to 4: HOST, HOST:PORT or [IPV6]:PORT, HOST of"
      ), (["set", "servers", "::1"], 1, "column 1: an IPv6 address takes brackets, such as [::1]"),
      (["set", "wifi", "a\u{1}b"], 1, #"wifi "a\u{1}b" is invalid: it has a control character"#),
      (["set", "colour", "red"], 1, "there is no setting colour; the settings are wifi"),
      (["set", "password", "12345678"], 2, "the password is prompted for"), (["set"], 2, "expected show, set"),
      (["show", "tz"], 2, "expected show"), ([], 2, "expected show"),
      (["--size", "1", "show"], 2, "--nvs"),
      (["--baud", "9600", "show"], 1, "9600 baud is not a serial port's rate"),
      (["set", "wifi", String(repeating: "x", count: 33)], 1, "expected a name of 1 to 32 bytes"),
    ] {
      let result = try run(["--port", board.path] + words)
      #expect(result.status == status && result.errors.contains(why), "\(result.errors)")
    }
    let short = try run(["--port", board.path, "set", "wifi", "Home"], input: "short12\n")
    #expect(short.status == 1 && short.errors.contains("password is invalid: expected 8 to 63 ASCII characters"))
    #expect(!short.errors.contains("short12"))
    let none = try run(["--port", board.path, "set", "wifi", "Home"], input: "")
    #expect(none.status == 1 && none.errors.contains("standard input ends before the password"))
    #expect(board.sent.isEmpty && board.stored.changes == 0)
  }

  /// A shell has taken its own quotes off: what is left may be meant, and is pointed out.
  @Test func whatMayBeMeantOtherwiseIsSaid() throws {
    let board = try PseudoBoard(.plain)
    defer { board.end() }
    func set(_ words: String..., input: String? = nil) throws -> String {
      let result = try run(["--port", board.path, "set"] + words, input: input)
      #expect(result.status == 0, "\(result.errors)")
      return result.errors
    }
    #expect(
      try set("wifi", "'My network'", input: "\n") == "Note: the network's name is 'My network', quotes and all.\n")
    #expect(board.stored.text(.wifi) == "'My network'")
    let note = "Note: the password begins and ends with a quote, and both are part of it.\n"
    #expect(try set("wifi", "Home", input: "\"secret12\"\n") == note)
    #expect(try set("password", input: "'secret12'\n") == note && set("password", input: "\"secret12\n") == "")
    #expect(try set("wifi", "Jo's", input: "\n") == "")
    #expect(try set("servers", "pool.ntp.org,time.nist.gov") == "")
    #expect(board.stored.text(.servers) == "pool.ntp.org,time.nist.gov")
    #expect(try set("tz", "america/New York ") == "Note: america/New York is taken to mean America/New_York.\n")
    #expect(board.stored.text(.zone) == "EST5EDT,M3.2.0,M11.1.0")
    #expect(
      try set("tz", "UTC+3")
        == "Note: UTC+3 uses POSIX's sign: local time is 3 hours behind UTC; for 3 hours ahead write UTC-3.\n")
    #expect(board.stored.text(.zone) == "UTC+3")
    #expect(
      try set("tz", "Africa/Casablanca").contains("no POSIX TZ string can say when the clocks of Africa/Casablanca"))
    #expect(try set("tz", "Europe/Berlin") == "")
  }

  @Test func whoeverElseIsThereIsNamed() throws {
    for (manner, why) in [
      (PseudoBoard.Manner.deaf(""), "nothing answers. Is it the right port?"),
      (
        .deaf("ESP-ROM:esp32c3-api1-20210207\r\nwaiting for download\r\n"),
        "the board is in download mode. Press its RESET"
      ),
      (.deaf("\r\n$GPGGA,123519,4807.038,N\r\n"), "something other than the clock's console answers: $GPGGA,123519"),
      (.echoing, "the device took the command but gave no answer"),
    ] {
      let board = try PseudoBoard(manner)
      defer { board.end() }
      let result = try run(["--port", board.path, "--wait", "2", "set", "wifi", "Home"], input: "a secret here\n")
      #expect(result.status == 1 && result.errors.contains(why), "\(result.errors)")
      #expect(!String(decoding: board.sent, as: UTF8.self).contains("secret"))
    }
  }

  @Test func portsThatAreNoneAreExplained() throws {
    let file = folder.path + "/file"
    try Files.write([1], to: file)
    #expect(
      try run(["--port", folder.path + "/missing", "show"]).errors.contains("missing: there is no such port. There is"))
    #expect(try run(["--port", file, "show"]).errors.contains("file: this is not a serial port"))
    let board = try PseudoBoard(.plain)
    defer { board.end() }
    let other = open(board.path, O_RDWR | O_NOCTTY)
    defer { close(other) }
    #expect(flock(other, LOCK_EX) == 0)
    #expect(try run(["--port", board.path, "show"]).errors.contains("another program is using this port. Close it"))
    #expect(try run(["show"]).errors.contains("--port or --nvs is needed"))
  }

  /// A terminal echoes what is typed, unless it is told not to.
  @Test func aPasswordIsTypedUnseen() throws {
    let board = try PseudoBoard(.plain)
    defer { board.end() }
    let terminal = try PseudoTerminal(isRaw: false)
    let (process, result) = try Program.start(
      ["settings", "--port", board.path, "set", "wifi", "Home"], cache: folder.path, folder: folder.path,
      input: terminal.path)
    let end = ContinuousClock.now + .seconds(20)
    while terminal.echoes, ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.01) }
    #expect(!terminal.echoes && process.isRunning)
    terminal.write(Array("typed unseen\n".utf8))
    let after = result()
    #expect(after.status == 0 && after.errors.hasPrefix("Password, empty for an open network: "), "\(after)")
    #expect(board.stored.text(.password) == "typed unseen")
    #expect(terminal.echoes)
    #expect(!String(decoding: terminal.read(), as: UTF8.self).contains("unseen"))
  }

  // MARK: Images

  @Test func anImageHoldsWhatWasSaid() throws {
    try #require(Files.exists(RealDigits.root + "/.build-nvs/python3"), "HostTools/install-packages tests installs it")
    let result = try run(
      ["--nvs", "nvs.bin", "wifi= My, \"Home\"", "tz=Europe/Berlin", "servers=a b:5", "panels=v1", "hours=12"],
      input: secret + "\n")
    #expect(
      result.status == 0 && result.output.contains("nvs.bin: wifi, password, tz, servers, panels, hours"), "\(result)")
    #expect(!(result.output + result.errors).contains("horse"))
    let file = folder.path + "/nvs.bin"
    let image = try Files.read(file)
    #expect(image.count == 0x6000)
    #expect(
      try NVSImage.strings(image, namespace: "clock") == [
        "wifi": " My, \"Home\"", "password": secret, "tz": "CET-1CEST,M3.5.0,M10.5.0/3", "servers": "a b:5",
        "panels": "v1", "hours": "12",
      ])
    let attributes = try FileManager.default.attributesOfItem(atPath: file)
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    // An open network; another size.
    let open = try run(["--nvs", "open.bin", "--size", "0x3000", "wifi=Caf\u{E9}"], input: "\n")
    #expect(open.status == 0, "\(open)")
    let small = try Files.read(folder.path + "/open.bin")
    #expect(
      try small.count == 0x3000 && NVSImage.strings(small, namespace: "clock") == ["wifi": "Caf\u{E9}", "password": ""])
  }

  @Test func imagesOfNonsenseAreNotMade() throws {
    for (words, why) in [
      (["hours=13"], "expected 24 or 12"), (["hours"], "KEY=VALUE"), (["password=12345678"], "is prompted for"),
      (["hours=12", "hours=24"], "hours is given twice"), ([], "no settings"),
      (["--size", "0x2000", "hours=12"], "0x3000"),
      (["--size", "5000", "hours=12"], "multiple of 0x1000"), (["--wait", "1", "hours=12"], "--wait needs --port"),
      (["colour=red"], "there is no setting colour"),
    ] {
      let result = try run(["--nvs", "none.bin"] + words)
      #expect(result.status != 0 && result.errors.contains(why), "\(result.errors)")
    }
    #expect(!Files.exists(folder.path + "/none.bin"))
  }

  @Test func aMissingToolIsNamed() throws {
    let tools = folder.path + "/tools"
    try Files.makeFolder(tools)
    // Away from the project, whose own tool it would find.
    let program = folder.path + "/mnist-clock"
    try FileManager.default.copyItem(atPath: Program.path, toPath: program)
    let without = try run(["--nvs", "none.bin", "hours=12"], path: tools, program: program)
    #expect(without.errors.contains("python3 is not installed"), "\(without.errors)")
    // A Python without the package.
    try Files.write(Array("#!/bin/sh\nexit 1\n".utf8), to: tools + "/python3")
    #expect(chmod(tools + "/python3", 0o755) == 0)
    let result = try run(["--nvs", "none.bin", "hours=12"], path: tools + ":/usr/bin:/bin", program: program)
    #expect(
      result.status == 1 && result.errors.contains("`HostTools/install-packages nvs` in the project's folder"))
  }
}
