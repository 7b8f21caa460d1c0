// A network in virtual time, with the servers on it. Must never deliver what was sent to another socket.

import Firmware
import Support

/// True time, the device's counter, and the servers by name.
public final class SimulatedWorld {
  /// Microseconds since power-on.
  public internal(set) var now: Int64 = 0
  /// UTC at power-on, microseconds since 1970.
  public let start: Int64
  public let counter: any DeviceCounter
  /// From the radio's start to an address, in microseconds; nil for a device that is in its network all the time.
  public var joining: Int64?
  private var joinedAt: Int64?
  /// By their names in the clock's settings.
  public var servers: [String: SimulatedServer] = [:]
  /// Whether the device has a link.
  public var hasLink = true
  /// UTC's leaps: from `at` seconds since 1970 on, the servers' clocks are `seconds` further ahead.
  public var leapSeconds: [(at: Int64, seconds: Int64)] = []
  /// When each server was asked, in `now`'s unit.
  public private(set) var requests: [String: [Int64]] = [:]
  private var random: SplitMix64

  public convenience init(oscillator: OscillatorKind, start: Int64, seed: UInt64) {
    self.init(Oscillator(oscillator, seed: seed), start: start, seed: seed)
  }

  public init(_ counter: any DeviceCounter, start: Int64, seed: UInt64) {
    self.counter = counter
    self.start = start
    random = SplitMix64(seed: seed ^ 0x5DEE_CE66)
  }

  /// UTC, microseconds since 1970, including leaps.
  public func utc(at time: Int64) -> Int64 {
    let plain = start + time
    return leapSeconds.reduce(plain) { $1.at * 1_000_000 <= plain ? $0 + $1.seconds * 1_000_000 : $0 }
  }

  var isThere: Bool { hasLink && (joining == nil || joinedAt.map { $0 <= now } ?? false) }

  func want(_ isWanted: Bool) {
    guard let joining, isWanted != (joinedAt != nil) else { return }
    joinedAt = isWanted ? now + joining : nil
    counter.setRadio(isOn: isWanted, at: now)
  }

  func answers(to name: String, _ request: [UInt8]) -> [(arrival: Int64, bytes: [UInt8])] {
    guard isThere, let server = servers[name] else { return [] }
    let previous = requests[name]?.last
    requests[name, default: []].append(now)
    guard Double.random(in: 0..<1, using: &random) >= server.loss else { return [] }
    let received = now + way(server)
    let sent = received + 40
    var kiss = server.kiss
    if let limit = server.rateLimit, let previous, Double(now - previous) < limit * 1e6 { kiss = 0x5241_5445 }
    let bytes = server.reply(
      to: request, received: utc(at: received) + server.error, sent: utc(at: sent) + server.error, kiss: kiss)
    return (0..<server.copies).compactMap { _ in
      guard Double.random(in: 0..<1, using: &random) >= server.loss else { return nil }
      return (sent + way(server) + Int64(server.extraReturn * 1_000), bytes)
    }
  }

  private func way(_ server: SimulatedServer) -> Int64 {
    Int64(Double.random(in: server.delay, using: &random) * 1_000)
  }
}

public struct SimulatedSocket: DatagramSocket, ~Copyable {
  private let world: SimulatedWorld
  private let name: String
  private var pending: [(arrival: Int64, bytes: [UInt8])] = []

  init(_ world: SimulatedWorld, _ name: String) {
    self.world = world
    self.name = name
  }

  public mutating func send(_ datagram: Span<UInt8>) throws(NetworkError) {
    guard world.isThere else { throw .unreachable }
    pending += world.answers(to: name, datagram.indices.map { datagram[$0] })
    pending.sort { $0.arrival < $1.arrival }
  }

  public mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    guard let first = pending.first, first.arrival <= world.now else { return nil }
    pending.removeFirst()
    let count = min(buffer.count, first.bytes.count)
    for index in 0..<count { buffer[index] = first.bytes[index] }
    return count
  }
}

public struct SimulatedNetwork: Network, ~Copyable {
  private let world: SimulatedWorld

  public init(_ world: SimulatedWorld) {
    self.world = world
  }

  public var isThere: Bool { world.isThere }
  public var joinsOnDemand: Bool { world.joining != nil }
  public mutating func want(_ isWanted: Bool) { world.want(isWanted) }

  public mutating func open(_ name: Span<UInt8>, port: UInt16) throws(NetworkError) -> SimulatedSocket? {
    guard world.isThere else { throw .unreachable }
    let text = String(decoding: name.indices.map { name[$0] }, as: UTF8.self)
    guard world.servers[text] != nil else { throw .unknownName }
    return SimulatedSocket(world, text)
  }
}

public struct SeededRandom: RandomSource, ~Copyable {
  private var random: SplitMix64

  public init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  public mutating func next() -> UInt32 {
    UInt32(truncatingIfNeeded: random.next() >> 32)
  }
}
