// The samples of the last days, and how fast the oscillator ran over different stretches of them. Must never forget how
// well each stretch predicted the next sample: that decides which one is believed.

/// For a quartz the long run is the best guide, since a day's warmth and cold cancel out; for an RC oscillator, which
/// wanders, the last hour is. So several guesses run side by side, and whichever was best recently is used.
/// As in `ClockDiscipline`, functions that change nothing are `mutating` too.
public struct DriftHistory: BitwiseCopyable, Sendable {
  private struct Point {
    /// Microseconds of the board's counter, and what to add to it for UTC.
    var instant: Int64 = 0
    var offset: Int64 = 0
    /// How far off the guess in use was on the way here, in parts per billion, and the length of that way in
    /// milliseconds; 0 if it was too short to tell.
    var miss: Int32 = 0
    var way: Int32 = 0
  }

  /// 32 samples: two weeks or more at the rate of a quartz, most of a day at that of an RC oscillator.
  private static var capacity: Int { 32 }
  /// How many guesses there are: over the last interval, 2 hours, 8 hours, a day and four days.
  static var guesses: Int { 5 }

  private static func stretch(_ guess: Int) -> Int64 {
    let hour: Int64 = 3_600_000_000
    return switch guess {
    case 0: 1
    case 1: 2 &* hour
    case 2: 8 &* hour
    case 3: 24 &* hour
    default: 96 &* hour
    }
  }

  private var points: [32 of Point] = .init(repeating: Point())
  private(set) var count = 0
  private var newest = -1
  /// How far off each guess was recently, in parts per billion: rises at once, falls by an eighth of the difference.
  private var misses: [5 of Int32] = .init(repeating: 0)
  /// Over a shorter way than this, a little under half an hour, there is only the network's noise to see. Microseconds.
  private static var shortestWay: Int64 { 1_500_000_000 }
  /// How many samples each guess has been tried on.
  private var trials: [5 of UInt8] = .init(repeating: 0)

  @inline(__always)
  init() {}

  private mutating func point(_ age: Int) -> Point {
    points[(newest &- age &+ DriftHistory.capacity) % DriftHistory.capacity]
  }

  /// - Parameter noise: microseconds of error that may be due to the network.
  mutating func add(_ instant: Instant, _ time: UTCTime, noise: Int32) {
    var new = Point(
      instant: Int64(bitPattern: instant.microseconds),
      offset: time.microseconds &- Int64(bitPattern: instant.microseconds))
    if count >= 2 {
      let last = point(0)
      let span = new.instant &- last.instant
      if span >= DriftHistory.shortestWay, self.span() >= DriftHistory.shortestWay, let best = best() {
        let miss = DriftHistory.slope(new.offset &- last.offset, span) &- best
        new.miss = max(0, miss.size &- DriftHistory.slope(Int64(widening: noise), span))
        new.way = (span / 1_000).clamped
      }
      for guess in 0..<DriftHistory.guesses {
        guard span > 0, let rate = rate(guess) else { continue }
        let size = (DriftHistory.slope(new.offset &- last.offset, span) &- rate).size
        misses[guess] = max(size, (7 &* misses[guess] &+ size) / 8)
        trials[guess] = min(trials[guess], 254) &+ 1
      }
    }
    newest = (newest &+ 1) % DriftHistory.capacity
    points[newest] = new
    count = min(count &+ 1, DriftHistory.capacity)
  }

  /// Parts per billion by which UTC ran faster than the counter over a guess's stretch; nil before there is one.
  private mutating func rate(_ guess: Int) -> Int32? {
    guard count >= 2 else { return nil }
    let last = point(0)
    // The newest point that is old enough, or the oldest if it covers half of the stretch.
    var age = 1
    while age &+ 1 < count, last.instant &- point(age).instant < DriftHistory.stretch(guess) { age &+= 1 }
    let first = point(age)
    let span = last.instant &- first.instant
    guard span > 0, 2 &* span >= DriftHistory.stretch(guess) else { return nil }
    return DriftHistory.slope(last.offset &- first.offset, span)
  }

  @inline(never)
  private static func slope(_ change: Int64, _ span: Int64) -> Int32 {
    // In milliseconds, so that a year fits alongside the billion.
    let milliseconds = max(1, span / 1_000)
    return max(-limit, min(limit, (change &* 1_000_000 / milliseconds).clamped))
  }

  /// 2 %: no oscillator is that bad, and a single wrong sample can do no more harm than that.
  private static var limit: Int32 { 20_000_000 }

  /// How many samples have tested the guess in use.
  mutating func lessons() -> Int {
    var lessons = 0
    for age in 0..<count where point(age).way > 0 { lessons &+= 1 }
    return lessons
  }

  /// How far off the rate may be, in parts per billion, after `way` milliseconds: the most that it was for any sample
  /// kept. The most and not the mean, since an oscillator that keeps still for a while isn't necessarily a good one. A
  /// rate that changes steadily is off by twice as much after twice the way; sudden leaps can't be predicted.
  mutating func expectedMiss(after way: Int32) -> Int32 {
    var most: Int32 = 0
    for age in 0..<count {
      let point = point(age)
      guard point.way > 0 else { continue }
      let times = min(512, way / max(1, point.way / 256))
      most = max(most, point.miss / 16 &* times / 16)
    }
    return most
  }

  /// The rate to use until the next sample, in parts per billion: that of the guess that was least off recently.
  mutating func best() -> Int32? {
    var best: Int32?
    var least = Int32.max
    for guess in 0..<DriftHistory.guesses where trials[guess] > 0 && misses[guess] < least {
      guard let rate = rate(guess) else { continue }
      best = rate
      least = misses[guess]
    }
    return best
  }

  /// The rate over all that is known, up to four days: for when no sample comes for a long time.
  mutating func longRun() -> Int32? {
    var guess = DriftHistory.guesses &- 1
    while guess >= 0 {
      if let rate = rate(guess) { return rate }
      guess &-= 1
    }
    return nil
  }

  /// Microseconds from the oldest sample to the newest.
  mutating func span() -> Int64 { count >= 2 ? point(0).instant &- point(count &- 1).instant : 0 }

  /// The rate over everything, however short: for the first minutes.
  mutating func whole() -> Int32? {
    guard count >= 2 else { return nil }
    let (first, last) = (point(count &- 1), point(0))
    let span = last.instant &- first.instant
    return span > 0 ? DriftHistory.slope(last.offset &- first.offset, span) : nil
  }

  /// For a step: what was learned about the rate is kept, but UTC moves.
  mutating func shift(by microseconds: Int64) {
    for index in 0..<DriftHistory.capacity { points[index].offset &+= microseconds }
  }
}
