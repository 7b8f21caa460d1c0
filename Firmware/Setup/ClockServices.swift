// Everything around the clock that people and programs talk to: console, Improv, pages, names, updates. A board calls
// `work` all the time, while panels refresh, too. Must never wait, nor take longer than a piece of flash takes to write.

public struct ClockServices<B: ServiceBoard>: ~Copyable {
  public enum Action: Sendable { case none, restart }

  private var console: SettingsConsole<B.Store, B.Output>
  private var improv: ImprovService<B.Output>
  private var pages: ClockPages<B>
  private var web: WebServer<B.Listener>
  private var portalNames: PortalNames<B.Names>
  private var localName: LocalName<B.Names>
  private var download: B.Download
  private var check = UpdateCheck()
  /// Whether the clock may be found and asked in its network.
  private let hasPage: Bool
  private var hasHadNetwork: Bool
  private var hasNetwork: Bool
  private var wantsRestart = false

  /// `console` has a store of its own, a handle on the same settings as `store`; `portalNames` is UDP port 53 of the
  /// board's own network, `localNames` port 5353 in the group 224.0.0.251; `page` is what browsers get, as gzip, and
  /// must stay where it is.
  public init(
    console: consuming SettingsConsole<B.Store, B.Output>, output: consuming B.Output, store: consuming B.Store,
    radio: consuming B.Radio, listener: consuming B.Listener, portalNames: consuming B.Names,
    localNames: consuming B.Names, updates: consuming B.Updates, download: consuming B.Download,
    random: consuming B.Random, facts: BoardFacts, page: UnsafeBufferPointer<UInt8>, at now: Instant
  ) {
    let isWanted = UserSettings.hasPage(&store)
    let isSet = !WiFiSettings(&store).name.isEmpty
    hasHadNetwork = store.hasHadNetwork || isSet
    hasPage = isWanted
    hasNetwork = isSet
    self.console = consume console
    improv = ImprovService(output: consume output, chip: facts.chip, hasPage: isWanted)
    pages = ClockPages(
      store: consume store, radio: consume radio, updates: consume updates, random: consume random, facts: facts,
      hasPage: isWanted, page: page, at: now)
    web = WebServer(consume listener)
    self.portalNames = PortalNames(consume portalNames)
    localName = LocalName(consume localNames)
    self.download = consume download
  }

  /// What the panels are to show instead of the time.
  public mutating func notice(at now: Instant) -> Notice? { pages.notice(at: now) }

  /// Whether the panels show something else than they should.
  public mutating func hasNews(at now: Instant) -> Bool { pages.notice(at: now) != pages.status.notice }

  /// Whether somebody is at it, so that a board that sleeps has to stay awake. A page that is open somewhere is no
  /// reason: it may be so for days.
  public mutating func isInUse(at now: Instant) -> Bool {
    pages.notice(at: now) != nil || pages.restart != nil || pages.trial.isTrying
      || (pages.update.state == .receiving && !isFetching)
  }

  /// Whether it fetches an update, which the end of the network would cut off.
  public var isFetching: Bool { check.isRunning }

  /// Takes note of how the clock stands.
  public mutating func note<C: Board>(_ clock: inout Clock<C>) { clock.report(&pages.status) }

  public var status: ClockStatus {
    get { pages.status }
    set { pages.status = newValue }
  }

  /// Takes a byte that has come on the serial line.
  public mutating func take(_ byte: UInt8, at now: Instant) {
    improv.take(byte, &pages.trial, at: now) { other in
      if console.take(other) == .restart { wantsRestart = true }
    }
  }

  /// Goes on with everything. `isHeld` says whether the button for setting up is, and `isQuiet` that no panel is
  /// refreshing, so that flash may be written.
  /// - Returns: what the board should do.
  public mutating func work(isHeld: Bool, isQuiet: Bool, at now: Instant) -> Action {
    pages.isQuiet = isQuiet
    if isHeld { pages.lock.release() }
    improv.work(&pages.trial, at: now) { other in
      if console.take(other) == .restart { wantsRestart = true }
    }
    pages.trial.work(at: now)
    let isConnected = pages.trial.radio.isConnected
    noteNetwork(isConnected, at: now)
    workOwnNetwork(isHeld: isHeld, isConnected, at: now)
    if hasPage || pages.ownNetwork.isOpen { web.work(&pages, at: now) }
    if hasPage { localName.work(isConnected ? pages.trial.radio.address : 0, at: now) }
    check.work(&pages, &download, isKnown: isConnected && pages.status.standing != nil, at: now)
    // A panel that loses its supply, or is reset, in the middle of a refresh keeps a mixed picture.
    guard isQuiet else { return .none }
    let isDue = pages.restart.map { now >= $0 } ?? false
    return wantsRestart || isDue ? .restart : .none
  }

  private mutating func noteNetwork(_ isConnected: Bool, at now: Instant) {
    guard isConnected else { return }
    hasNetwork = true
    guard !hasHadNetwork, pages.mayStore(at: now) else { return }
    hasHadNetwork = true
    pages.trial.store.noteNetwork()
  }

  private mutating func workOwnNetwork(isHeld: Bool, _ isConnected: Bool, at now: Instant) {
    let isSetUp = pages.trial.asker != .nobody && pages.trial.state == .joined && !pages.trial.isUnstored
    let hasChanged = pages.ownNetwork.work(
      hasHadNetwork: hasHadNetwork, hasNetwork: hasNetwork, isConnected: isConnected, isHeld: isHeld,
      isSetUp: isSetUp, &pages.random, at: now)
    if hasChanged {
      if pages.ownNetwork.isOpen {
        // What was joined before isn't joined through this one.
        pages.trial.forget()
        open()
      } else {
        pages.trial.radio.closeOwnNetwork()
        // What was set on its page is in force after a start, and whoever set it may be gone by now.
        if isSetUp, pages.trial.asker == .page { pages.restart = now + ClockPages<B>.farewell }
      }
    }
    if pages.ownNetwork.isOpen { portalNames.work(pages.trial.radio.ownAddress) }
  }

  private mutating func open() {
    let name = OwnNetworkName(pages.ownNetwork.number)
    var digits: [8 of UInt8] = pages.ownNetwork.password
    for index in 0..<8 { digits[index] &+= 0x30 }
    pages.trial.radio.openOwnNetwork(name.span, digits.span)
  }
}

/// "MNIST CLOCK SEVEN" for instance.
private struct OwnNetworkName: TextWriter {
  private var bytes: [32 of UInt8] = .init(repeating: 0)
  private var count = 0

  init(_ number: UInt8) {
    put("MNIST CLOCK ")
    put(Span(_unsafeElements: SignWord(nameOf: number).letters))
  }

  var span: Span<UInt8> {
    @_lifetime(borrow self) get { bytes.span.extracting(first: count) }
  }

  mutating func put(_ byte: UInt8) {
    guard count < bytes.count else { return }
    bytes[count] = byte
    count &+= 1
  }
}
