// Random requests, names, frames of Improv and pieces of updates through all of a clock's services.
// Must never be told what comes out: whatever does, nothing may trap, and each machine must come to the same.

/// What is near to what the services know, to be changed at random: a form each, by kind.
private enum Known {
  /// Requests, and the last is an update's beginning.
  static var requests: StaticString {
    """
    GET / HTTP/1.1\r\nHost: 192.168.1.20\r\n\r\n\u{0}\
    GET /state.json HTTP/1.1\r\nHost: mnist-clock.local\r\nOrigin: http://mnist-clock.local\r\n\r\n\u{0}\
    GET /settings.json HTTP/1.1\r\nHost: 192.168.4.1\r\nX-Clock-Code: 1234\r\n\r\n\u{0}\
    HEAD /networks.json?x HTTP/1.1\r\nhost:192.168.1.20:80\r\n\r\n\u{0}\
    POST /code HTTP/1.1\r\nHost: 192.168.1.20\r\nContent-Length: 0\r\n\r\n\u{0}\
    POST /settings HTTP/1.1\r\nHost: 192.168.4.1\r\nContent-Length: 25\r\n\r\ntz=CET-1CEST&hours=12&a=%\u{0}\
    POST /join HTTP/1.1\r\nHost: 192.168.4.1\r\nContent-Length: 31\r\n\r\nwifi=My+Home&password=correct%20\u{0}\
    POST /update HTTP/1.1\r\nHost: 192.168.4.1\r\nExpect: 100-continue\r\nContent-Length: 8192\r\n\r\n\u{0}
    """
  }
  /// Questions to the own network's name server and to the local name's.
  static var names: StaticString {
    """
    \u{12}\u{34}\u{1}\u{0}\u{0}\u{1}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{4}wifi\u{3}com\u{0}\u{0}\u{1}\u{0}\u{1}\
    \u{0}\u{0}\u{0}\u{0}\u{0}\u{1}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{b}mnist-clock\u{5}local\u{0}\u{0}\u{1}\u{0}\u{1}
    """
  }
  static var nameStarts: [3 of Int] { [0, 26, 61] }
  static var console: StaticString {
    "set tz CET-1CEST\rshow\rset wifi My Home\runset hours\rset hours 12\rrestart\rhelp\r"
  }
}

struct Requests {
  private var bytes: [320 of UInt8] = .init(repeating: 0)
  private var count = 0
  private(set) var restarts: UInt32 = 0
  private(set) var notices: UInt32 = 0
  /// Whether the board starts again now.
  private(set) var isRestarting = false

  private mutating func put(_ byte: UInt8) {
    guard count < bytes.count else { return }
    bytes[count] = byte
    count &+= 1
  }

  private mutating func put(_ text: StaticString, _ range: Range<Int>) {
    for index in range { put(text.utf8Start[index]) }
  }

  /// The text before the `number`th zero byte.
  private mutating func put(request number: Int) {
    let text = Known.requests
    var (start, end, left) = (0, 0, number)
    while end < text.utf8CodeUnitCount {
      if text.utf8Start[end] == 0 {
        if left == 0 { break }
        left &-= 1
        start = end &+ 1
      }
      end &+= 1
    }
    put(text, start..<end)
  }

  private mutating func putImprov(_ peer: Peers) {
    let first = count
    put("IMPROV\u{1}\u{3}", 0..<8)
    let size = Int(peer.pointee.next() &>> 8 & 63)
    put(UInt8(truncatingIfNeeded: size))
    for index in 0..<size {
      let byte = UInt8(truncatingIfNeeded: peer.pointee.next() &>> 11)
      // Commands are 1 to 4, and their length is right more often than not.
      put(index == 0 ? byte & 7 : index == 1 && byte & 1 == 0 ? UInt8(truncatingIfNeeded: size &- 2) : byte)
    }
    var sum: UInt8 = 0
    for index in first..<count { sum &+= bytes[index] }
    put(sum)
    put(0x0A)
  }

  /// Makes something, changes none to three of its bytes, and lets the services deal with it for a while.
  mutating func once(_ services: inout ClockServices<PeerBoard>, _ peer: Peers, _ now: inout Instant) {
    (count, isRestarting) = (0, false)
    let kind = peer.pointee.next() &>> 9 & 7
    var update = 0
    switch kind {
    case 0: putImprov(peer)
    case 1:
      let text = Known.console
      let start = Int(peer.pointee.next() &>> 8) % text.utf8CodeUnitCount
      put(text, start..<text.utf8CodeUnitCount)
    case 2: put(Known.names, Known.nameStarts[0]..<Known.nameStarts[1])
    case 3: put(Known.names, Known.nameStarts[1]..<Known.nameStarts[2])
    default:
      let number = Int(peer.pointee.next() &>> 8 & 7)
      put(request: number)
      if number == 7 { update = 8_192 }
    }
    for _ in 0..<peer.pointee.next() &>> 8 & 3 where count > 0 {
      let place = Int(peer.pointee.next() &>> 8) % count
      bytes[place] = UInt8(truncatingIfNeeded: peer.pointee.next() &>> 11)
    }
    if kind < 2 {
      for index in 0..<count { services.take(bytes[index], at: now) }
    } else {
      send(peer, kind)
    }
    let rounds = 2 &+ Int(peer.pointee.next() &>> 8 & 15)
    for round in 0..<rounds {
      let isHeld = peer.pointee.next() & 32 == 0
      if services.work(isHeld: isHeld, isQuiet: round & 1 == 0, at: now) == .restart { isRestarting = true }
      if services.notice(at: now) != nil { notices &+= 1 }
      now = now + .milliseconds(peer.pointee.next() &>> 8 & 0x3FF)
      // An update's bytes.
      if update > 0, peer.pointee.isOpen, peer.pointee.taken == peer.pointee.count { update &-= sendMore(peer, update) }
    }
    (peer.pointee.count, peer.pointee.taken) = (0, 0)
    if isRestarting { restarts &+= 1 }
  }

  private func send(_ peer: Peers, _ kind: UInt32) {
    for index in 0..<count { peer.pointee.bytes[index] = bytes[index] }
    (peer.pointee.count, peer.pointee.taken) = (count, 0)
    let random = peer.pointee.next() &>> 8
    peer.pointee.piece = random & 3 == 0 ? 1 &+ Int(random &>> 2 & 31) : 320
    peer.pointee.isOwn = random & 128 == 0
    peer.pointee.isJoined = random & 0x700 != 0
    peer.pointee.endsEarly = random & 0x800 == 0
    (peer.pointee.isPortal, peer.pointee.isLocal, peer.pointee.isWaiting) = (kind == 2, kind == 3, kind > 3)
  }

  private func copy(_ text: StaticString, to place: Int, _ peer: Peers) {
    for index in 0..<text.utf8CodeUnitCount { peer.pointee.bytes[place &+ index] = text.utf8Start[index] }
  }

  private func sendMore(_ peer: Peers, _ left: Int) -> Int {
    for index in 0..<320 { peer.pointee.bytes[index] = left == 8_192 ? 0 : UInt8(truncatingIfNeeded: index) }
    if left == 8_192 {
      // An app's header as `AppHeader` looks at it.
      peer.pointee.bytes[0] = 0xE9
      peer.pointee.bytes[12] = 5
      for index in 0..<4 {
        peer.pointee.bytes[32 &+ index] = UInt8(
          truncatingIfNeeded: 0xABCD_5432 as UInt32 &>> UInt32(truncatingIfNeeded: 8 &* index))
      }
      copy("9.9.9", to: 48, peer)
      copy("mnist-clock", to: 80, peer)
    }
    (peer.pointee.count, peer.pointee.taken) = (min(left, 320), 0)
    return min(left, 320)
  }
}

/// - Returns: the counts, and the peer's sums in `peer`.
func runRequests(_ count: Int, seed: UInt32, _ peer: Peers, _ kept: UnsafeMutablePointer<KeptSettings>) -> Requests {
  peer.pointee.random = seed &* 2 &+ 1
  var now = Instant(microseconds: 1_000_000)
  var requests = Requests()
  var services = start(peer, kept, at: now)
  for _ in 0..<count {
    requests.once(&services, peer, &now)
    if requests.isRestarting { services = start(peer, kept, at: now) }
  }
  return requests
}

private func start(_ peer: Peers, _ kept: UnsafeMutablePointer<KeptSettings>, at now: Instant) -> ClockServices<
  PeerBoard
> {
  let page: StaticString = "a page, as if it were packed"
  return ClockServices(
    console: SettingsConsole(store: KeptStore(kept: kept), output: PeerOutput(peer: peer)),
    output: PeerOutput(peer: peer), store: KeptStore(kept: kept), radio: PeerRadio(peer: peer),
    listener: PeerListener(peer: peer), portalNames: PeerNames(peer: peer, isPortal: true),
    localNames: PeerNames(peer: peer, isPortal: false), updates: PeerUpdates(peer: peer),
    download: PeerDownload(peer: peer), random: PeerRandom(peer: peer),
    facts: BoardFacts(chip: "ESP32-C3", target: "esp32c3", cause: "power"),
    page: UnsafeBufferPointer(start: page.utf8Start, count: page.utf8CodeUnitCount), at: now)
}
