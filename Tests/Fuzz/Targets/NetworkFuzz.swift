// The firmware's time-keeping on a network that does what the input says: replies with any contents, early, late, twice
// or unasked for; names that aren't found, links that break. Must never let a server be asked too soon.

@testable import Firmware

/// RFC 4330, section 10: "a client must not under any conditions use a poll interval less than 15 seconds".
private let shortestPause: UInt64 = 15_000_000

func fuzzNetwork(_ input: inout FuzzInput) {
  let world = ScriptedWorld(input)
  var names: [4 of ServerName] = .init(repeating: ServerName())
  for index in 0..<1 + world.script.number(below: 4) { _ = names[index].set([UInt8(index) + 0x61].span) }
  var time = NetworkTime(
    client: SNTPClient(network: ScriptedNetwork(world: world), random: ScriptedRandom(world: world), names: names),
    zone: .utc)
  for _ in 0..<2_000 where !world.script.isEmpty {
    let now = Instant(microseconds: world.now)
    let wake = time.work(at: now, drawingAt: world.script.byte() == 1 ? now + .seconds(1) : nil)
    while time.nextEvent() != nil {}
    _ = time.localTime(at: now)
    _ = time.obstacle
    if let uncertainty = time.uncertainty(at: now), uncertainty < 0 { fatalError("uncertain by \(uncertainty) µs") }
    world.now = max(world.now + 1, min(wake.microseconds, world.now + 40_000_000_000))
  }
}

private final class ScriptedWorld {
  var script: FuzzInput
  var now: UInt64 = 0
  private var asked: [UInt8: UInt64] = [:]

  init(_ script: FuzzInput) {
    self.script = script
  }

  func ask(_ server: UInt8) {
    if let last = asked[server], now - last < shortestPause {
      fatalError("server \(server) was asked \(now - last) µs after the last time")
    }
    asked[server] = now
  }
}

private struct ScriptedRandom: RandomSource, ~Copyable {
  let world: ScriptedWorld
  mutating func next() -> UInt32 { world.script.uint32() }
}

private struct ScriptedNetwork: Network, ~Copyable {
  let world: ScriptedWorld

  mutating func open(_ name: Span<UInt8>, port: UInt16) throws(NetworkError) -> ScriptedSocket? {
    switch world.script.number(below: 16) {
    case 0: return nil
    case 1: throw .unknownName
    case 2: throw .unreachable
    case 3: throw .busy
    default: return ScriptedSocket(world: world, server: name[0])
    }
  }
}

private struct ScriptedSocket: DatagramSocket, ~Copyable {
  let world: ScriptedWorld
  let server: UInt8
  private var request: [UInt8] = []

  init(world: ScriptedWorld, server: UInt8) {
    (self.world, self.server) = (world, server)
  }

  mutating func send(_ datagram: Span<UInt8>) throws(NetworkError) {
    guard world.script.number(below: 16) != 0 else { throw .unreachable }
    world.ask(server)
    request = datagram.indices.map { datagram[$0] }
  }

  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    switch world.script.number(below: 8) {
    case 0: return nil
    case 1: throw .unreachable
    case 2: return fill(&buffer, with: world.script.piece())
    default: return fill(&buffer, with: reply())
    }
  }

  /// One that would be believed, but for what the script does to it.
  private mutating func reply() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 48)
    bytes[0] = 0x24
    bytes[1] = 1
    bytes.replaceSubrange(24..<32, with: request.dropFirst(40).prefix(8))
    // From 2026-11-21 on, and up to 63 s that the script adds.
    let seconds = 0xEEAB_5D80 + UInt32(truncatingIfNeeded: world.now / 1_000_000) &+ world.script.uint32() % 64
    for offset in [32, 40] { bytes.replaceSubrange(offset..<offset + 4, with: littleEndian(seconds).reversed()) }
    bytes[36] = 1
    bytes[44] = 1
    for _ in 0..<world.script.number(below: 3) { bytes[world.script.number(below: 48)] = world.script.byte() }
    return bytes
  }

  private func fill(_ buffer: inout MutableSpan<UInt8>, with bytes: [UInt8]) -> Int {
    for index in 0..<min(buffer.count, bytes.count) { buffer[index] = bytes[index] }
    return bytes.count
  }
}
