// Both ends of the link together: a clock over a quiet, noisy or dead line; settings, events and sockets.
// Must never wait in real time, except for the real sockets.

import ClockLink
import Emulator
import Firmware
import Foundation
import LinkHost
import NorFlash
import Support
import TestSupport
import Testing

/// A host with one answer to every request.
private struct AnsweringPort: BytePort, ~Copyable {
  let answer: [UInt8]
  private var reader = FrameReader()
  private var waiting: ArraySlice<UInt8> = []

  init(answer: [UInt8]) {
    self.answer = answer
  }

  mutating func write(_ byte: UInt8) -> Bool {
    for request in reader.read([byte]) { waiting += sentFrame(request.kind | 0x80, request.number, answer, []) }
    return true
  }

  mutating func read() -> UInt8? { waiting.popFirst() }
}

struct LinkTests {
  private static let kinds: [PanelKind] = [.v2, .v1, .rev21, .v2]
  private let image = imageBytes(counts: .init(repeating: 5, count: 10))
  private let settings = HostSettings([
    (.policy, "minute"), (.hours, "12"), (.partials, "7"), (.legible, "60"), (.quiet, "23:00-06:00"),
    (.panels, "v2,v1,v2.1,v2"), (.zone, "CET-1CEST,M3.5.0,M10.5.0/3"), (.servers, "127.0.0.1 time.example:4460"),
  ])

  private func server() throws -> LinkServer {
    try LinkServer(board: EmulatedBoard(kinds: LinkTests.kinds), settings: settings, glyphs: checkedTable(image))
  }

  /// A server that a device has greeted: without that, no request is answered.
  private func greetedServer() throws -> LinkServer {
    let server = try server()
    #expect(!server.take(sentFrame(1, 255, [2] + .init(repeating: 0, count: 8), [])).isEmpty)
    return server
  }

  private static func line(_ event: ClockEvent) -> String? {
    switch event {
    case .drew(let panel, let choice, let minute, let refresh):
      let mode = refresh.mode.map { "\($0)" } ?? "none"
      return "\(minute.hour):\(minute.minuteOfHour) \(panel) \(choice.id.digit) \(choice.id.number) \(mode)"
    case .panelFailed(let panel, let error): return "\(panel) \(error)"
    default: return nil
    }
  }

  /// Its chip selects are high again, as on a chip that starts: the first panel was selected when the device was reset.
  @Test func aDeviceThatStartsAgainLetsGoOfItsPins() throws {
    let server = try greetedServer()
    func time(_ milliseconds: UInt64) -> [UInt8] { withUnsafeBytes(of: milliseconds * 1_000) { Array($0) } }
    // RST low for 2 ms, then the first panel's CS low; by FORMAT.md's pin numbers, with the level in bit 0.
    #expect(!server.take(sentFrame(2, 1, time(10) + [1, 5 << 1], [])).isEmpty)
    #expect(!server.take(sentFrame(2, 2, time(12) + [1, 5 << 1 | 1], [])).isEmpty)
    #expect(!server.take(sentFrame(2, 3, time(40) + [1, 0 << 1], [])).isEmpty)
    #expect(!server.take(sentFrame(1, 4, [2] + time(0), [])).isEmpty)
    // The last panel is sent its software reset.
    #expect(!server.take(sentFrame(2, 5, time(30) + [2, 4 << 1, 3 << 1], [0x12])).isEmpty)
    try server.board.check()
  }

  /// Three minutes from 12:58 on, by a clock whose panels are at the far end of the line.
  private func run(noise: UInt64) throws -> (server: LinkServer, line: Line, drawn: [String]) {
    let line = Line()
    let server = try server()
    line.server = server
    line.noise = noise
    var drawn: [String] = []
    server.onEvent = { if let line = LinkTests.line($0) { drawn.append(line) } }
    try withLink(line) { link in
      let settings = link.link.pointee.settings()
      #expect(settings != nil)
      var clock = loopClock(link, line, image: image, start: LocalTime(seconds: 12 * 3_600 + 58 * 60))
      while line.now < 150_000_000 {
        line.now = max(line.now, clock.step().microseconds)
        try server.board.check()
      }
    }
    return (server, line, drawn)
  }

  @Test func aClockOverTheLinkDrawsWhatOneWithPanelsDraws() throws {
    let (server, _, drawn) = try run(noise: 0)
    let board = EmulatedBoard(kinds: LinkTests.kinds)
    // The other clock has no journal either: both mark what isn't on record.
    let journal = NorFlash()
    journal.dead = Set(0..<16)
    var direct: [String] = []
    let clock = EmulatedClock(
      board: board, settings: ClockSettings(), flash: EmulatedFlash(image), journal: journal,
      localTime: { LocalTime(seconds: 12 * 3_600 + 58 * 60 + Int64($0.microseconds / 1_000_000)) },
      record: { if let line = LinkTests.line($0) { direct.append(line) } })
    try clock.run(until: Instant(microseconds: 150_000_000))
    for panel in 0..<4 {
      let (linked, wired) = (server.board.panels[panel].visible, board.panels[panel].visible)
      let differing = zip(linked, wired).filter { $0 != $1 }.count
      #expect(differing == 0, "panel \(panel)")
      #expect(server.board.panels[panel].refreshes == board.panels[panel].refreshes)
    }
    #expect(drawn == direct)
    #expect(drawn.first == "12:58 0 1 0 full" && drawn.contains { $0.hasPrefix("13:0 3 0") })
  }

  /// Each byte reaches the panels once, whichever requests and replies are lost.
  @Test func noiseOnTheLineCostsTimeAlone() throws {
    let quiet = try run(noise: 0)
    let noisy = try run(noise: 8_000)
    #expect(noisy.line.hurt > 10 && noisy.server.dropped > 3, "\(noisy.line.hurt) bytes were hurt")
    #expect(noisy.drawn == quiet.drawn)
    #expect(noisy.server.board.bytesSent == quiet.server.board.bytesSent)
    for panel in 0..<4 {
      let isSame = noisy.server.board.panels[panel].visible == quiet.server.board.panels[panel].visible
      #expect(isSame, "panel \(panel)")
    }
  }

  @Test func withoutAHostNothingWaitsForEver() throws {
    let line = Line()
    withLink(line) { link in
      let settings = link.link.pointee.settings()
      #expect(settings == nil)
      // Three times 0.4 s.
      #expect(line.now < 1_300_000)
      var clock = loopClock(link, line, image: image, start: LocalTime(seconds: 0))
      _ = clock.step()
      #expect(line.now < 60_000_000)
      let silent = link.link.pointee.silent
      #expect(silent > 1)
    }
  }

  @Test func settingsAreWhatTheFormatSays() throws {
    var reader = FrameReader()
    let reply = reader.read(try server().take(sentFrame(1, 200, [2] + .init(repeating: 0, count: 8), [])))
    let lines = """
      policy minute
      hours 12
      partials 7
      legible 60
      quiet 23:00-06:00
      panels v2,v1,v2.1,v2
      tz CET-1CEST,M3.5.0,M10.5.0/3
      servers 127.0.0.1 time.example:4460

      """
    #expect(reply == [FrameReader.Frame(kind: 0x81, number: 200, payload: [2] + lines.utf8)])
    let taken = try #require(settings(of: [2] + lines.utf8))
    #expect(taken.clock.policy == .everyMinute && taken.clock.hourFormat == .twelve)
    #expect(
      taken.clock.legible == 60 && taken.refresh.mostPartials == 7 && taken.kinds[1] == .v1 && taken.kinds[2] == .rev21)
    #expect(taken.clock.quiet == QuietHours(start: 1_380, end: 360))
    #expect(taken.servers[1].port == 4_460 && taken.servers[2].isEmpty)
    #expect(settings(of: [2])?.refresh.mostPartials == RefreshSettings().mostPartials)
  }

  @Test(
    arguments: [
      [], [1], [2, 10], Array("\u{2}policy minute".utf8), Array("\u{2}policy\n".utf8), Array("\u{2}policy hour\n".utf8),
      Array("\u{2}colour red\n".utf8), Array("\u{2}policy minute\n\n".utf8), Array("\u{2}hours 12\ntz Berlin\n".utf8),
    ] as [[UInt8]])
  func settingsAreTakenWholeOrNotAtAll(payload: [UInt8]) {
    #expect(settings(of: payload) == nil)
  }

  /// What a device makes of a reply to `hello`.
  private func settings(of payload: [UInt8]) -> UserSettings? {
    var link = Link(port: AnsweringPort(answer: payload), time: LineTime(line: Line()))
    return link.settings()
  }

  /// The bytes of a `drew` by hand, then every event from one end to the other.
  @Test func eventsArriveAsTheyWere() throws {
    let server = try greetedServer()
    var events: [String] = []
    server.onEvent = { events.append(String(describing: $0)) }
    let drew: [UInt8] = [1, 2, 7, 4, 0, 0, 0, 1, 0, 0, 0] + [60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    _ = server.take(sentFrame(7, 99, .init(repeating: 0, count: 8), drew + [1, 0x10, 0x27, 0, 0, 0, 0, 0, 0]))
    let minute = LocalTime(seconds: 60)
    let refresh = Refresh(mode: .partial, duration: Interval(microseconds: 10_000))
    let choice = GlyphChoice(id: GlyphID(digit: 7, number: 4), lap: 1)
    #expect(events == [String(describing: ClockEvent.drew(panel: 2, choice, minute: minute, refresh))])
    let sample = TimeSample(
      instant: Instant(microseconds: 5), time: UTCTime(microseconds: 1_800_000_000_000_000), bound: 6, delay: 7,
      leap: .insertSecond, stratum: 3)
    let still = Refresh(mode: nil, duration: .seconds(0))
    let all: [ClockEvent] = [
      .cleared(panel: 0, minute: minute, still), .spelled(panel: 3, digit: 9, minute: minute, refresh),
      .blockSkipped(digit: 4, first: 64, count: 63, total: 2), .panelFailed(panel: 1, .noAnswer),
      .panelFailed(panel: 1, .busyTimeout), .panelFailed(panel: 1, .bus(.transferFailed)), .panelRecovered(panel: 1),
      .timeUnknown(nil), .timeUnknown(.noServer), .timeUnknown(.network(.notSet)), .timeUnknown(.network(.absent)),
      .timeUnknown(.network(.rejected)), .glyphsUnusable(.erased), .glyphsUnusable(.unknownModel(version: 3, size: 9)),
      .glyphsUnusable(.sizeMismatch(stored: 1, computed: 1 << 31)), .glyphsUnusable(.misaligned),
      .glyphsUnusable(.wrongCount(digit: 9)), .atRest(.quietHours), .atRest(.emptyCell),
      .journal(.recovered(sequence: 70_000)), .journal(.began), .journal(.sectorRetired(15, .refused)),
      .journal(.sectorRetired(2, .misread)), .journal(.unwritable(.noSector)), .journal(.unwritable(.tooSmall)),
      .journal(.unwritable(.outOfNumbers)), .journal(.writable),
      .time(.corrected(.set, next: .seconds(64))), .time(.corrected(.step(-700_000), next: .seconds(64))),
      .time(.corrected(.slew(5), next: .seconds(64))), .time(.unsure(2_000_000)),
      .time(.reply(server: 1, sample, error: nil)), .time(.reply(server: 1, sample, error: -3)),
      .time(.sntp(.dropped(server: 0, .origin, total: 8))), .time(.sntp(.kissed(server: 3, .rate))),
      .time(.sntp(.kissed(server: 3, .other(0x4142_4344)))), .time(.sntp(.unreachable(server: 0, .unknownName))),
      .time(.sntp(.silent(server: 2))), .time(.sntp(.outvoted(server: 2))), .time(.sntp(.noMajority)),
      .time(.sntp(.nobodyLeft)),
    ]
    events = []
    let line = Line()
    line.server = server
    withLink(line) { link in
      var observer = LinkObserver(link)
      for event in all { observer.record(event) }
    }
    #expect(events == all.map { String(describing: $0) })
  }

  /// A device that greeted another host would be told of panels and sockets that aren't its own.
  @Test func whoDidNotBeginGetsNoAnswer() throws {
    let server = try server()
    for kind: UInt8 in 2...10 where kind != 9 {
      #expect(server.take(sentFrame(kind, 1, .init(repeating: 0, count: 16), [])).isEmpty, "kind \(kind)")
    }
    #expect(!server.isConnected && server.requests == 0)
  }

  /// The host never trusts a device either.
  @Test func malformedRequestsGetNoAnswer() throws {
    let server = try greetedServer()
    for (kind, payload) in [(1, []), (1, [2]), (2, [0]), (3, [1]), (4, []), (5, []), (7, [0]), (0, []), (200, [])]
      as [(UInt8, [UInt8])]
    {
      #expect(server.take(sentFrame(kind, 1, payload, [])).isEmpty, "kind \(kind)")
    }
    // A wire that doesn't exist.
    #expect(server.take(sentFrame(2, 1, .init(repeating: 0, count: 8) + [1, 12], [])).isEmpty)
    #expect(server.trap == nil)
    _ = server.take(sentFrame(9, 0, [2, 0, 0, 0, 4, 0, 0, 0x80, 1, 0, 0, 0], []))
    #expect(server.trap?.description == "cause 2 at 0x80000004, value 0x00000001")
  }

  /// A session over a line that corrupts some of its bytes: what is typed arrives once and in order.
  @Test(arguments: [0, 300] as [UInt64]) func theConsoleGoesOverTheLink(noise: UInt64) throws {
    let server = try greetedServer()
    let line = Line()
    line.server = server
    line.noise = noise
    var shown: [UInt8] = []
    server.onConsole = { shown += $0 }
    let typed = "set hours 12\r" + "set servers " + String(repeating: "n", count: 63) + " b\r" + "show\r"
    server.type(Array(typed.utf8))
    let stored = StoredSettings()
    withLink(line) { link in
      var input = LinkConsole(link)
      var console = SettingsConsole(store: MemoryStore(stored: stored), output: LinkConsole(link))
      var buffer = [UInt8](repeating: 0, count: LinkFrame.largestTyping)
      for _ in 0..<10 {
        var span = buffer.mutableSpan
        let count = input.read(into: &span)
        for byte in buffer[..<count] { _ = console.take(byte) }
      }
    }
    var direct = TypedConsole(StoredSettings())
    #expect(String(decoding: shown, as: UTF8.self) == direct.answer(typed))
    #expect(stored.text(.hours) == "12" && stored.text(.servers)?.utf8.count == 65)
    if noise > 0 { #expect(line.hurt > 3) }
  }

  /// Bytes by hand from FORMAT.md.
  @Test func typedBytesAreGivenToWhoAsks() throws {
    let server = try greetedServer()
    var shown: [[UInt8]] = []
    server.onConsole = { shown.append($0) }
    server.type(Array(1...70))
    var reader = FrameReader()
    func ask(_ number: UInt8, _ payload: [UInt8]) -> [FrameReader.Frame] {
      reader.read(server.take(sentFrame(10, number, payload, [])))
    }
    func reply(_ number: UInt8, _ payload: [UInt8]) -> [FrameReader.Frame] {
      [FrameReader.Frame(kind: 0x8A, number: number, payload: payload)]
    }
    #expect(ask(1, [0x68, 0x69]) == reply(1, [0]))
    #expect(ask(2, []) == reply(2, [0] + Array(1...64)))
    // The device didn't get the reply.
    #expect(ask(2, []) == reply(2, [0] + Array(1...64)))
    #expect(ask(3, []) == reply(3, [0] + Array(65...70)))
    #expect(ask(4, []) == reply(4, [0]))
    #expect(shown == [[0x68, 0x69]])
  }

  @Test func datagramsGoThereAndBack() throws {
    let echo = try LoopbackServer { [Array($0.reversed()), [1]] }
    let line = Line()
    line.server = try greetedServer()
    try withLink(line) { link in
      var network = LinkNetwork(link)
      var socket = try opened(&network, "127.0.0.1", echo.port)
      let question: [UInt8] = [1, 2, 0xC0, 0xDB, 5]
      try socket.send(question.span)
      var answers: [[UInt8]] = []
      for _ in 0..<2_000 where answers.count < 2 {
        var buffer = [UInt8](repeating: 0, count: 48)
        var span = buffer.mutableSpan
        if let count = try socket.receive(into: &span) { answers.append(Array(buffer[..<count])) }
        Thread.sleep(forTimeInterval: 0.001)
      }
      #expect(answers == [question.reversed(), [1]])
      do {
        _ = try opened(&network, "name.invalid", 123)
        Issue.record("there is no such name")
      } catch let error as NetworkError {
        #expect(error == .unknownName || error == .unreachable)
      }
    }
  }

  private func opened(
    _ network: inout LinkNetwork<LinePort, LineTime>, _ name: String, _ port: UInt16
  ) throws -> LinkSocket<LinePort, LineTime> {
    let bytes = Array(name.utf8)
    for _ in 0..<5_000 {
      if let socket = try network.open(bytes.span, port: port) { return socket }
      Thread.sleep(forTimeInterval: 0.001)
    }
    throw Failure("no socket")
  }
}
