// Random requests, names, frames of Improv and pieces of updates through all of a clock's services.
// Must never be told what comes out: whatever does, nothing may trap, and each machine must come to the same.

/// What the other side has for the clock, and sums of all that the clock says and keeps. Fixed in size: the device has no
/// heap.
struct Peer {
  static var longest: Int { 320 }

  var bytes: [320 of UInt8] = .init(repeating: 0)
  var (count, taken) = (0, 0)
  /// At once, each way.
  var piece = 320
  /// Waiting for the listener; after that, whether the connection is open.
  var isWaiting = false
  var isOpen = false
  var isOwn = false
  var endsEarly = false
  /// Datagrams are as a connection's bytes, but come whole.
  var (isPortal, isLocal) = (false, false)
  var isJoined = true
  var said = CRC32()
  var answers: UInt32 = 0
  /// What is stored, by key.
  var values: [4032 of UInt8] = .init(repeating: 0)
  var sizes: [14 of Int] = .init(repeating: -1)
  var writes: UInt32 = 0
  var random: UInt32 = 1

  /// Marsaglia's xorshift.
  mutating func next() -> UInt32 {
    random ^= random &<< 13
    random ^= random &>> 17
    random ^= random &<< 5
    return random
  }

  mutating func note(_ bytes: Span<UInt8>) {
    said.update(bytes)
    answers &+= 1
  }

  mutating func take(into buffer: inout MutableSpan<UInt8>, atMost most: Int) -> Int {
    let size = min(min(count &- taken, most), buffer.count)
    for index in 0..<size { buffer[index] = bytes[taken &+ index] }
    taken &+= size
    return size
  }
}

typealias Peers = UnsafeMutablePointer<Peer>

struct PeerStore: SettingsStore, ~Copyable {
  let peer: Peers

  mutating func read(_ key: SettingKey, into buffer: inout MutableSpan<UInt8>) -> Int? {
    let size = peer.pointee.sizes[Int(key.rawValue)]
    guard size >= 0 else { return nil }
    for index in 0..<size { buffer[index] = peer.pointee.values[288 &* Int(key.rawValue) &+ index] }
    return size
  }

  mutating func fallback(_ key: SettingKey, into buffer: inout MutableSpan<UInt8>) -> Int { 0 }

  mutating func write(_ key: SettingKey, _ value: Span<UInt8>) throws(SettingsStoreError) {
    peer.pointee.writes &+= 1
    peer.pointee.said.update(value)
    for index in value.indices { peer.pointee.values[288 &* Int(key.rawValue) &+ index] = value[index] }
    peer.pointee.sizes[Int(key.rawValue)] = value.count
  }

  mutating func remove(_ key: SettingKey) throws(SettingsStoreError) { peer.pointee.sizes[Int(key.rawValue)] = -1 }

  var hasHadNetwork: Bool { false }
}

struct PeerOutput: ConsoleOutput, ~Copyable {
  let peer: Peers
  mutating func write(_ bytes: Span<UInt8>) { peer.pointee.note(bytes) }
}

struct PeerSocket: StreamSocket, ~Copyable {
  let peer: Peers

  deinit { peer.pointee.isOpen = false }

  var isFromOwnNetwork: Bool { peer.pointee.isOwn }

  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    let size = peer.pointee.take(into: &buffer, atMost: peer.pointee.piece)
    if size > 0 { return size }
    if peer.pointee.endsEarly { throw .unreachable }
    return 0
  }

  mutating func send(_ bytes: Span<UInt8>) throws(NetworkError) -> Int {
    let size = min(bytes.count, peer.pointee.piece)
    peer.pointee.note(bytes.extracting(first: size))
    return size
  }

  mutating func finish() {}
}

struct PeerListener: StreamListener, ~Copyable {
  let peer: Peers

  mutating func accept() -> PeerSocket? {
    guard peer.pointee.isWaiting else { return nil }
    (peer.pointee.isWaiting, peer.pointee.isOpen) = (false, true)
    return PeerSocket(peer: peer)
  }
}

struct PeerNames: DatagramService, ~Copyable {
  let peer: Peers
  let isPortal: Bool

  mutating func receive(into buffer: inout MutableSpan<UInt8>) -> Int? {
    guard isPortal ? peer.pointee.isPortal : peer.pointee.isLocal else { return nil }
    (peer.pointee.isPortal, peer.pointee.isLocal) = (false, false)
    return peer.pointee.take(into: &buffer, atMost: buffer.count)
  }

  mutating func answer(_ datagram: Span<UInt8>) { peer.pointee.note(datagram) }
  mutating func announce(_ datagram: Span<UInt8>) { peer.pointee.note(datagram) }
}

struct PeerRadio: WiFiRadio, ~Copyable {
  let peer: Peers
  private var found = 0
  private var state: UInt8 = 0
  private var isOwn = false

  init(peer: Peers) { self.peer = peer }

  var isConnected: Bool { peer.pointee.isJoined }
  var address: UInt32 { isConnected ? 0xC0A8_0114 : 0 }
  var ownAddress: UInt32 { isOwn ? 0xC0A8_0401 : 0 }

  mutating func join(_ name: Span<UInt8>, _ password: Span<UInt8>) {
    peer.pointee.said.update(name)
    state = UInt8(truncatingIfNeeded: peer.pointee.next() &>> 7) % 6
  }

  mutating func joinState() -> JoinState { JoinState(rawValue: state) ?? .failed }
  mutating func giveUp() {}
  mutating func scan() { found = 0 }
  mutating func isScanning() -> Bool { peer.pointee.next() & 64 == 0 }

  mutating func nextFound(_ name: inout MutableSpan<UInt8>) -> FoundNetwork? {
    found &+= 1
    guard found < 9 else { return nil }
    let size = Int(peer.pointee.next() &>> 9 % 33)
    for index in 0..<size { name[index] = UInt8(truncatingIfNeeded: peer.pointee.next() &>> 11) }
    let strength = Int8(truncatingIfNeeded: peer.pointee.next() &>> 5)
    return FoundNetwork(count: size, strength: strength, isProtected: size & 1 == 0)
  }

  mutating func openOwnNetwork(_ name: Span<UInt8>, _ code: Span<UInt8>) {
    isOwn = true
    peer.pointee.note(name)
  }

  mutating func closeOwnNetwork() { isOwn = false }
}

/// Flash that keeps a sum of what it is told.
struct PeerFlash: WritableFlash, ~Copyable {
  let peer: Peers

  var size: Int { 16 &* 4_096 }

  mutating func read(at offset: Int, into buffer: inout MutableSpan<UInt8>) throws(FlashError) {}
  mutating func isErased(at offset: Int, count: Int) throws(FlashError) -> Bool { true }
  mutating func program(_ piece: Span<UInt8>, at offset: Int) throws(FlashError) { peer.pointee.said.update(piece) }
  mutating func eraseSector(at offset: Int) throws(FlashError) { peer.pointee.answers &+= 1 }
}

struct PeerUpdates: UpdateBoard, ~Copyable {
  var slot: PeerFlash
  var glyphs: PeerFlash
  private var sum = CRC32()

  init(peer: Peers) {
    slot = PeerFlash(peer: peer)
    glyphs = PeerFlash(peer: peer)
  }

  var chip: UInt16 { 5 }
  mutating func rolledBackVersion(into buffer: inout MutableSpan<UInt8>) -> Int { 0 }
  mutating func beginHash() { sum = CRC32() }
  mutating func addToHash(_ bytes: Span<UInt8>) { sum.update(bytes) }
  mutating func endHash(into digest: inout MutableSpan<UInt8>) {
    for index in 0..<32 { digest[index] = UInt8(truncatingIfNeeded: sum.value &>> UInt32(index & 3) &* 8) }
  }
  var hasKey: Bool { true }
  func isTrusted(keyDigest: Span<UInt8>) -> Bool { keyDigest[0] & 1 == 0 }
  mutating func verify(_ digest: Span<UInt8>, modulus: Span<UInt8>, exponent: Span<UInt8>, signature: Span<UInt8>)
    -> Bool
  { true }
  mutating func selectSlot() -> Bool { true }
}

struct PeerDownload: UpdateDownload, ~Copyable {
  let peer: Peers

  mutating func begin(_ address: Span<UInt8>) { peer.pointee.note(address) }

  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    guard peer.pointee.next() & 7 != 0 else { throw .unreachable }
    return peer.pointee.take(into: &buffer, atMost: 64)
  }

  var length: UInt32 { 3 &* 4_096 }
  mutating func end() {}
}

struct PeerRandom: RandomSource, ~Copyable {
  let peer: Peers
  mutating func next() -> UInt32 { peer.pointee.next() &>> 3 }
}

enum PeerBoard: ServiceBoard {
  typealias Store = PeerStore
  typealias Radio = PeerRadio
  typealias Output = PeerOutput
  typealias Listener = PeerListener
  typealias Names = PeerNames
  typealias Updates = PeerUpdates
  typealias Download = PeerDownload
  typealias Random = PeerRandom
}

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
func runRequests(_ count: Int, seed: UInt32, _ peer: Peers) -> Requests {
  peer.pointee.random = seed &* 2 &+ 1
  var now = Instant(microseconds: 1_000_000)
  var requests = Requests()
  var services = start(peer, at: now)
  for _ in 0..<count {
    requests.once(&services, peer, &now)
    if requests.isRestarting { services = start(peer, at: now) }
  }
  return requests
}

private func start(_ peer: Peers, at now: Instant) -> ClockServices<PeerBoard> {
  let page: StaticString = "a page, as if it were packed"
  return ClockServices(
    console: SettingsConsole(store: PeerStore(peer: peer), output: PeerOutput(peer: peer)),
    output: PeerOutput(peer: peer), store: PeerStore(peer: peer), radio: PeerRadio(peer: peer),
    listener: PeerListener(peer: peer), portalNames: PeerNames(peer: peer, isPortal: true),
    localNames: PeerNames(peer: peer, isPortal: false), updates: PeerUpdates(peer: peer),
    download: PeerDownload(peer: peer), random: PeerRandom(peer: peer),
    facts: BoardFacts(chip: "ESP32-C3", target: "esp32c3", cause: "power"),
    page: UnsafeBufferPointer(start: page.utf8Start, count: page.utf8CodeUnitCount), at: now)
}
