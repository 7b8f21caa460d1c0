// The clock's events as lines of ESP-IDF's log, each short enough not to delay a minute noticeably.
// Must never say only that something is wrong when it can say what to do.

struct ESPObserver: ClockObserver, ~Copyable {
  private var appTrial: AppTrial

  init(_ appTrial: AppTrial) { self.appTrial = appTrial }

  mutating func record(_ event: ClockEvent) {
    switch event {
    case .drew(let panel, let choice, _, let refresh):
      appTrial.passed()
      log(
        "I panel %u: %u, glyph %u, in %u ms", number(panel) &+ 1, UInt32(choice.id.digit), choice.id.number,
        UInt32(truncatingIfNeeded: refresh.duration.microseconds / 1_000))
    case .cleared(let panel, _, _): log("I panel %u: cleared", number(panel) &+ 1)
    case .spelled(let panel, let digit, _, _): log("W panel %u: %u in letters", number(panel) &+ 1, UInt32(digit))
    case .blockSkipped(let digit, let first, let count, _):
      log("W digit %u: from glyph %u, %u are damaged: idf.py glyphs-flash", UInt32(digit), first, count)
    case .panelFailed(let panel, let error): tell(error, number(panel) &+ 1)
    case .panelRecovered(let panel): log("I panel %u works again", number(panel) &+ 1)
    case .timeUnknown(let obstacle): tell(obstacle)
    case .glyphsUnusable(let error):
      if case .erased = error {
        log("E there are no glyphs: idf.py glyphs-flash")
      } else {
        log("E the glyphs can't be used (see the panels): idf.py glyphs-flash")
      }
    case .glyphsUsable: log("I the glyphs are good")
    case .journal(let event): tell(event)
    case .time(let event): tell(event)
    }
  }

  private func tell(_ error: PanelError, _ panel: UInt32) {
    switch error {
    case .busyTimeout: log("E panel %u: BUSY stays high; wrong kind, or a broken wire?", panel)
    case .noAnswer: log("E panel %u doesn't answer; is it plugged in?", panel)
    case .bus(.transferFailed): log("E panel %u: a transfer failed", panel)
    }
  }

  private func tell(_ obstacle: TimeObstacle?) {
    switch obstacle {
    case nil: log("W the time is not known")
    case .network(.notSet): log("W the time is not known: set wifi")
    case .network(.absent): log("W the time is not known: the Wi-Fi isn't in range")
    case .network(.rejected): log("W the time is not known: the Wi-Fi rejects us; wrong password?")
    case .noServer: log("W the time is not known: set servers")
    }
  }

  private func tell(_ event: JournalEvent) {
    switch event {
    case .recovered(let sequence): log("I the journal resumes at record %u", sequence)
    case .began: log("I the journal begins")
    case .sectorRetired(let sector, .refused): log("W journal: the flash refuses sector %u", number(sector))
    case .sectorRetired(let sector, .misread): log("W journal: sector %u is worn out", number(sector))
    case .sectorsTriedAgain: log("W journal: worn sectors are tried again")
    case .unwritable(.noSector): log("E no sector is writable: glyphs will repeat after a restart")
    case .unwritable(.tooSmall): log("E there is no journal partition: glyphs will repeat after a restart")
    case .unwritable(.tooManyGlyphs): log("E more glyphs than the journal counts: they will repeat after a restart")
    case .unwritable(.outOfNumbers): log("E the journal's numbers are used up: erase its partition")
    case .writable: log("I the journal can be written again")
    }
  }

  private func tell(_ event: TimeEvent) {
    switch event {
    case .corrected(.set, _): log("I the time is set")
    case .corrected(.step(let size), _): log("W the time is stepped by %d ms", UInt32(truncatingIfNeeded: size / 1_000))
    case .corrected(.slew(let size), _): log("I the time is %d us off", UInt32(bitPattern: size))
    case .unsure(let bound): log("W the time may be %u ms off", UInt32(bitPattern: bound / 1_000))
    case .sntp(let event): tell(event)
    case .reply(let server, let sample, _):
      log("I server %u answers, to %d us", number(server) &+ 1, UInt32(bitPattern: sample.bound))
    }
  }

  private func tell(_ event: SNTPEvent) {
    switch event {
    case .dropped(let server, let fault, _):
      log("W server %u: a reply is dropped, fault %u", number(server) &+ 1, UInt32(fault.rawValue))
    case .kissed(let server, .deny): log("W server %u asks to be left alone", number(server) &+ 1)
    case .kissed(let server, .rate): log("W server %u is asked too often", number(server) &+ 1)
    case .kissed(let server, .other(let code)): log("W server %u: kiss code %x", number(server) &+ 1, code)
    case .unreachable(let server, .unknownName): log("W server %u: no such name", number(server) &+ 1)
    case .unreachable(let server, .unreachable): log("W server %u can't be reached", number(server) &+ 1)
    case .unreachable(let server, .busy): log("W server %u: the network is busy", number(server) &+ 1)
    case .silent(let server): log("W server %u doesn't answer", number(server) &+ 1)
    case .outvoted(let server): log("W server %u is outvoted", number(server) &+ 1)
    case .noMajority: log("W the servers disagree")
    case .nobodyLeft: log("E no server is left to ask: set servers")
    }
  }

  private func number(_ value: Int) -> UInt32 { UInt32(truncatingIfNeeded: value) }
}
