// What the clock's page can ask for, and who may ask. Must never give out a secret, change anything for whoever hasn't
// read the panels, or write to flash while a panel refreshes or a minute is near.

public struct ClockPages<B: ServiceBoard>: ~Copyable {
  /// From an erase, which takes at most 400 ms and several times that in worn flash, to the next drawing, as
  /// `ClockJournal` has it.
  private static var margin: Interval { .seconds(5) }
  /// For the answer to get to the client before the clock restarts.
  static var farewell: Interval { .seconds(2) }

  public var trial: NetworkTrial<B.Store, B.Radio>
  public var status = ClockStatus()
  public var ownNetwork = OwnNetwork()
  var update: Update<B.Updates>
  var random: B.Random
  var lock = CodeLock()
  let facts: BoardFacts
  /// Whether it has pages in its network, and not only in its own.
  private let hasPage: Bool
  let started: Instant
  /// The last one in a network.
  private var address: UInt32 = 0
  /// The page, as gzip.
  private let page: UnsafeBufferPointer<UInt8>
  /// Whether no panel is refreshing.
  var isQuiet = false
  /// When the clock is to restart.
  var restart: Instant?
  private var isUploading = false

  init(
    store: consuming B.Store, radio: consuming B.Radio, updates: consuming B.Updates, random: consuming B.Random,
    facts: BoardFacts, hasPage: Bool, page: UnsafeBufferPointer<UInt8>, at now: Instant
  ) {
    started = now
    self.hasPage = hasPage
    trial = NetworkTrial(store: store, radio: radio)
    update = Update(updates)
    self.random = random
    self.facts = facts
    self.page = page
  }

  /// Whether flash may be erased and written now.
  func mayWrite(at now: Instant) -> Bool {
    guard isQuiet else { return false }
    switch update.kind {
    case .unknown: return false
    case .glyphs: return status.notice == .newGlyphs
    case .app: return mayStore(at: now)
    }
  }

  /// Whether a setting may be stored, which may erase a sector.
  func mayStore(at now: Instant) -> Bool {
    guard isQuiet else { return false }
    guard let next = status.nextDrawing else { return true }
    return next > now && next - now >= ClockPages.margin
  }

  /// What the panels are to show instead of the time.
  mutating func notice(at now: Instant) -> Notice? {
    if update.state == .receiving, update.kind == .glyphs { return .newGlyphs }
    if let code = lock.notice(at: now) { return code }
    return ownNetwork.isOpen ? ownNetwork.notice : nil
  }
}

// MARK: Requests

extension ClockPages: WebPages {
  private static var paths: StaticString { "/ /index.html /state.json /settings.json /networks.json /join.json" }
  private static var commands: StaticString { "/code /settings /join /restart /update" }

  public mutating func answer(
    _ request: inout HTTPRequest, _ body: Span<UInt8>, isFromOwnNetwork: Bool, _ reply: inout HTTPReply, at now: Instant
  ) {
    guard isForThisClock(request, isFromOwnNetwork) else {
      if isFromOwnNetwork { return lead(&reply) }
      reply.status = .misdirected
      reply.put("Ask for mnist-clock.local, or for the clock's address.\n")
      reply.kind = .text
      return
    }
    switch request.method {
    case .get, .head: show(request.path, isFromOwnNetwork, &reply, at: now)
    case .post: run(&request, body, isFromOwnNetwork, &reply, at: now)
    case .other: reply.status = .methodNotAllowed
    }
  }

  /// Whether the client knows whom it talks to: the clock's address or one of its names. Any other name may be a trick
  /// to make a browser take a stranger's page for the clock's (DNS rebinding), or a phone that looks for the internet.
  private mutating func isForThisClock(_ request: borrowing HTTPRequest, _ isFromOwnNetwork: Bool) -> Bool {
    // While another network is tried it has none, but who asks how that goes still knows the last one.
    if trial.radio.address != 0 { address = trial.radio.address }
    guard hasPage || isFromOwnNetwork else { return false }
    let host = request.hostName
    return host.isClockName || host.isSame(as: "localhost")
      || host.isAddress(isFromOwnNetwork ? trial.radio.ownAddress : address)
  }

  /// To the page: what a phone that looks for the internet takes for a network with a page to be seen first. Some want
  /// a body.
  private mutating func lead(_ reply: inout HTTPReply) {
    reply.status = .seeOther
    reply.kind = .text
    reply.location = trial.radio.ownAddress
    reply.port = facts.port
    reply.put("The clock's page is at this address.\n")
  }

  public func mayAnswer(_ request: borrowing HTTPRequest, at now: Instant) -> Bool {
    guard request.method == .post, !request.path.isSame(as: "/update"), !request.path.isSame(as: "/code") else {
      return true
    }
    return mayStore(at: now)
  }

  private mutating func show(
    _ path: Span<UInt8>, _ isFromOwnNetwork: Bool, _ reply: inout HTTPReply, at now: Instant
  ) {
    switch path.place(in: ClockPages.paths) {
    case 0, 1: reply.show(page: page)
    case 2: putState(&reply, at: now)
    case 3: putSettings(&reply, isFromOwnNetwork)
    case 4: putNetworks(&reply, at: now)
    case 5: putTrial(&reply)
    default:
      if isFromOwnNetwork { return lead(&reply) }
      reply.status = .notFound
    }
  }

  private mutating func run(
    _ request: inout HTTPRequest, _ body: Span<UInt8>, _ isFromOwnNetwork: Bool, _ reply: inout HTTPReply,
    at now: Instant
  ) {
    guard !request.isForeign else {
      reply.status = .forbidden
      return
    }
    let command = request.path.place(in: ClockPages.commands)
    switch command {
    case 0: showCode(&reply, at: now)
    // Shorter than any signed file, and so not begun.
    case 4 where request.length <= 1_024: reply.status = .unprocessable
    case 4: putUpdate(&reply)
    case 1, 2, 3:
      let isFirstZone = command == 1 && !isFromOwnNetwork && isFirstZone(body)
      if !isFirstZone {
        reply.status = permission(request.clockCode, isFromOwnNetwork, at: now)
        guard reply.status == .ok else { return }
      }
      if command == 1 {
        take(settings: body, &reply)
        // Nobody has a code to ask for the restart with.
        if isFirstZone, reply.status == .ok { restart = now + ClockPages.farewell }
        return
      }
      if command == 2 { return join(body, &reply, at: now) }
      lock.finish()
      restart = now + ClockPages.farewell
    default: reply.status = .notFound
    }
  }

  /// Who stands before the panels may change anything: by having read the own network's password there, or the code.
  private mutating func permission(_ code: Span<UInt8>, _ isFromOwnNetwork: Bool, at now: Instant) -> HTTPStatus {
    if isFromOwnNetwork { return .ok }
    switch lock.check(code, at: now) {
    case .right: return .ok
    case .wrong, .expired: return .forbidden
    case .closed: return .tooManyRequests
    }
  }

  private mutating func showCode(_ reply: inout HTTPReply, at now: Instant) {
    reply.status = lock.open(&random, at: now) ? .accepted : .tooManyRequests
  }

  // MARK: Updates

  public mutating func begin(
    _ request: inout HTTPRequest, isFromOwnNetwork: Bool, _ reply: inout HTTPReply, at now: Instant
  ) {
    reply.status = permission(toSend: &request, isFromOwnNetwork, at: now)
    guard reply.status == .ok else { return }
    lock.finish()
    isUploading = update.begin(request.length, wantsNewer: false)
    if !isUploading { putUpdate(&reply) }
  }

  private mutating func permission(
    toSend request: inout HTTPRequest, _ isFromOwnNetwork: Bool, at now: Instant
  ) -> HTTPStatus {
    guard isForThisClock(request, isFromOwnNetwork) else { return .misdirected }
    guard request.method == .post else { return .methodNotAllowed }
    guard request.path.isSame(as: "/update") else { return .tooLarge }
    guard !request.isForeign else { return .forbidden }
    guard update.state != .receiving, restart == nil else { return .busy }
    return permission(request.clockCode, isFromOwnNetwork, at: now)
  }

  public mutating func take(_ piece: Span<UInt8>, at now: Instant) -> Int {
    update.take(piece, mayWrite: mayWrite(at: now))
  }

  public mutating func end(isWhole: Bool, at now: Instant) -> Bool {
    guard isUploading else { return true }
    // What makes it the one in use is written to flash, too.
    if isWhole, update.state == .receiving, !mayWrite(at: now) { return false }
    isUploading = false
    if !isWhole {
      update.abandon()
    } else if update.end(), update.kind == .app {
      restart = now + ClockPages.farewell
    }
    return true
  }

  private mutating func putUpdate(_ reply: inout HTTPReply) {
    if update.state != .done { reply.status = .unprocessable }
    putUpdateState(&reply)
  }
}

extension Span<UInt8> {
  /// Whether this is the clock's name, or that and one of the domains that no stranger's server can be in (RFC 6762, RFC
  /// 8375, those that the root zone doesn't delegate, and a router's maker's own).
  fileprivate var isClockName: Bool {
    let name: StaticString = "mnist-clock"
    guard begins(with: name) else { return false }
    var rest = extracting(name.utf8CodeUnitCount...)
    if rest.count > 0, rest[rest.count &- 1] == UInt8(ascii: ".") { rest = rest.extracting(..<(rest.count &- 1)) }
    if rest.count > 1, rest[0] == UInt8(ascii: "-"), rest[1] &- UInt8(ascii: "2") < 8 { rest = rest.extracting(2...) }
    return rest.count == 0 || rest.place(in: ".local .lan .home .home.arpa .internal .fritz.box") != nil
  }

  /// Whether this is an IPv4 address, written as it usually is.
  fileprivate func isAddress(_ address: UInt32) -> Bool {
    var index = 0
    for part in 0..<4 {
      if part > 0 {
        guard index < count, self[index] == UInt8(ascii: ".") else { return false }
        index &+= 1
      }
      let end = extracting(index...).next(UInt8(ascii: "."), from: 0) &+ index
      let number = extracting(index..<end).decimal(atMost: 255)
      guard number == address &>> UInt32(truncatingIfNeeded: 24 &- 8 &* part) & 0xFF else { return false }
      index = end
    }
    return index == count
  }
}
