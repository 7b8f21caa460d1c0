// Rounds of the time client over networks that do whatever they like, with deep sleeps between them, and how soon each
// server was asked again.
// Must never ask the client what it allows itself: RFC 4330 and the servers' kisses decide.

private struct PauseWorld {
  var now: Int64 = 0
  var random: UInt32
  var isSettled = false
  private(set) var requests: UInt32 = 0
  private(set) var areKept = true
  private var last: [4 of Int64] = .init(repeating: -1)
  private var rates: [4 of Int64] = .init(repeating: 0)
  private var isDenied: [4 of Bool] = .init(repeating: false)
  /// The percentage of what may go wrong that does; it changes in the course of the day.
  var trouble: UInt32 = 0

  init(seed: UInt32) { random = seed &* 2 &+ 1 }

  /// Marsaglia's xorshift.
  mutating func next() -> UInt32 {
    random ^= random &<< 13
    random ^= random &>> 17
    random ^= random &<< 5
    return random
  }

  mutating func happens(_ percent: UInt32) -> Bool { next() &>> 8 % 100 < percent }

  mutating func note(requestTo index: Int) {
    requests &+= 1
    let seconds = (now &- last[index]) / 1_000_000
    let least = max(isSettled ? 1_800 : 15, rates[index] > 0 ? 1_800 &<< min(rates[index], 6) : 0)
    if isDenied[index] || (last[index] >= 0 && seconds < least) { areKept = false }
    last[index] = now
  }

  mutating func hear(_ kiss: UInt32, from index: Int) {
    if kiss == 0x5241_5445 { rates[index] &+= 1 } else { isDenied[index] = true }
  }
}

private struct PauseSocket: DatagramSocket, ~Copyable {
  let world: UnsafeMutablePointer<PauseWorld>
  let index: Int
  var nonce: [8 of UInt8] = .init(repeating: 0)
  var arrival: Int64 = -1
  var sent: Int64 = 0

  init(_ world: UnsafeMutablePointer<PauseWorld>, _ index: Int) { (self.world, self.index) = (world, index) }

  mutating func send(_ datagram: Span<UInt8>) throws(NetworkError) {
    if world.pointee.happens(world.pointee.trouble) { throw .busy }
    world.pointee.note(requestTo: index)
    for byte in 0..<8 { nonce[byte] = datagram[40 &+ byte] }
    sent = world.pointee.now
    if world.pointee.happens(world.pointee.trouble) { return }
    arrival = sent &+ Int64(widening: Int32(truncatingIfNeeded: world.pointee.next() &>> 13))
  }

  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    if world.pointee.happens(world.pointee.trouble), world.pointee.happens(2) { throw .unreachable }
    guard arrival >= 0, arrival <= world.pointee.now else { return nil }
    arrival = -1
    for byte in 0..<48 { buffer[byte] = 0 }
    buffer[0] = 0x24
    buffer[1] = 2
    for byte in 0..<8 { buffer[24 &+ byte] = nonce[byte] }
    if world.pointee.happens(world.pointee.trouble), world.pointee.happens(20) {
      let kiss: UInt32 = world.pointee.happens(10) ? 0x4445_4E59 : 0x5241_5445
      world.pointee.hear(kiss, from: index)
      buffer[1] = 0
      put(kiss, at: 12, &buffer)
      return 48
    }
    // Near 2026-11-21, and sometimes an hour off.
    let wrong: Int64 = world.pointee.happens(world.pointee.trouble) ? 3_600 : 0
    let seconds = UInt32(truncatingIfNeeded: 0xEEAB_5D80 &+ sent / 1_000_000 &+ wrong)
    put(seconds, at: 32, &buffer)
    put(seconds, at: 40, &buffer)
    return 48
  }

  private func put(_ value: UInt32, at offset: Int, _ buffer: inout MutableSpan<UInt8>) {
    for byte in 0..<4 {
      buffer[offset &+ byte] = UInt8(truncatingIfNeeded: value &>> UInt32(truncatingIfNeeded: 24 &- 8 &* byte))
    }
  }
}

private struct PauseNetwork: Network, ~Copyable {
  let world: UnsafeMutablePointer<PauseWorld>

  mutating func open(_ name: Span<UInt8>, port: UInt16) throws(NetworkError) -> PauseSocket? {
    if world.pointee.happens(world.pointee.trouble) { throw .unreachable }
    if world.pointee.happens(world.pointee.trouble), !world.pointee.happens(1) { return nil }
    return PauseSocket(world, Int(name[0] &- 0x61))
  }
}

private struct PauseRandom: RandomSource, ~Copyable {
  let world: UnsafeMutablePointer<PauseWorld>

  mutating func next() -> UInt32 { world.pointee.next() }
}

/// Answers one question: a seed for a day.
func answerPauses(_ questions: inout Questions) {
  var world = PauseWorld(seed: questions.number())
  withUnsafeMutablePointer(to: &world) { runDay($0) }
  put(world.areKept && world.requests > 10 ? "pauses kept\n" : "pauses broken\n")
}

private func runDay(_ world: UnsafeMutablePointer<PauseWorld>) {
  var names: [4 of ServerName] = .init(repeating: ServerName())
  for index in 0..<4 {
    let name: [1 of UInt8] = [0x61 &+ UInt8(truncatingIfNeeded: index)]
    _ = names[index].set(name.span)
  }
  func atReset() -> NetworkTime<PauseNetwork, PauseRandom> {
    NetworkTime(
      client: SNTPClient(network: PauseNetwork(world: world), random: PauseRandom(world: world), names: names),
      zone: .utc)
  }
  var time = atReset()
  var memory = NetworkTimeMemory()
  var samples = 0
  var change: Int64 = 0
  while world.pointee.now < 86_400_000_000 {
    let now = world.pointee.now
    if now >= change {
      let troubles: [4 of UInt32] = [0, 5, 25, 60]
      world.pointee.trouble = troubles[Int(world.pointee.next() &>> 8 & 3)]
      change = now &+ Int64(widening: Int32(truncatingIfNeeded: world.pointee.next() &>> 1))
    }
    let due = time.work(at: Instant(microseconds: UInt64(bitPattern: now)), drawingAt: nil)
    while let event = time.nextEvent() {
      guard case .corrected(let correction, _) = event else { continue }
      // A step before the rate is known starts the first minutes over.
      if samples < 4, case .step = correction { samples = 1 } else { samples &+= 1 }
    }
    if samples >= 4 { world.pointee.isSettled = true }
    // Each second time it sleeps deeply until then, and knows no more than what it has written down.
    if world.pointee.happens(50), time.remember(&memory) {
      time = atReset()
      time.recall(&memory)
    }
    world.pointee.now = max(now &+ 1, Int64(bitPattern: due.microseconds))
  }
}
