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
    case .atRest(.quietHours):
      appTrial.passed()
      log("I the panels rest: quiet hours")
    case .atRest(.emptyCell): log("W the panels rest: the cell is empty")
    case .glyphsUnusable(let error):
      if case .erased = error {
        log("E there are no glyphs: idf.py glyphs-flash")
      } else {
        log("E the glyphs can't be used (see the panels): idf.py glyphs-flash")
      }
    case .glyphsUsable(let table):
      log(table.hasLegibility ? "I the glyphs are good" : "I the glyphs are good; how legible isn't known")
    case .journal(let event): tell(event)
    case .time(let event): tell(event)
    }
  }

  // Each chooses a text and then logs once: a table of texts takes less code than as many calls.

  private func tell(_ error: PanelError, _ panel: UInt32) {
    let text: StaticString =
      switch error {
      case .busyTimeout: "E panel %u: BUSY stays high; wrong kind, or a broken wire?"
      case .noAnswer: "E panel %u doesn't answer; is it plugged in?"
      case .bus(.transferFailed): "E panel %u: a transfer failed"
      }
    log(text, panel)
  }

  private func tell(_ obstacle: TimeObstacle?) {
    let text: StaticString =
      switch obstacle {
      case nil: "W the time is not known"
      case .network(.notSet): "W the time is not known: set wifi"
      case .network(.absent): "W the time is not known: the Wi-Fi isn't in range"
      case .network(.rejected): "W the time is not known: the Wi-Fi rejects us; wrong password?"
      case .noServer: "W the time is not known: set servers"
      }
    log(text)
  }

  private func tell(_ event: JournalEvent) {
    let (text, value): (StaticString, UInt32) =
      switch event {
      case .recovered(let sequence): ("I the journal resumes at record %u", sequence)
      case .began: ("I the journal begins", 0)
      case .sectorRetired(let sector, .refused): ("W journal: the flash refuses sector %u", number(sector))
      case .sectorRetired(let sector, .misread): ("W journal: sector %u is worn out", number(sector))
      case .sectorsTriedAgain: ("W journal: worn sectors are tried again", 0)
      case .unwritable(.noSector): ("E no sector is writable: glyphs will repeat after a restart", 0)
      case .unwritable(.tooSmall): ("E there is no journal partition: glyphs will repeat after a restart", 0)
      case .unwritable(.outOfNumbers): ("E the journal's numbers are used up: erase its partition", 0)
      case .writable: ("I the journal can be written again", 0)
      }
    log(text, value)
  }

  private func tell(_ event: TimeEvent) {
    let (text, value): (StaticString, UInt32)
    switch event {
    case .corrected(.set, _): (text, value) = ("I the time is set", 0)
    case .corrected(.step(let size), _):
      (text, value) = ("W the time is stepped by %d ms", UInt32(truncatingIfNeeded: size / 1_000))
    case .corrected(.slew(let size), _): (text, value) = ("I the time is %d us off", UInt32(bitPattern: size))
    case .unsure(let bound): (text, value) = ("W the time may be %u ms off", UInt32(bitPattern: bound / 1_000))
    case .sntp(let event): return tell(event)
    case .reply(let server, let sample, _):
      return log("I server %u answers, to %d us", number(server) &+ 1, UInt32(bitPattern: sample.bound))
    }
    log(text, value)
  }

  private func tell(_ event: SNTPEvent) {
    let (text, server, value): (StaticString, Int, UInt32) =
      switch event {
      case .dropped(let server, let fault, _):
        ("W server %u: a reply is dropped, fault %u", server, UInt32(fault.rawValue))
      case .kissed(let server, .deny): ("W server %u asks to be left alone", server, 0)
      case .kissed(let server, .rate): ("W server %u is asked too often", server, 0)
      case .kissed(let server, .other(let code)): ("W server %u: kiss code %x", server, code)
      case .unreachable(let server, .unknownName): ("W server %u: no such name", server, 0)
      case .unreachable(let server, .unreachable): ("W server %u can't be reached", server, 0)
      case .unreachable(let server, .busy): ("W server %u: the network is busy", server, 0)
      case .silent(let server): ("W server %u doesn't answer", server, 0)
      case .outvoted(let server): ("W server %u is outvoted", server, 0)
      case .noMajority: ("W the servers disagree", 0, 0)
      case .nobodyLeft: ("E no server is left to ask: set servers", 0, 0)
      }
    log(text, number(server) &+ 1, value)
  }

  private func number(_ value: Int) -> UInt32 { UInt32(truncatingIfNeeded: value) }
}
