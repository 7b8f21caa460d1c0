// A network that is joined only when it is wanted, and how long its radio was on. Must never be there without the radio.

import Firmware
import Support
import TimeSimulation

package final class RadioAir {
  /// The device's counter.
  var now: () -> Instant
  private let oscillator: Oscillator
  /// From the radio's start to an address.
  private let joining: Interval
  /// Whether there is an access point.
  package var hasNetwork = true
  package private(set) var sessions = 0
  private(set) var on = Interval(microseconds: 0)
  private var since: Instant?
  private let server = SimulatedServer()
  private var random: SplitMix64
  /// UTC at power-on, in microseconds since 1970: 2027-01-15.
  private static let start: Int64 = 1_800_000_000_000_000

  package init(_ oscillator: OscillatorKind, joining: Interval, seed: UInt64 = 1, now: @escaping () -> Instant) {
    self.oscillator = Oscillator(oscillator, seed: seed)
    (self.joining, self.now) = (joining, now)
    random = SplitMix64(seed: seed ^ 0xA1)
  }

  var isOn: Bool { since != nil }
  var isThere: Bool { hasNetwork && since.map { now() - $0 >= joining } ?? false }

  func want(_ isWanted: Bool) {
    if isWanted, since == nil {
      since = now()
      sessions += 1
    } else if !isWanted, let begun = since {
      on = Interval(microseconds: on.microseconds + (now() - begun).microseconds)
      since = nil
    }
  }

  /// UTC by the truth at an instant of the counter.
  package func utc(at instant: Instant) -> Int64 { RadioAir.start + oscillator.time(at: instant) }

  /// The answer to a request sent now, and when it arrives.
  fileprivate func answer(_ request: [UInt8]) -> (arrival: Instant, bytes: [UInt8]) {
    let there = Int64(Double.random(in: server.delay, using: &random) * 1_000)
    let back = Int64(Double.random(in: server.delay, using: &random) * 1_000)
    let received = utc(at: now()) + there
    let bytes = server.reply(to: request, received: received, sent: received + 40, kiss: nil)
    return (now() + Interval(microseconds: UInt64(there + 40 + back)), bytes)
  }

  fileprivate func hasArrived(_ instant: Instant) -> Bool { now() >= instant }
}

package struct RadioNetwork: Network, ~Copyable {
  private let air: RadioAir

  package init(_ air: RadioAir) { self.air = air }

  package var isThere: Bool { air.isThere }
  package var joinsOnDemand: Bool { true }
  package mutating func want(_ isWanted: Bool) { air.want(isWanted) }

  package mutating func open(_ name: Span<UInt8>, port: UInt16) throws(NetworkError) -> RadioSocket? {
    guard air.isThere else { throw .unreachable }
    return RadioSocket(air)
  }
}

extension NetworkTime where N == RadioNetwork, R == SeededRandom {
  /// As after a reset, with one server to ask over `air`.
  package init(_ air: RadioAir) {
    var names: [4 of ServerName] = .init(repeating: ServerName())
    _ = names[0].set(Array("pool.example".utf8).span)
    self.init(
      client: SNTPClient(network: RadioNetwork(air), random: SeededRandom(seed: 1), names: names), zone: .utc)
  }
}

package struct RadioSocket: DatagramSocket, ~Copyable {
  private let air: RadioAir
  private var pending: (arrival: Instant, bytes: [UInt8])?

  fileprivate init(_ air: RadioAir) { self.air = air }

  package mutating func send(_ datagram: Span<UInt8>) throws(NetworkError) {
    guard air.isThere else { throw .unreachable }
    pending = air.answer(datagram.indices.map { datagram[$0] })
  }

  package mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    guard let answer = pending, air.hasArrived(answer.arrival) else { return nil }
    pending = nil
    let count = min(buffer.count, answer.bytes.count)
    for index in 0..<count { buffer[index] = answer.bytes[index] }
    return count
  }
}
