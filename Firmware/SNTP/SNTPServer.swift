// One server: its socket during an exchange, and how long it wants to be left alone.
// Must never ask again sooner, whatever becomes of a round, nor take more than one reply to a request.

/// The outcome of a server's part in a round.
enum ExchangeResult {
  case sample(TimeSample)
  case kissed(KissCode)
  case failed(NetworkError)
  case silent
}

struct SNTPServer<N: Network & ~Copyable>: ~Copyable {
  private enum Phase {
    case idle, lookingUp, waiting
  }

  /// RFC 4330, section 10: under no conditions more often than every 15 s. 16 on a counter that may be 0.5 % fast.
  private static var shortestPause: UInt32 { 16 }
  /// After a RATE, in seconds: twice the pool's half hour, doubled at each further RATE up to 64 half hours, more than
  /// a day.
  private static var firstLongPause: UInt32 { 3_600 }
  private static var longestPause: UInt32 { 115_200 }

  /// Empty for an unused place.
  private var name: ServerName
  private var socket: N.Socket?
  private var phase = Phase.idle
  private var sent = Instant(microseconds: 0)
  /// The request's transmit timestamp; nil once a reply has been taken, so that none is taken twice.
  private var nonce: UInt64?
  private(set) var isDenied = false
  /// The least number of seconds from one request to the next; 0 before the first.
  private var pause: UInt32 = 0

  init(_ name: ServerName) {
    self.name = name
  }

  var isBusy: Bool {
    if case .idle = phase { false } else { true }
  }

  var hasSent: Bool {
    if case .waiting = phase { true } else { false }
  }

  /// The earliest that the server may be asked; nil when it never may.
  var readyAt: Instant? { isDenied ? nil : sent + .seconds(pause) }

  var memory: ServerMemory { ServerMemory(sent: sent, pause: pause, isDenied: isDenied) }

  /// Whose name may be known only later.
  mutating func recall(_ memory: ServerMemory) {
    (sent, pause, isDenied) = (memory.sent, memory.pause, memory.isDenied)
  }

  mutating func setName(_ name: ServerName) { self.name = name }

  mutating func begin() {
    phase = .lookingUp
  }

  /// Ends an exchange without a reply.
  mutating func end() {
    socket = nil
    nonce = nil
    phase = .idle
  }

  /// Continues the exchange.
  /// - Returns: nil while it goes on. Replies that fail a check don't end it, so that a forger can't.
  mutating func work(
    _ network: inout N, _ random: inout some RandomSource & ~Copyable, at now: Instant,
    faults: inout SNTPFaultCounts
  ) -> ExchangeResult? {
    do throws(NetworkError) {
      switch phase {
      case .idle: return .silent
      case .lookingUp:
        guard let opened = try network.open(name.name, port: name.port) else { return nil }
        socket = consume opened
        try ask(&random, at: now)
        return nil
      case .waiting: return try listen(at: now, &faults)
      }
    } catch {
      end()
      return .failed(error)
    }
  }

  private mutating func ask(_ random: inout some RandomSource & ~Copyable, at now: Instant) throws(NetworkError) {
    let number = UInt64(widening: random.next()) &<< 32 | UInt64(widening: random.next())
    let packet = SNTPPacket.request(nonce: number)
    sent = now
    nonce = number
    phase = .waiting
    try socket?.send(packet.span)
    pause = max(pause, SNTPServer.shortestPause)
  }

  private mutating func listen(at now: Instant, _ faults: inout SNTPFaultCounts) throws(NetworkError) -> ExchangeResult?
  {
    // At most this many in one go, so that a flood of them can't hold the clock up.
    for _ in 0..<8 {
      var buffer: [48 of UInt8] = .init(repeating: 0)
      var span = buffer.mutableSpan
      guard let count = try socket?.receive(into: &span), let nonce else { return nil }
      do throws(SNTPReplyError) {
        let reply = try SNTPReply(buffer.span.extracting(first: min(48, max(0, count))), nonce: nonce)
        let sample = try TimeSample(reply, sent: sent, received: now)
        end()
        return .sample(sample)
      } catch {
        switch error {
        case .fault(let fault): faults.count(fault)
        case .kiss(let code):
          end()
          heed(code)
          return .kissed(code)
        }
      }
    }
    return nil
  }

  private mutating func heed(_ code: KissCode) {
    switch code {
    case .deny: isDenied = true
    case .rate: pause = min(SNTPServer.longestPause, max(SNTPServer.firstLongPause, 2 &* pause))
    case .other: break
    }
  }
}

/// For how long a server wants to be left alone.
struct ServerMemory: SleepMemory {
  var sent = Instant(microseconds: 0)
  var pause: UInt32 = 0
  var isDenied = false
}

/// How many replies were dropped, by cause.
public struct SNTPFaultCounts: BitwiseCopyable, Sendable {
  private var counts: [10 of UInt32] = .init(repeating: 0)
  /// The latest cause, until it is taken.
  private var latest: SNTPFault?

  public init() {}

  public subscript(fault: SNTPFault) -> UInt32 { counts[Int(fault.rawValue)] }

  mutating func count(_ fault: SNTPFault) {
    counts[Int(fault.rawValue)] &+= 1
    latest = fault
  }

  mutating func takeLatest() -> SNTPFault? {
    defer { latest = nil }
    return latest
  }
}
