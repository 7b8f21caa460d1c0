// The clock's events as lines of ESP-IDF's log, each short enough for a minute to wait for it.
// Must never say only that something is wrong where it can say what to do.

struct ESPObserver: ClockObserver, ~Copyable {
  private var appTrial: AppTrial

  init(_ appTrial: AppTrial) { self.appTrial = appTrial }

  mutating func record(_ event: ClockEvent) {
    switch event {
    case .drew(let panel, let choice, _, let refresh):
      appTrial.passed()
      info(
        "panel %u: %u, glyph %u, in %u ms", number(panel) &+ 1, UInt32(choice.id.digit), choice.id.number,
        UInt32(truncatingIfNeeded: refresh.duration.microseconds / 1_000))
    case .cleared(let panel, _, _): info("panel %u: cleared", number(panel) &+ 1)
    case .spelled(let panel, let digit, _, _): warn("panel %u: %u in letters", number(panel) &+ 1, UInt32(digit))
    case .blockSkipped(let digit, let first, let count, _):
      warn("glyphs of %u from %u, %u of them, are damaged: idf.py glyphs-flash", UInt32(digit), first, count)
    case .panelFailed(let panel, let error): tell(error, number(panel) &+ 1)
    case .panelRecovered(let panel): info("panel %u works again", number(panel) &+ 1)
    case .timeUnknown: warn("the time is not known")
    case .glyphsUnusable(let error):
      if case .erased = error {
        fail("there are no glyphs: idf.py glyphs-flash")
      } else {
        fail("the glyphs can't be used, as the panels say: idf.py glyphs-flash brings others")
      }
    case .glyphsUsable: info("the glyphs are good")
    case .journal(let event): tell(event)
    case .time(let event): tell(event)
    }
  }

  private func tell(_ error: PanelError, _ panel: UInt32) {
    switch error {
    case .busyTimeout: fail("panel %u: BUSY stays high; is it the right kind, and its wire whole?", panel)
    case .noAnswer: fail("panel %u doesn't answer; is it plugged in?", panel)
    case .bus(.transferFailed): fail("panel %u: a transfer failed", panel)
    }
  }

  private func tell(_ event: JournalEvent) {
    switch event {
    case .recovered(let sequence): info("the journal goes on at record %u", sequence)
    case .began: info("the journal begins")
    case .sectorRetired(let sector): warn("journal: sector %u is worn out", number(sector))
    case .sectorsTriedAgain: warn("journal: worn sectors are tried again")
    case .unwritable: fail("the journal can't be written: glyphs will repeat after a restart")
    case .writable: info("the journal can be written again")
    }
  }

  private func tell(_ event: TimeEvent) {
    switch event {
    case .corrected(.set, _): info("the time is set")
    case .corrected(.step(let size), _): warn("the time is stepped by %d ms", milliseconds(size))
    case .corrected(.slew(let size), _): info("the time is %d us off", UInt32(truncatingIfNeeded: size))
    case .unsure(let bound): warn("the time may be %u ms off", milliseconds(bound))
    case .sntp(let event): tell(event)
    }
  }

  private func tell(_ event: SNTPEvent) {
    switch event {
    case .reply(let server, let sample, _):
      info("server %u answers, to %d us", number(server) &+ 1, UInt32(truncatingIfNeeded: sample.bound))
    case .dropped(let server, let fault, _):
      warn("server %u: a reply is dropped, fault %u", number(server) &+ 1, UInt32(fault.rawValue))
    case .kissed(let server, _): warn("server %u asks to be left alone", number(server) &+ 1)
    case .unreachable(let server, .unknownName): warn("server %u: no such name", number(server) &+ 1)
    case .unreachable(let server, _): warn("server %u can't be reached", number(server) &+ 1)
    case .silent(let server): warn("server %u doesn't answer", number(server) &+ 1)
    case .outvoted(let server): warn("server %u is outvoted", number(server) &+ 1)
    case .noMajority: warn("the servers disagree")
    case .nobodyLeft: fail("no server is left to ask: set servers")
    }
  }

  private func number(_ value: Int) -> UInt32 { UInt32(truncatingIfNeeded: value) }

  private func milliseconds(_ microseconds: Int64) -> UInt32 { UInt32(truncatingIfNeeded: microseconds / 1_000) }

  private func info(_ text: StaticString, _ a: UInt32 = 0, _ b: UInt32 = 0, _ c: UInt32 = 0, _ d: UInt32 = 0) {
    log(ESP_LOG_INFO, text, a, b, c, d)
  }

  private func warn(_ text: StaticString, _ a: UInt32 = 0, _ b: UInt32 = 0, _ c: UInt32 = 0) {
    log(ESP_LOG_WARN, text, a, b, c)
  }

  private func fail(_ text: StaticString, _ a: UInt32 = 0) { log(ESP_LOG_ERROR, text, a) }
}
