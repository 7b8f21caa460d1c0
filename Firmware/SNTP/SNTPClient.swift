// Asks servers for the time: when, which ones, and what their answers add up to.
// Must never ask more often than servers allow, nor block on one.

/// What the client has to report.
public enum SNTPEvent: Sendable {
  /// A reply was dropped; `total` counts those dropped for the same cause.
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

/// Takes what happens in a round.
protocol SNTPObserver {
  mutating func record(_ event: SNTPEvent)
  /// A server (0...3) has answered.
  mutating func record(_ sample: TimeSample, of server: Int)
}

/// The outcome of a round of requests.
enum RoundResult {
  /// What most of the servers that answered agree on.
  case time(TimeSample)
  /// No usable answer, though requests were sent.
  case nothing
  /// Nothing was even sent: no link, or no server that may be asked now.
  case unsent
}

/// As in `ClockDiscipline`, functions that change nothing are `mutating` too.
public struct SNTPClient<N: Network & ~Copyable, R: RandomSource & ~Copyable>: ~Copyable {
  /// A reply that takes longer says too little about the time.
  private static var patience: Interval { .seconds(1) }
  /// While a name is still being looked up.
  private static var lookUpPatience: Interval { .seconds(5) }

  private var network: N
  private var random: R
  private var servers: [4 of SNTPServer<N>]
  public private(set) var serverCount: Int
  /// Whether the servers are those that the network offers.
  private let isOffered: Bool
  /// A sum of the names that were offered last.
  private var offer: UInt32 = 0
  private var faults = SNTPFaultCounts()
  private var samples: [4 of TimeSample?] = .init(repeating: nil)
  private var began: Instant?
  private var hasSent = false
  /// The server to ask next when one is enough.
  private var turn = 0
  private var asksAll = false

  /// `names` are one to four; those after an empty one are left out.
  public init(network: consuming N, random: consuming R, names: [4 of ServerName]) {
    self.network = network
    self.random = random
    var count = 0
    for index in 0..<4 where !names[index].isEmpty && count == index { count &+= 1 }
    serverCount = count
    isOffered = count == 0
    servers = .init { index in SNTPServer<N>(names[index]) }
  }

  var isBusy: Bool { began != nil }

  var isThere: Bool { network.isThere }
  var joinsOnDemand: Bool { network.joinsOnDemand }

  mutating func want(_ isWanted: Bool) { network.want(isWanted) }

  /// Takes the servers that the network offers, where none are set, if they are others than before: a server keeps its
  /// pauses.
  mutating func takeOffer() {
    guard N.offersServers, isOffered, began == nil else { return }
    var names: [4 of ServerName] = .init(repeating: ServerName())
    var text: [64 of UInt8] = .init(repeating: 0)
    var count = 0
    var sum: UInt32 = 0
    while count < 4 {
      var buffer = text.mutableSpan
      let size = max(0, min(64, network.offeredServer(count, into: &buffer)))
      guard size > 0, names[count].set(text.span.extracting(first: size)) else { break }
      for index in 0..<size { sum = sum &* 31 &+ UInt32(text[index]) }
      sum = sum &* 31 &+ 1
      count &+= 1
    }
    guard sum != offer || serverCount == 0, count > 0 else { return }
    let areKnown = sum == offer
    if !areKnown { (offer, turn) = (sum, 0) }
    serverCount = count
    for index in 0..<4 {
      if areKnown { servers[index].setName(names[index]) } else { servers[index] = SNTPServer<N>(names[index]) }
    }
  }

  mutating func remember(_ memory: inout ClientMemory) {
    (memory.turn, memory.offer, memory.faults) = (turn, offer, faults)
    for index in 0..<4 { memory.servers[index] = servers[index].memory }
  }

  /// Names that the network offers are asked for again, since they may be others by then.
  mutating func recall(_ memory: inout ClientMemory) {
    (turn, offer, faults) = (memory.turn, memory.offer, memory.faults)
    for index in 0..<4 { servers[index].recall(memory.servers[index]) }
  }

  var obstacle: NetworkObstacle? { network.obstacle }

  mutating func randomNumber(below limit: UInt32) -> UInt32 { random.next() % max(1, limit) }

  /// The earliest that any server may be asked; nil when none may ever be.
  mutating func readyAt() -> Instant? {
    var earliest: Instant?
    for index in 0..<serverCount {
      guard let ready = servers[index].readyAt else { continue }
      earliest = earliest.map { min($0, ready) } ?? ready
    }
    return earliest
  }

  /// Begins a round: all servers, or the one whose turn it is.
  mutating func begin(at now: Instant, all: Bool) {
    hasSent = false
    samples = .init(repeating: nil)
    if all { return askOthers(at: now) }
    began = now
    asksAll = false
    for _ in 0..<serverCount {
      let index = turn
      turn = (turn &+ 1) % serverCount
      if start(index, now) { return }
    }
  }

  /// Whether there are servers that the last round didn't ask.
  var hasOthers: Bool { !asksAll && serverCount > 1 }

  /// Continues a finished round: all servers that may be asked join it, and the answers so far still count.
  mutating func askOthers(at now: Instant) {
    began = now
    asksAll = true
    for index in 0..<serverCount { start(index, now) }
  }

  @discardableResult
  private mutating func start(_ index: Int, _ now: Instant) -> Bool {
    guard let ready = servers[index].readyAt, ready <= now else { return false }
    servers[index].begin()
    return true
  }

  /// Continues the round; returns its outcome once it is over.
  mutating func work(at now: Instant, _ observer: inout some SNTPObserver) -> RoundResult? {
    guard let began else { return .unsent }
    var isOver = true
    var isLookingUp = false
    for index in 0..<serverCount {
      guard servers[index].isBusy else { continue }
      let result = servers[index].work(&network, &random, at: now, faults: &faults)
      if let fault = faults.takeLatest() {
        observer.record(.dropped(server: index, fault, total: faults[fault]))
      }
      note(result, of: index, &observer)
      if servers[index].isBusy {
        isOver = false
        if servers[index].hasSent { hasSent = true } else { isLookingUp = true }
      }
    }
    let limit = isLookingUp ? SNTPClient.lookUpPatience : SNTPClient.patience
    if !isOver, now - began < limit { return isDecided() ? finish(at: now, &observer) : nil }
    return finish(at: now, &observer)
  }

  private mutating func note(_ result: ExchangeResult?, of index: Int, _ observer: inout some SNTPObserver) {
    switch result {
    case nil: return
    case .sample(let sample):
      hasSent = true
      keep(sample, of: index)
      observer.record(sample, of: index)
    case .kissed(let code):
      hasSent = true
      observer.record(.kissed(server: index, code))
      if readyAt() == nil { observer.record(.nobodyLeft) }
    case .failed(let error): observer.record(.unreachable(server: index, error))
    case .silent: return
    }
  }

  /// Not inlined: the compiler would take the sample apart and store it byte by byte.
  @inline(never)
  private mutating func keep(_ sample: TimeSample?, of index: Int) {
    samples[index] = sample
  }

  /// Whether more than half of all servers agree already, so that nobody has to wait for the slow ones.
  private mutating func isDecided() -> Bool {
    guard asksAll, let vote = ServerVote(samples) else { return false }
    return 2 &* vote.agreeing.nonzeroBitCount > serverCount
  }

  private mutating func finish(at now: Instant, _ observer: inout some SNTPObserver) -> RoundResult {
    began = nil
    for index in 0..<serverCount where servers[index].isBusy {
      if servers[index].hasSent, !isDecided() { observer.record(.silent(server: index)) }
      servers[index].end()
    }
    guard let vote = ServerVote(samples) else {
      var hasAny = false
      for index in 0..<4 where samples[index] != nil { hasAny = true }
      if hasAny { observer.record(.noMajority) }
      return hasSent || hasAny ? .nothing : .unsent
    }
    for index in 0..<4 where samples[index] != nil && vote.agreeing & (1 &<< UInt8(truncatingIfNeeded: index)) == 0 {
      observer.record(.outvoted(server: index))
    }
    return .time(vote.best)
  }
}

struct ClientMemory: SleepMemory {
  var servers: [4 of ServerMemory] = .init(repeating: ServerMemory())
  /// Among the servers.
  var turn = 0
  var offer: UInt32 = 0
  var faults = SNTPFaultCounts()
}
