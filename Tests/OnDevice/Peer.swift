// A board's parts as a clock's services see them, with a peer on the other side that a test makes up. Must never be what a
// real board would do: any answer will do that may come.

/// What the other side has for the clock, and a sum of all that the clock says. Fixed in size: the device has no heap.
struct Peer {
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
  typealias Store = KeptStore
  typealias Radio = PeerRadio
  typealias Output = PeerOutput
  typealias Listener = PeerListener
  typealias Names = PeerNames
  typealias Updates = PeerUpdates
  typealias Download = PeerDownload
  typealias Random = PeerRandom
}
