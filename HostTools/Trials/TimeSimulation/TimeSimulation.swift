// The firmware's time-keeping in a simulated world, measured against the true time. Must never tell the firmware the
// true time.

import Firmware
import Foundation
import Support

/// The errors over a stretch of time.
public struct TimeRecord: Sendable {
  /// The largest, in seconds, and when it was, in seconds since power-on.
  public private(set) var worst = 0.0
  public private(set) var worstAt = 0.0
  public private(set) var minutes = 0
  /// Minutes at which the clock didn't show a time.
  public private(set) var unknown = 0
  /// Minutes that were shown again after a later one.
  public private(set) var backwards = 0
  /// Minutes at which the error was larger than the clock said it might be.
  public private(set) var overconfident = 0
  private var last: Int64?

  public init() {}

  mutating func add(_ shown: UTCTime?, truth: Int64, uncertainty: Int32?, at time: Int64) {
    minutes += 1
    guard let shown else {
      unknown += 1
      return
    }
    let error = Double(abs(shown.microseconds - truth)) / 1e6
    if error > worst { (worst, worstAt) = (error, Double(time) / 1e6) }
    if let uncertainty, error > Double(uncertainty) / 1e6 { overconfident += 1 }
    if let last, shown.seconds / 60 < last { backwards += 1 }
    last = shown.seconds / 60
  }
}

public final class TimeSimulation {
  public let world: SimulatedWorld
  private var time: NetworkTime<SimulatedNetwork, SeededRandom>
  private var wake: Int64 = 0
  /// When the time was first known, in microseconds since power-on.
  public private(set) var firstKnown: Int64?
  public private(set) var events: [TimeEvent] = []

  /// - Parameter servers: their names in the clock's settings, one to four.
  public init(_ world: SimulatedWorld, servers: [String], zone: CivilZone = .utc, seed: UInt64 = 1) {
    self.world = world
    var names: [4 of ServerName] = .init(repeating: ServerName())
    for (index, name) in servers.prefix(4).enumerated() { _ = names[index].set(Array(name.utf8).span) }
    time = NetworkTime(
      client: SNTPClient(network: SimulatedNetwork(world), random: SeededRandom(seed: seed), names: names),
      zone: zone)
  }

  /// For how many seconds from now on local time is said to run on without a jump.
  public var steadySeconds: UInt32 { time.steadySeconds(at: world.counter.counter(at: world.now)) }

  /// Lets `seconds` pass and checks the clock at each minute of true time, and at each second of the first two.
  public func run(seconds: Double, keepsEvents: Bool = false) -> TimeRecord {
    var record = TimeRecord()
    let end = world.now + Int64(seconds * 1e6)
    while world.now < end {
      let next = min(wake, end)
      look(until: next, &record)
      world.now = next
      guard world.now >= wake else { continue }
      let instant = world.counter.counter(at: world.now)
      let due = time.work(at: instant, drawingAt: nil)
      while let event = time.nextEvent() { if keepsEvents { events.append(event) } }
      if firstKnown == nil, time.time(at: instant) != nil { firstKnown = world.now }
      wake = max(world.now + 1, world.counter.time(at: due, before: end + 1_000_000))
    }
    return record
  }

  private func look(until next: Int64, _ record: inout TimeRecord) {
    let step: Int64 = world.now < 120_000_000 ? 1_000_000 : 60_000_000
    var moment = (world.now / step + 1) * step
    while moment <= next {
      if firstKnown != nil {
        let instant = world.counter.counter(at: moment)
        let shown = time.localTime(at: instant).map { _ in time.time(at: instant) } ?? nil
        record.add(
          shown, truth: world.utc(at: moment), uncertainty: time.uncertainty(at: instant), at: moment)
      }
      moment += step
    }
  }

  /// How many times any server was asked between two times in days since power-on.
  public func requests(fromDay first: Double, toDay last: Double) -> Int {
    world.requests.values.reduce(0) { sum, times in
      sum + times.count { Double($0) >= first * 86_400e6 && Double($0) < last * 86_400e6 }
    }
  }
}
