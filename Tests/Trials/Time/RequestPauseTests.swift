// How soon a server is asked again, over networks that do whatever they like at any moment. Must never look at what the
// client thinks: the requests sent are checked against what the servers said.

import Firmware
import Support
import Testing
import TimeSimulation

/// The rules, each from its own source: RFC 4330, section 10 (15 s, and never again after DENY or RSTR); the pool's
/// half hour, doubled for each RATE; the pool's half hour from the fourth sample on, as DESIGN.md argues.
private final class StrictServers {
  private struct Server {
    var last: Int64?
    var isDenied = false
    var rates = 0
    var requests = 0
  }

  private var servers: [Server]
  var isSettled = false
  private(set) var complaint: String?
  private(set) var shortest = Int64.max
  var requests: Int { servers.map(\.requests).reduce(0, +) }
  var rates: Int { servers.map(\.rates).reduce(0, +) }

  init(count: Int) { servers = .init(repeating: Server(), count: count) }

  func note(requestTo index: Int, at now: Int64) {
    let server = servers[index]
    servers[index].requests += 1
    servers[index].last = now
    guard let last = server.last else { return }
    shortest = min(shortest, now - last)
    let doubled = server.rates > 0 ? 1_800 << min(server.rates, 6) : 0
    let least = max(15, isSettled ? 1_800 : 0, doubled)
    if server.isDenied { complaint = complaint ?? "server \(index) was asked after it had refused" }
    guard now - last < Int64(least) * 1_000_000 else { return }
    complaint = complaint ?? "server \(index) was asked after \(now - last) µs, not \(least) s, at \(now) µs"
  }

  func hear(kiss: UInt32, from index: Int) {
    switch kiss {
    case 0x4445_4E59, 0x5253_5452: servers[index].isDenied = true
    case 0x5241_5445: servers[index].rates += 1
    default: break
    }
  }
}

/// Chances in percent, which change after two hours at most.
private struct Weather {
  var noWay = 0
  var unknown = 0
  var slowLookUp = 0
  var unsent = 0
  var lost = 0
  var broken = 0
  var wrong = 0
  var kiss = 0

  init() {}

  init(_ random: inout SplitMix64) {
    func chance() -> Int { [0, 0, 5, 30, 80][Int(random.next() % 5)] }
    (noWay, unknown) = (chance(), chance() / 4)
    (slowLookUp, unsent) = (chance(), chance())
    (lost, broken) = (chance(), chance())
    (wrong, kiss) = (chance(), chance() / 3)
  }
}

private final class World {
  var now: Int64 = 0
  var random: SplitMix64
  var weather = Weather()
  let servers: StrictServers
  static let start: Int64 = 1_795_219_200_000_000

  init(seed: UInt64, count: Int) {
    random = SplitMix64(seed: seed)
    servers = StrictServers(count: count)
  }

  func happens(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

  func reply(to request: [UInt8], from index: Int) -> (arrival: Int64, bytes: [UInt8], kiss: UInt32?)? {
    if happens(weather.lost) { return nil }
    let way = Int64.random(in: 1_000..<400_000, using: &random)
    var server = SimulatedServer()
    if happens(weather.wrong) { server.error = Int64.random(in: -7_200_000_000...7_200_000_000, using: &random) }
    if happens(weather.kiss) {
      let codes: [UInt32] = happens(10) ? [0x4445_4E59, 0x5253_5452] : [0x5241_5445, 0x494E_4954]
      server.kiss = codes.randomElement(using: &random)
    }
    let there = World.start + now + way + server.error
    let bytes = server.reply(to: request, received: there, sent: there + 40, kiss: server.kiss)
    return (now + 2 * way + 40, bytes, server.kiss)
  }
}

private struct Socket: DatagramSocket, ~Copyable {
  let world: World
  let index: Int
  var pending: (arrival: Int64, bytes: [UInt8], kiss: UInt32?)?

  mutating func send(_ datagram: Span<UInt8>) throws(NetworkError) {
    if world.happens(world.weather.unsent) { throw world.happens(50) ? .busy : .unreachable }
    world.servers.note(requestTo: index, at: world.now)
    pending = world.reply(to: datagram.indices.map { datagram[$0] }, from: index)
  }

  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    // It is called every two milliseconds.
    if world.happens(world.weather.broken), world.happens(2) { throw .unreachable }
    guard let reply = pending, reply.arrival <= world.now else { return nil }
    pending = nil
    if let kiss = reply.kiss { world.servers.hear(kiss: kiss, from: index) }
    for index in 0..<48 { buffer[index] = reply.bytes[index] }
    return 48
  }
}

private struct RandomNetwork: Network, ~Copyable {
  let world: World

  mutating func open(_ name: Span<UInt8>, port: UInt16) throws(NetworkError) -> Socket? {
    if world.happens(world.weather.noWay) { throw .unreachable }
    if world.happens(world.weather.unknown) { throw .unknownName }
    if world.happens(world.weather.slowLookUp), !world.happens(1) { return nil }
    return Socket(world: world, index: Int(name[0]) - 0x61)
  }
}

@Suite struct RequestPauseTests {
  private func run(seed: UInt64, days: Int64) -> World {
    var random = SplitMix64(seed: seed)
    let count = Int.random(in: 1...4, using: &random)
    let world = World(seed: seed ^ 0xF00D, count: count)
    var names: [4 of ServerName] = .init(repeating: ServerName())
    for index in 0..<count { _ = names[index].set([UInt8(0x61 + index)].span) }
    var time = NetworkTime(
      client: SNTPClient(network: RandomNetwork(world: world), random: SeededRandom(seed: seed), names: names),
      zone: .utc)
    var samples = 0
    var change: Int64 = 0
    while world.now < days * 86_400_000_000, world.servers.complaint == nil {
      if world.now >= change {
        world.weather = random.next() % 3 == 0 ? Weather() : Weather(&random)
        change = world.now + Int64.random(in: 1_000_000...7_200_000_000, using: &random)
      }
      let due = time.work(at: Instant(microseconds: UInt64(world.now)), drawingAt: nil)
      while let event = time.nextEvent() {
        guard case .corrected(let correction, _) = event else { continue }
        // A step before the rate is known starts the first minutes over.
        if samples < 4, case .step = correction { samples = 1 } else { samples += 1 }
      }
      if samples >= 4 { world.servers.isSettled = true }
      world.now = max(world.now + 1, min(Int64(due.microseconds), world.now + 3_600_000_000))
    }
    return world
  }

  @Test(arguments: 0..<40 as Range<UInt64>) func noServerIsAskedSoonerThanItsRulesAllow(seed: UInt64) {
    let world = run(seed: seed, days: 2)
    #expect(world.servers.complaint == nil, "seed \(seed): \(world.servers.complaint ?? "")")
  }

  /// The networks above put the client to the test.
  @Test func thereAreManyRequestsAndKisses() {
    let worlds = (0..<12 as Range<UInt64>).map { run(seed: $0, days: 2).servers }
    #expect(worlds.map(\.requests).reduce(0, +) > 200)
    #expect(worlds.map(\.rates).reduce(0, +) > 3)
    #expect(worlds.filter(\.isSettled).count > 6)
    // Some come as soon as allowed.
    #expect((worlds.map(\.shortest).min() ?? 0) < 18_000_000)
  }
}
