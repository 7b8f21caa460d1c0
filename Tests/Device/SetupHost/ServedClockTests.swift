// A clock and its services in one time, as a board's main loop has them: what others ask of the clock must delay no
// minute. Must never let the services' flash be quicker than a device's.

import Emulator
import Firmware
import NorFlash
import SetupHost
import TestSupport
import Testing

/// A clock that knows the time from its start on.
private final class KnownTime: EmulatedSource {
  static let start = LocalTime(seconds: 1_800_000_030, microsecond: 0)

  func localTime(at instant: Instant) -> LocalTime? { KnownTime.start.passed(to: instant) }
  func work(at now: Instant, drawingAt drawing: Instant?) -> Instant { Instant(microseconds: .max) }
  var isBusy: Bool { false }
  var patience: Interval { .seconds(0) }
  var obstacle: TimeObstacle? { nil }
  func nextEvent() -> TimeEvent? { nil }
  func counterInterval(_ interval: Interval, at now: Instant) -> Interval { interval }

  func standing(at instant: Instant) -> TimeStanding? {
    TimeStanding(
      time: UTCTime(seconds: KnownTime.start.passed(to: instant).seconds), uncertainty: 20_000, nextPoll: nil)
  }
}

private final class ServedClock {
  private static let turn = Interval.milliseconds(20)

  let board = EmulatedBoard()
  var world: ServiceWorld
  /// What clients do at each turn.
  var ask: (inout ServiceWorld) -> Void = { _ in }
  /// How long after its beginning each minute began to be drawn, in microseconds.
  private(set) var lateness: [Int64: Int64] = [:]
  /// Of each digit, how many glyphs have been taken, by the clock itself and by what it tells.
  private(set) var taken: [UInt32] = []
  var told: [UInt32] { (0..<10).map { world.services.status.cursors[$0] } }
  private var isStepping = false

  /// - Parameters:
  ///   - erase: of a sector, how long it takes.
  init(_ values: [SettingKey: String] = [:], erase: Interval = .milliseconds(400)) {
    world = ServiceWorld(values.merging([.wifi: "My Home", .zone: "UTC0"]) { $1 })
    world.air.current = "My Home"
    for cells in [world.updates.slot, world.updates.glyphs] {
      // Each is done outside of a step: a refresh would lose its end.
      cells.onErase = { [board] in board.advance(to: board.now + erase) }
      cells.onProgram = { [board] in board.advance(to: board.now + .milliseconds(1)) }
    }
  }

  private func turn(isQuiet: Bool) {
    world.now = board.now
    world.isQuiet = isQuiet
    ask(&world)
    world.work()
  }

  private func record(_ event: ClockEvent) {
    guard case .drew(_, _, let minute, let refresh) = event else { return }
    let start = (minute.minute * 60 - KnownTime.start.seconds) * 1_000_000
    let late = Int64(board.now.microseconds) - start - Int64(refresh.duration.microseconds)
    lateness[minute.minute] = min(lateness[minute.minute] ?? late, late)
  }

  func run(minutes: UInt32) throws {
    let source = KnownTime()
    let clock = EmulatedClock(
      board: board, settings: ClockSettings(),
      flash: EmulatedFlash(imageBytes(counts: .init(repeating: 60, count: 10))),
      source: source, notice: { [unowned self] in world.services.notice(at: board.now) },
      record: { [unowned self] in record($0) })
    board.pace = { [unowned self] _ in if isStepping { turn(isQuiet: false) } }
    defer { board.pace = nil }
    let end = board.now + .seconds(minutes * 60)
    var status = ClockStatus()
    while board.now < end {
      isStepping = true
      let next = min(try clock.step(), end)
      isStepping = false
      clock.report(&status)
      world.services.status = status
      taken = (0..<10).map { clock.positions.cursors[$0] }
      while board.now < next {
        try clock.pass(to: min(next, board.now + ServedClock.turn))
        turn(isQuiet: true)
        guard !world.services.hasNews(at: board.now) else { break }
      }
    }
  }
}

struct ServedClockTests {
  private static let code = "POST /code HTTP/1.1\r\nHost: 192.168.1.20\r\n\r\n"

  /// Ten clients ask all the time, networks are looked for, and an upload that begins shortly before a minute erases and
  /// writes flash that is worn: for half a minute in all.
  @Test func noMinuteIsLateForWhatOthersAsk() throws {
    let clock = ServedClock(erase: .seconds(2))
    var clients: [TestConnection] = []
    var sending: TestConnection?
    var (asked, answered) = (0, 0)
    clock.ask = { world in
      for client in clients where client.isEnded { client.isFinished = true }
      answered += clients.count { $0.isClosed && $0.status != nil }
      clients.removeAll { $0.isClosed }
      while clients.count < 10 {
        let path = ["/", "/state.json", "/settings.json", "/networks.json"][asked % 4]
        let client = TestConnection(sending: "GET \(path) HTTP/1.1\r\nHost: 192.168.1.20\r\n\r\n")
        asked += 1
        clients.append(client)
        world.web.connections.append(client)
      }
      guard sending == nil else { return }
      if let code = world.shownDigits {
        // The clock started at 30 s.
        guard world.now.microseconds / 1_000_000 % 60 == 10 else { return }
        let new = TestConnection(updating: SignedFile.signed(SignedFile.app(size: 14 * 4_096)), code: code, piece: 400)
        world.web.connections.insert(new, at: 0)
        sending = new
      } else if world.now.microseconds > 100_000_000, asked % 50 == 0 {
        world.web.connections.append(TestConnection(sending: ServedClockTests.code))
      }
    }
    try clock.run(minutes: 12)
    #expect(answered > 1_000 && sending?.status == 200 && clock.world.updates.slot.erases == 14)
    #expect(clock.world.updates.isSelected && clock.world.restarts > 0)
    // The code stands on the panels at the end of the second minute.
    #expect(clock.lateness.count >= 11)
    let first = try #require(clock.lateness.keys.min())
    for (minute, late) in clock.lateness where minute != first {
      #expect(late < 300_000, "minute \(minute - first) after \(late) µs")
    }
  }

  /// The code's digits are taken in sequence, and how far the sequences are is for everybody to read: but not then.
  @Test func theStateTellsNothingOfTheCode() throws {
    let clock = ServedClock()
    var before: [UInt32] = []
    clock.ask = { world in
      if world.shownDigits == nil, world.services.status.notice == nil {
        before = (0..<10).map { world.services.status.cursors[$0] }
      }
      guard world.now.microseconds / 20_000 == 5_000 else { return }
      world.web.connections.append(TestConnection(sending: ServedClockTests.code))
    }
    try clock.run(minutes: 2)
    let (shown, notice, told) = (clock.world.shownDigits, clock.world.services.status.notice, clock.told)
    let digits = try #require(shown)
    #expect(notice != nil && told == before)
    let counts = zip(clock.taken, before).map { Int($0) - Int($1) }
    #expect(counts == (0..<10).map { digit in digits.count { $0.wholeNumberValue == digit } })
  }

  /// Where there is one, and only once it has been measured.
  @Test(arguments: [3_712 as UInt16, nil]) func theCellIsTold(millivolts: UInt16?) throws {
    let clock = ServedClock()
    clock.board.cell = { _ in millivolts }
    #expect(!clock.world.get("/state.json").body.contains("cell"))
    try clock.run(minutes: 2)
    let state = clock.world.get("/state.json").body
    #expect(state.contains(",\"cell\":3712,\"broken\"") == (millivolts != nil))
    #expect(state.contains("cell") == (millivolts != nil))
  }

  // MARK: Once a day

  private static let daily: [SettingKey: String] = [.updates: "https://clock.example/updates"]

  @Test func aNewerAppIsTakenAndNothingNewerIsNoFault() throws {
    let same = ServedClock(ServedClockTests.daily)
    same.world.server.file = SignedFile.signed(SignedFile.app(version: "\(Version.text)"))
    try same.run(minutes: 75)
    #expect(same.world.server.asked == ["https://clock.example/updates/mnist-clock-esp32c3.bin"])
    #expect(same.world.updates.slot.erases == 0 && !same.world.updates.isSelected)
    #expect(same.world.get("/state.json").body.contains("\"update\":{\"state\":\"idle\""))

    let newer = ServedClock(ServedClockTests.daily)
    newer.world.server.file = SignedFile.signed(SignedFile.app(version: "99.0.0"))
    try newer.run(minutes: 75)
    #expect(newer.world.updates.isSelected && newer.world.restarts > 0)
  }

  /// The look for a newer app begins while somebody sends one.
  @Test func theDailyLookGivesWayToAnUpload() throws {
    let clock = ServedClock(ServedClockTests.daily)
    clock.world.server.file = SignedFile.signed(SignedFile.app(version: "99.0.0"))
    clock.world.server.isSilent = true
    var sending: TestConnection?
    clock.ask = { world in
      guard sending == nil, !world.server.asked.isEmpty else { return }
      if let code = world.shownDigits {
        let new = TestConnection(updating: SignedFile.signed(SignedFile.app(size: 8 * 4_096)), code: code, piece: 100)
        world.web.connections.append(new)
        sending = new
      } else if world.web.connections.isEmpty {
        world.web.connections.append(TestConnection(sending: ServedClockTests.code))
      }
      // What was asked for begins to come in the middle of it.
      world.server.isSilent = world.updates.slot.erases < 2
    }
    try clock.run(minutes: 75)
    #expect(sending?.status == 200 && clock.world.updates.slot.erases == 8)
    #expect(clock.world.get("/state.json").body.contains("\"update\":{\"state\":\"done\""))
  }

  /// A server that breaks off before it is known what it sends, and one that does so later.
  @Test(arguments: [100, 5_000]) func whatBreaksOffKeepsNobodyOut(count: Int) throws {
    let clock = ServedClock(ServedClockTests.daily)
    clock.world.server.file = SignedFile.signed(SignedFile.app(version: "99.0.0"))
    clock.world.server.endsAfter = count
    try clock.run(minutes: 75)
    #expect(clock.world.server.asked.count == 1 && !clock.world.updates.isSelected)
    #expect(clock.world.get("/state.json").body.contains("\"update\":{\"state\":\"failed\""))
    let code = try clock.world.code()
    #expect(clock.world.post("/update", SignedFile.signed(SignedFile.app()), code: code).status == 200)
  }
}
