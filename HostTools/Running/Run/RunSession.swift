// One run of the emulated clock: its time, its end, and who is told what happens.
// Must never change what the firmware does.

import Emulator
import Firmware
import Foundation
import GlyphImage
import NorFlash
import Pictures
import SetupHost
import Support
import TimeZones
import UDP

package final class RunSession {
  private let options: RunOptions
  private let image: GlyphImageFile
  private let board: EmulatedBoard
  private let film: FilmRecorder?
  private let output: RunOutput
  private let start: LocalTime
  private let startUTC: UTCTime
  private var civil: CivilTime?
  private var hasDrawn = false
  private let journal: NorFlash
  private let flash: EmulatedFlash
  private var setup: SetupRun?
  /// What of a board survives its restarts; nil for a run without set-up.
  private let parts: SetupParts?
  private var lastGlance = Instant(microseconds: 0)

  /// - Parameter write: takes the text that is otherwise standard output's, where nothing is drawn then.
  package init(
    _ options: RunOptions, _ image: GlyphImageFile, write: ((String) throws -> Void)? = nil
  ) throws {
    self.options = options
    self.image = image
    board = EmulatedBoard(kinds: options.chosen.kinds)
    film = options.film == nil ? nil : FilmRecorder(board)
    startUTC = options.startInstant.map { UTCTime(microseconds: $0 * 1_000_000) } ?? LocalMoment.utcNow()
    // Without a zone the firmware treats the servers' time as UTC.
    var civil = (options.zone ?? (options.servers.isEmpty ? nil : CivilZone.utc)).map { CivilTime($0) }
    start =
      options.start ?? civil?.localTime(unixSeconds: startUTC.seconds, microsecond: startUTC.microsecond)
      ?? LocalMoment.now()
    self.civil = civil
    output = RunOutput(options, image, board, write: write)
    journal = try options.flashFile.map { try NorFlashFile.open($0) } ?? NorFlash()
    flash = EmulatedFlash(image.bytes, decodesAhead: options.speed == .max && !options.showsOnce)
    parts = try options.setup?.parts(RunSession.settings(options), flash)
  }

  /// What is in force on a board that has stored none.
  private static func settings(_ options: RunOptions) -> [(key: SettingKey, text: String)] {
    let servers = options.servers.map(\.text).joined(separator: " ")
    return options.chosen.texts + (servers.isEmpty ? [] : [(.servers, servers)])
  }

  /// - Returns: the exit status.
  package func run() throws -> Int32 {
    board.onRefreshEnd = { [unowned self] _ in output.refreshEnded(at: localTime(at: board.now)) }
    var wait: ((Instant) -> Void)?
    if case .times(let times) = options.speed, !options.showsOnce || !options.servers.isEmpty {
      wait = Pacer(times: times) { [unowned self] in output.tick() }.wait
    }
    board.pace = { [unowned self] instant in
      film?.record(until: instant)
      guard let wait else { return }
      glance(at: board.now)
      wait(instant)
      setup?.pass()
    }
    try output.begin()
    defer { output.end() }
    if let parts {
      try runSetUp(parts)
    } else if options.showsOnce, options.servers.isEmpty {
      try makeClock().showOnce()
    } else if options.showsOnce {
      try makeClock().run(until: board.now + RunSession.longestWait) { self.hasDrawn || Interrupt.wasAsked }
      guard hasDrawn || Interrupt.wasAsked else {
        try output.close()
        throw Failure("no server gave the time", advice: "`mnist-clock time HOST` shows what one answers")
      }
    } else {
      let end = options.minutes.map { board.now + Interval(microseconds: UInt64($0) * 60_000_000) }
      try makeClock().run(until: end ?? Instant(microseconds: .max)) {
        Interrupt.wasAsked || self.output.hasFailed || self.journal.failure != nil
      }
    }
    try output.conclude(start: start) { try film?.write($0) }
    if let failure = journal.failure { throw failure }
    return Interrupt.wasAsked ? 130 : 0
  }

  /// In device time: two frames of a waveform, and as often as a terminal is redrawn.
  private static let glance = Interval.milliseconds(40)

  /// For servers that don't answer, when only one minute is to be shown: the first pause, a look-up, an exchange.
  private static let longestWait = Interval.seconds(12)

  private func runSetUp(_ parts: SetupParts) throws {
    BootButton.watch()
    let run = try SetupRun(parts, board, tell: output.show) { [unowned self] run in
      let settings = parts.stored.settings
      return EmulatedClock(
        board: board, settings: settings.clock, refresh: settings.refresh, flash: flash, journal: journal,
        source: source(settings, parts), notice: { [unowned run] in run.notice },
        record: { [unowned self] event in
          if RunSession.isShown(event) { parts.slots.pass() }
          record(event)
        })
    }
    setup = run
    defer { setup = nil }
    let end = options.minutes.map { board.now + Interval(microseconds: UInt64($0) * 60_000_000) }
    try run.run(until: end ?? Instant(microseconds: .max)) {
      Interrupt.wasAsked || self.output.hasFailed || self.journal.failure != nil
    }
  }

  /// A new board gets its time as devices do, one in this machine's network may as well have this machine's.
  private func source(_ settings: UserSettings, _ parts: SetupParts) -> any EmulatedSource {
    guard let setup = options.setup, !options.servers.isEmpty || !setup.networks.isEmpty else {
      return FunctionSource { [unowned self] in localTime(at: $0) }
    }
    let offered = setup.offered.map { ($0.host, $0.port) }
    return NetworkSource(
      NetworkTime(settings, network: AirNetwork(parts.air, offered: offered), random: SystemRandom()))
  }

  private func makeClock() -> EmulatedClock {
    var settings = options.chosen.values
    for (index, server) in options.servers.enumerated() { settings.servers[index] = server.name }
    let source: any EmulatedSource =
      options.servers.isEmpty
      ? FunctionSource { [unowned self] in localTime(at: $0) }
      : NetworkSource(NetworkTime(settings, network: UDPNetwork(), random: SystemRandom()))
    return EmulatedClock(
      board: board, settings: settings.clock, refresh: settings.refresh, flash: flash, journal: journal,
      source: source, record: { [unowned self] in record($0) })
  }

  /// This machine's own time if the run keeps pace with it, so that any setting of its clock shows.
  private func localTime(at instant: Instant) -> LocalTime {
    let isMachines = options.start == nil && options.speed == .times(1)
    if civil != nil {
      let utc = isMachines ? LocalMoment.utcNow() : startUTC + Int64(instant.microseconds)
      return civil?.localTime(unixSeconds: utc.seconds, microsecond: utc.microsecond) ?? start
    }
    if isMachines { return LocalMoment.now() }
    return start.passed(to: instant)
  }

  /// Whether the panels show what a clock that knows the time shows.
  static func isShown(_ event: ClockEvent) -> Bool {
    switch event {
    case .drew, .atRest(.quietHours): true
    default: false
    }
  }

  private func record(_ event: ClockEvent) {
    if RunSession.isShown(event) { hasDrawn = true }
    output.record(event, at: localTime(at: board.now))
  }

  /// Shows refreshes in progress.
  private func glance(at now: Instant) {
    guard output.isWatched, now - lastGlance >= RunSession.glance, board.panels.contains(where: \.isRefreshing) else {
      return
    }
    lastGlance = now
    output.glance(at: now)
  }
}

/// Keeps the emulated device from running ahead of real time.
private final class Pacer {
  private let times: Double
  private let tick: () -> Void
  private let begin = ContinuousClock.now

  /// - Parameter tick: called while there is nothing else to do.
  init(times: Double, tick: @escaping () -> Void) {
    (self.times, self.tick) = (times, tick)
  }

  /// Returns when `instant` has come, or at Ctrl-C.
  func wait(for instant: Instant) {
    let due = begin + .microseconds(Int64(min(Double(instant.microseconds) / times, 1e17)))
    while !Interrupt.wasAsked {
      let left = due - ContinuousClock.now
      guard left > .zero else { return }
      tick()
      // Short enough to react at once to Ctrl-C or a resized terminal.
      Thread.sleep(
        forTimeInterval: min(0.05, Double(left.components.attoseconds) / 1e18 + Double(left.components.seconds)))
    }
  }
}
