// The clock with its panels on a PC, over the link: its parts, and its loop.
// Must never go on without a host: nobody would see it, and the glyphs would be used up.

typealias ESPLink = SharedLink<ESPPort, ESPTime>

enum ESPBoard: Board {
  typealias Bus = LinkBus<ESPPort, ESPTime>
  typealias Output = LinkOutput<ESPPort, ESPTime>
  typealias Input = LinkBusy<ESPPort, ESPTime>
  typealias Time = ESPTime
  typealias Flash = ESPGlyphFlash
  typealias JournalFlash = ESPPartition
  #if CLOCK_NETWORK_LINK
    typealias Source = NetworkTime<LinkNetwork<ESPPort, ESPTime>, LinkRandom<ESPPort, ESPTime>>
  #else
    typealias Source = NetworkTime<ESPNetwork, ESPRandom>
  #endif
  typealias Observer = LinkTrialObserver
  typealias Guide = ESPGuide
}

/// The host is told about everything; a drawn digit also ends the app's trial, and so does the sign of quiet hours.
struct LinkTrialObserver: ClockObserver, ~Copyable {
  private var host: LinkObserver<ESPPort, ESPTime>
  private var trial = AppTrial()

  init(_ link: ESPLink) { host = LinkObserver(link) }

  mutating func record(_ event: ClockEvent) {
    switch event {
    case .drew, .atRest(.quietHours): trial.passed()
    default: break
    }
    host.record(event)
  }
}

/// How often the host is asked for what has been typed: one request each time.
private var consoleInterval: Interval { .milliseconds(500) }

/// Consecutive unanswered requests that mean that the host has gone.
private var mostSilent: UInt32 { 8 }

func runClock(_ store: consuming ESPSettings, _ uplink: UnsafeMutablePointer<Uplink>) {
  var link = Link(port: ESPPort(), time: ESPTime())
  run(store, &link, uplink)
  // The next host gets a clock that starts with its settings; the journal knows which glyphs have been shown.
  esp_restart()
}

/// Returns when the host has gone.
private func run(
  _ store: consuming ESPSettings, _ pointer: UnsafeMutablePointer<Link<ESPPort, ESPTime>>,
  _ uplink: UnsafeMutablePointer<Uplink>
) {
  let link = ESPLink(pointer)
  var settings = pointer.pointee.settings()
  while settings == nil {
    Idling.until(ESPTime().now + .milliseconds(500), uplink) { _ in false }
    settings = pointer.pointee.settings()
  }
  guard let settings else { return }
  var clock = makeClock(settings, link, uplink)
  var service = LinkService(link, SettingsConsole(store: store, output: LinkConsole(link)))
  var services = Services()
  while pointer.pointee.silent < mostSilent {
    let next = clock.step()
    services.report(&clock)
    AppTrial.check(at: ESPTime().now)
    Idling.until(next, uplink) {
      service.work()
      return services.work(isQuiet: $0)
    }
  }
}

/// What goes over the link besides the clock's own traffic.
private struct LinkService: ~Copyable {
  private let link: ESPLink
  private var console: SettingsConsole<ESPSettings, LinkConsole<ESPPort, ESPTime>>
  private var nextLook = Instant(microseconds: 0)
  private var deepest: UInt32 = 0

  init(_ link: ESPLink, _ console: consuming SettingsConsole<ESPSettings, LinkConsole<ESPPort, ESPTime>>) {
    self.link = link
    self.console = console
  }

  mutating func work() {
    tellLog()
    let now = ESPTime().now
    guard now >= nextLook else { return }
    nextLook = now + consoleInterval
    takeTyping()
    let used = UInt32(CONFIG_ESP_MAIN_TASK_STACK_SIZE) &- UInt32(uxTaskGetStackHighWaterMark(nil))
    guard used > deepest else { return }
    deepest = used
    link.link.pointee.tell("bytes of stack in use, at most: ", used)
  }

  private func tellLog() {
    var line: [160 of UInt8] = .init(repeating: 0)
    var bytes = line.mutableSpan
    let count = clock_log_next(bytes.cBytes, bytes.count)
    if count > 0 { _ = link.link.pointee.ask(.line, line.span.extracting(first: count)) }
  }

  private mutating func takeTyping() {
    var typed: [64 of UInt8] = .init(repeating: 0)
    var bytes = typed.mutableSpan
    var input = LinkConsole(link)
    let count = input.read(into: &bytes)
    for index in 0..<count where console.take(typed[index]) == .restart { esp_restart() }
  }
}

private func makeClock(
  _ settings: UserSettings, _ link: ESPLink, _ uplink: UnsafeMutablePointer<Uplink>
) -> Clock<ESPBoard> {
  #if CLOCK_NETWORK_LINK
    let source = NetworkTime(settings, network: LinkNetwork(link), random: LinkRandom(link))
  #else
    let source = NetworkTime(settings, network: ESPNetwork(uplink), random: ESPRandom())
  #endif
  return Clock(
    settings: settings.clock,
    panels: PanelRow(link, settings.kinds, settings.refresh),
    time: ESPTime(), flash: ESPGlyphFlash(), journal: ESPPartition("journal"),
    source: source, observer: LinkTrialObserver(link), guide: ESPGuide())
}
