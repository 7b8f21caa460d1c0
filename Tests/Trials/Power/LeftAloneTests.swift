// Servers that a network names only to those in it, asked by a clock that sleeps deeply between, and that then want to be
// left alone. Must never count a request that the clock doesn't make.

import Firmware
import Support
import Testing
import TimeSimulation

/// What the board's radio and the server know.
private final class World {
  var now = Instant(microseconds: 0)
  /// Four letters.
  var kiss: UInt32?
  var isJoined = false
  var joins = 0
  var requests = 0
  /// How long the radio was on.
  var on: UInt64 = 0
}

private struct NamingNetwork: Network, ~Copyable {
  let world: World
  static var offersServers: Bool { true }
  var joinsOnDemand: Bool { true }
  var isThere: Bool { world.isJoined }

  mutating func want(_ isWanted: Bool) {
    if isWanted, !world.isJoined { world.joins += 1 }
    world.isJoined = isWanted
  }

  mutating func offeredServer(_ index: Int, into buffer: inout MutableSpan<UInt8>) -> Int {
    guard world.isJoined, index == 0 else { return 0 }
    buffer[0] = UInt8(ascii: "a")
    return 1
  }

  mutating func open(_ name: Span<UInt8>, port: UInt16) throws(NetworkError) -> NamedSocket? {
    NamedSocket(world: world)
  }
}

private struct NamedSocket: DatagramSocket, ~Copyable {
  let world: World
  private var reply: [UInt8]?

  init(world: World) { self.world = world }

  mutating func send(_ datagram: Span<UInt8>) throws(NetworkError) {
    world.requests += 1
    let request = datagram.indices.map { datagram[$0] }
    let time = 1_800_000_000_000_000 + Int64(world.now.microseconds)
    reply = SimulatedServer().reply(to: request, received: time, sent: time + 40, kiss: world.kiss)
  }

  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    guard let bytes = reply else { return nil }
    reply = nil
    for index in bytes.indices { buffer[index] = bytes[index] }
    return bytes.count
  }
}

struct LeftAloneTests {
  private func atReset(_ world: World) -> NetworkTime<NamingNetwork, SeededRandom> {
    NetworkTime(
      client: SNTPClient(
        network: NamingNetwork(world: world), random: SeededRandom(seed: 1), names: .init(repeating: ServerName())),
      zone: .utc)
  }

  /// A day after the first answer, each rest of which is a deep sleep.
  private func day(kiss: UInt32) -> World {
    let world = World()
    var time = atReset(world)
    var memory = NetworkTimeMemory()
    while world.now.microseconds < 86_400_000_000 {
      let next = max(world.now + .milliseconds(1), time.work(at: world.now, drawingAt: nil))
      if time.time(at: world.now) != nil { world.kiss = kiss }
      if world.isJoined { world.on += (next - world.now).microseconds }
      world.now = next
      guard time.remember(&memory) else { continue }
      time = atReset(world)
      time.recall(&memory)
    }
    return world
  }

  /// RFC 4330: a server that says DENY isn't asked again; and the radio isn't on for it.
  @Test func aServerThatDeniesIsNeverAskedAgain() {
    let world = day(kiss: 0x4445_4E59)
    #expect(world.requests == 2 && world.on < 60_000_000, "\(world.requests) requests, \(world.on / 1_000_000) s")
    #expect(world.joins <= 30)
  }

  /// After each RATE twice as long as before, from an hour on: 1, 2, 4, 8 hours make five requests a day at most.
  @Test func aServerThatIsAskedTooOftenIsAskedLess() {
    let world = day(kiss: 0x5241_5445)
    #expect((2...6).contains(world.requests) && world.on < 60_000_000, "\(world.requests), \(world.on / 1_000_000) s")
  }
}
