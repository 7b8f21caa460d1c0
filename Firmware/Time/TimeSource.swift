// The interface between the clock and whatever tells it the time. Must never guess a time it doesn't know.

/// What keeps a source from knowing the time.
public enum TimeObstacle: Equatable, BitwiseCopyable, Sendable {
  case network(NetworkObstacle)
  /// Nobody has told the board which server to ask.
  case noServer
}

/// How well the time is known, and how it will be known better.
public struct TimeStanding: Equatable, Sendable {
  public let time: UTCTime
  /// How far off it may be, in microseconds.
  public let uncertainty: Int32
  /// When a server will be asked next.
  public let nextPoll: Instant?

  public init(time: UTCTime, uncertainty: Int32, nextPoll: Instant?) {
    (self.time, self.uncertainty, self.nextPoll) = (time, uncertainty, nextPoll)
  }
}

/// Says what local time it is, or that it is not known.
public protocol TimeSource: ~Copyable {
  /// What must live through a deep sleep.
  associatedtype Memory: SleepMemory = NoMemory

  /// The local time at `instant` (about now), or nil while there is no valid time. Called again and again, and
  /// must not wait.
  mutating func localTime(at instant: Instant) -> LocalTime?

  /// Does what is needed to know the time, without waiting.
  /// `drawing` is when the clock will draw next and be away for seconds; nil when it doesn't know.
  /// - Returns: when to call again at the latest.
  mutating func work(at now: Instant, drawingAt drawing: Instant?) -> Instant

  /// Whether something is going on that a drawing should not interrupt.
  var isBusy: Bool { get }

  /// Whether it will then ask somebody.
  func needsNetwork(at instant: Instant) -> Bool

  /// How long after power-on a clock without the time waits for the source before it says so on its panels.
  var patience: Interval { get }

  /// How soon to ask again while the time isn't known.
  var recheckInterval: Interval { get }

  /// Why there is no time, where the user can do something about it.
  var obstacle: TimeObstacle? { get }

  /// nil while the time isn't known, or when there is nothing to say of it.
  mutating func standing(at instant: Instant) -> TimeStanding?

  /// What there is to log, the oldest first.
  mutating func nextEvent() -> TimeEvent?

  /// For how many seconds, from the start of the present one on, local time runs on without a jump, such as where
  /// daylight time begins; at least 1, and at most a day.
  mutating func steadySeconds(at instant: Instant) -> UInt32

  /// Writes down what must live through a deep sleep.
  /// - Returns: whether nothing is going on that a deep sleep would break off.
  mutating func remember(_ memory: inout Memory) -> Bool

  /// Goes on where the memory, which is only lent, was written.
  mutating func recall(_ memory: inout Memory)

  /// How long `interval` of local time takes on the board's counter, which may run fast or slow.
  mutating func counterInterval(_ interval: Interval, at now: Instant) -> Interval
}

/// Defaults for a source that has nothing to do.
extension TimeSource where Self: ~Copyable {
  public mutating func work(at now: Instant, drawingAt drawing: Instant?) -> Instant {
    Instant(microseconds: .max)
  }

  public var isBusy: Bool { false }

  public func needsNetwork(at instant: Instant) -> Bool { false }

  public var patience: Interval { .seconds(0) }

  /// To ask costs little.
  public var recheckInterval: Interval { .seconds(1) }

  public var obstacle: TimeObstacle? { nil }

  public mutating func standing(at instant: Instant) -> TimeStanding? { nil }

  public mutating func nextEvent() -> TimeEvent? { nil }

  public func steadySeconds(at instant: Instant) -> UInt32 { 86_400 }

  public func counterInterval(_ interval: Interval, at now: Instant) -> Interval { interval }
}

extension TimeSource where Self: ~Copyable, Memory == NoMemory {
  public mutating func remember(_ memory: inout NoMemory) -> Bool { true }
  public mutating func recall(_ memory: inout NoMemory) {}
}
