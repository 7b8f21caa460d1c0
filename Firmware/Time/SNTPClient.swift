// Asks servers for the time: when, whom, and what their answers together say.
// Must never ask more often than servers allow, nor wait for one.

/// What the client has to tell.
public enum SNTPEvent: Sendable {
  /// A server's (0...3) reply, `error` microseconds ahead of the clock, which is nil before the clock has a time.
  case reply(server: Int, TimeSample, error: Int64?)
  /// A reply was dropped; `total` counts those of its cause.
  case dropped(server: Int, SNTPFault, total: UInt32)
  case kissed(server: Int, KissCode)
  case unreachable(server: Int, NetworkError)
  case silent(server: Int)
  /// The other servers agree on another time.
  case outvoted(server: Int)
  /// The servers' times contradict each other, and there is no majority.
  case noMajority
  /// Every server has refused to be asked again.
  case nobodyLeft
}

/// What a round of questions came to.
enum RoundResult {
  case time(TimeSample)
  /// No usable answer, though requests were sent.
  case nothing
  /// Not even sent: no link, or no server that may be asked now.
  case unsent
}

/// As in `ClockDiscipline`, what changes nothing is `mutating` too.
public struct SNTPClient<N: Network & ~Copyable, R: RandomSource & ~Copyable>: ~Copyable {
  /// A reply that takes longer says too little.
  private static var patience: Interval { .seconds(1) }
  /// For a name that is looked up on the way.
  private static var lookUpPatience: Interval { .seconds(5) }

  private var network: N
  private var random: R
  private var servers: [4 of SNTPServer<N>]
  public let serverCount: Int
  private var faults = SNTPFaultCounts()
  private var samples: [4 of TimeSample?] = .init(repeating: nil)
  private var began: Instant?
  private var hasSent = false
  /// The one that is asked next when one is enough.
  private var turn = 0
  private var asksAll = false
  /// What the clock takes for the time, for judging a single server's answer.
  private var expectation: (instant: Instant, time: UTCTime, uncertainty: Int32)?

  /// - Parameter names: one to four; those behind an empty one are left out.
  public init(network: consuming N, random: consuming R, names: [4 of ServerName]) {
    self.network = network
    self.random = random
    var count = 0
    for index in 0..<4 where !names[index].isEmpty && count == index { count &+= 1 }
    serverCount = count
    servers = .init { index in SNTPServer<N>(names[index]) }
  }

  var isBusy: Bool { began != nil }

  var obstacle: NetworkObstacle? { network.obstacle }

  mutating func randomNumber(below limit: UInt32) -> UInt32 { random.next() % max(1, limit) }

  /// Whether a server may be asked now, and if not, when.
  mutating func readyAt() -> Instant? {
    var earliest: Instant?
    for index in 0..<serverCount {
      guard let ready = servers[index].readyAt else { continue }
      earliest = earliest.map { min($0, ready) } ?? ready
    }
    return earliest
  }

  /// Says what the clock takes for the time; `uncertainty` is in microseconds.
  mutating func expect(_ time: UTCTime, at now: Instant, _ uncertainty: Int32) {
    expectation = (now, time, uncertainty)
  }

  /// Begins a round: all servers, or the one whose turn it is. In the midst of a round the others join it.
  mutating func begin(at now: Instant, all: Bool) {
    if !isBusy {
      hasSent = false
      samples = .init(repeating: nil)
    }
    began = now
    asksAll = all
    if all {
      for index in 0..<serverCount { start(index, now) }
      return
    }
    for _ in 0..<serverCount {
      let index = turn
      turn = (turn &+ 1) % serverCount
      if start(index, now) { return }
    }
  }

  @discardableResult
  private mutating func start(_ index: Int, _ now: Instant) -> Bool {
    guard let ready = servers[index].readyAt, ready <= now else { return false }
    servers[index].begin()
    return true
  }

  /// Goes on with the round; returns what it came to once it is over.
  mutating func work(at now: Instant, _ events: inout TimeEvents) -> RoundResult? {
    guard let began else { return .unsent }
    var isOver = true
    var isLookingUp = false
    for index in 0..<serverCount {
      guard servers[index].isBusy else { continue }
      let result = servers[index].work(&network, &random, at: now, faults: &faults)
      if let fault = faults.takeLatest() {
        events.add(.sntp(.dropped(server: index, fault, total: faults[fault])))
      }
      note(result, of: index, &events)
      if servers[index].isBusy {
        isOver = false
        if servers[index].hasSent { hasSent = true } else { isLookingUp = true }
      }
    }
    let limit = isLookingUp ? SNTPClient.lookUpPatience : SNTPClient.patience
    if !isOver, now - began < limit { return isDecided() ? finish(at: now, &events) : nil }
    return finish(at: now, &events)
  }

  private mutating func note(_ result: ExchangeResult?, of index: Int, _ events: inout TimeEvents) {
    switch result {
    case nil: return
    case .sample(let sample):
      hasSent = true
      keep(sample, of: index)
      events.add(.sntp(.reply(server: index, sample, error: error(of: sample))))
    case .kissed(let code):
      hasSent = true
      events.add(.sntp(.kissed(server: index, code)))
      if readyAt() == nil { events.add(.sntp(.nobodyLeft)) }
    case .failed(let error): events.add(.sntp(.unreachable(server: index, error)))
    case .silent: return
    }
  }

  /// Not inlined: taken apart, the sample would be stored byte by byte.
  @inline(never)
  private mutating func keep(_ sample: TimeSample?, of index: Int) {
    samples[index] = sample
  }

  private mutating func error(of sample: TimeSample) -> Int64? {
    guard let expectation else { return nil }
    return sample.time(at: expectation.instant) - expectation.time
  }

  /// Whether more than half of all servers agree already, so that nobody has to wait for the slow ones.
  private mutating func isDecided() -> Bool {
    guard asksAll, let vote = ServerVote(samples) else { return false }
    return 2 &* vote.agreeing.nonzeroBitCount > serverCount
  }

  private mutating func finish(at now: Instant, _ events: inout TimeEvents) -> RoundResult? {
    for index in 0..<serverCount where servers[index].isBusy {
      if servers[index].hasSent, !isDecided() { events.add(.sntp(.silent(server: index))) }
      servers[index].end()
    }
    guard let vote = ServerVote(samples) else {
      began = nil
      var hasAny = false
      for index in 0..<4 where samples[index] != nil { hasAny = true }
      if hasAny { events.add(.sntp(.noMajority)) }
      return hasSent || hasAny ? .nothing : .unsent
    }
    // One server alone that says what nobody expects: the others are heard before it is believed. Its own word stands;
    // it isn't asked again.
    if !asksAll, serverCount > 1, let error = error(of: vote.best), let expectation,
      error.size > vote.best.bound &+ expectation.uncertainty
    {
      begin(at: now, all: true)
      return nil
    }
    for index in 0..<4 where samples[index] != nil && vote.agreeing & (1 &<< UInt8(truncatingIfNeeded: index)) == 0 {
      events.add(.sntp(.outvoted(server: index)))
    }
    began = nil
    return .time(vote.best)
  }
}
