// What time-keeping has to report to a log, kept until the clock takes it. Must never grow: the oldest are dropped.

public enum TimeEvent: Sendable {
  case sntp(SNTPEvent)
  /// A server's (0...3) reply, `error` microseconds ahead of the clock, which is nil before the clock has a time.
  case reply(server: Int, TimeSample, error: Int64?)
  case corrected(Correction, next: Interval)
  /// The time may be off by this many microseconds, since no server has answered for a long time.
  case unsure(Int32)
}

public struct TimeEvents: Sendable {
  private static var capacity: Int { 12 }
  private var events: [12 of TimeEvent] = .init(repeating: .unsure(0))
  private var first = 0
  private var count = 0
  /// What replies are compared with.
  var belief: Belief?

  @inline(__always)
  public init() {}

  mutating func add(_ event: TimeEvent) {
    if count == TimeEvents.capacity {
      first = (first &+ 1) % TimeEvents.capacity
      count &-= 1
    }
    events[(first &+ count) % TimeEvents.capacity] = event
    count &+= 1
  }

  /// Not optional, and not inlined: an optional event would be taken apart into bytes.
  @inline(never)
  private mutating func takeFirst() -> TimeEvent {
    let event = events[first]
    first = (first &+ 1) % TimeEvents.capacity
    count &-= 1
    return event
  }

  public mutating func next() -> TimeEvent? {
    guard count > 0 else { return nil }
    return takeFirst()
  }
}

extension TimeEvents: SNTPObserver {
  mutating func record(_ event: SNTPEvent) { add(.sntp(event)) }

  mutating func record(_ sample: TimeSample, of server: Int) {
    add(.reply(server: server, sample, error: belief?.error(of: sample)))
  }
}
