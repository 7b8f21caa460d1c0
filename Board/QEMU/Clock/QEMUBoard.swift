// The clock on QEMU's bare machines: its parts, and its loop.
// Must never go on without a host: nobody would see what it does, and QEMU would outlive its user.

typealias QEMULink = Link<QEMUPort, QEMUTime>

enum QEMUBoard: Board {
  typealias Bus = LinkBus<QEMUPort, QEMUTime>
  typealias Output = LinkOutput<QEMUPort, QEMUTime>
  typealias Input = LinkBusy<QEMUPort, QEMUTime>
  typealias Time = QEMUTime
  typealias Flash = QEMUGlyphFlash
  typealias JournalFlash = QEMUJournalFlash
  typealias Source = NetworkTime<LinkNetwork<QEMUPort, QEMUTime>, LinkRandom<QEMUPort, QEMUTime>>
  typealias Observer = LinkObserver<QEMUPort, QEMUTime>
}

/// How the run ends; the host sees this as QEMU's exit status.
private enum End {
  static var noHost: UInt32 { 2 }
  static var wrongSettings: UInt32 { 3 }
}

/// Consecutive unanswered requests that mean that the host has gone.
private let mostSilent: UInt32 = 8

@c(board_main) public func boardMain() {
  var link = QEMULink(port: QEMUPort(), time: QEMUTime())
  machine_end(withUnsafeMutablePointer(to: &link) { run(SharedLink($0)) })
}

/// - Returns: the run's exit status.
private func run(_ link: SharedLink<QEMUPort, QEMUTime>) -> UInt32 {
  var settings: UserSettings?
  while settings == nil {
    settings = link.link.pointee.settings()
    guard link.link.pointee.silent < mostSilent else { return End.noHost }
    guard settings != nil || link.link.pointee.silent > 0 else { return End.wrongSettings }
  }
  guard let settings else { return End.wrongSettings }
  var clock = makeClock(settings, link)
  var deepest: UInt32 = 0
  while link.link.pointee.silent < mostSilent {
    let next = clock.step()
    // While the time is being waited for there is a step every two milliseconds; this check takes a fraction of one.
    let used = machine_stack_used()
    if used > deepest {
      deepest = used
      link.link.pointee.tell("bytes of stack in use, at most: ", used)
    }
    QEMUTime().sleep(until: next)
  }
  return End.noHost
}

private func makeClock(_ settings: UserSettings, _ link: SharedLink<QEMUPort, QEMUTime>) -> Clock<QEMUBoard> {
  Clock(
    settings: settings.clock,
    panels: PanelRow(link, settings.kinds, settings.refresh),
    time: QEMUTime(), flash: QEMUGlyphFlash(), journal: QEMUJournalFlash(),
    source: NetworkTime(settings, network: LinkNetwork(link), random: LinkRandom(link)),
    observer: LinkObserver(link))
}

/// Tells the host where the trap was. The start-up code then ends the run.
@c(board_trap) public func boardTrap(_ cause: UInt32, _ address: UInt32, _ value: UInt32) {
  var payload = LinkPayload()
  payload.put(cause)
  payload.put(address)
  payload.put(value)
  var port = QEMUPort()
  _ = port.writeFrame(kind: LinkKind.trap.rawValue, number: 0, payload.span, Span())
}
