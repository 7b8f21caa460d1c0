// UTC as a function of the board's counter, kept right by samples. Must never show a minute twice for a correction of
// less than a minute, nor claim more certainty than the samples give.

public enum Correction: Equatable, Sendable {
  /// The first time ever.
  case set
  /// This many microseconds at once: half a second or more.
  case step(Int64)
  /// This many microseconds bit by bit.
  case slew(Int32)
}

/// Functions that change nothing are `mutating` too: otherwise the compiler copies more than a kilobyte each time.
public struct ClockDiscipline: BitwiseCopyable, Sendable {
  /// Below this an error is slewed away: no minute is off by it for longer than two hundred seconds. Microseconds.
  static var stepThreshold: Int32 { 500_000 }
  /// 0.5 % faster or slower: 100 seconds for the largest error that is slewed.
  private static var slewRate: Int32 { 5_000_000 }
  /// A quartz is within 100 ppm, an RC oscillator within 5,000. The latter is assumed before anything is known.
  private static var unknownRate: Int32 { 5_000_000 }

  /// The first hundred seconds say little about the rate, so the first samples follow each other quickly: an unknown
  /// 0.5 % would add up to half a second in 100 s, and to nine seconds in the half hour that servers want.
  private static func acquisition(_ samples: Int) -> Interval? {
    switch samples {
    case 1: .seconds(64)
    case 2: .seconds(128)
    case 3: .seconds(256)
    default: nil
    }
  }

  /// What the pool asks of its clients once they have the time.
  public static var shortestInterval: Interval { .seconds(1_800) }
  public static var longestInterval: Interval { .seconds(86_400) }
  /// Microseconds that the error may grow to between samples: the rest of the promised half second is for the network
  /// and for how the rate changes meanwhile.
  private static var allowance: Int32 { 350_000 }
  /// No interval is longer than half an hour until this many of those have passed.
  private static var fewestLessons: Int { 6 }

  private var history = DriftHistory()
  private var samples: UInt32 = 0
  /// UTC at an instant of the counter, before slewing.
  private var anchor = (instant: Instant(microseconds: 0), time: UTCTime(microseconds: 0))
  /// Parts per billion: until the next sample is due, and beyond.
  private var rate: Int32 = 0
  private var longRate: Int32 = 0
  /// How far off the rate may be until the next sample, in parts per billion.
  private var wander: Int32 = ClockDiscipline.unknownRate
  /// Left to slew away at the anchor, in microseconds: positive when the clock is ahead.
  private var residual: Int32 = 0
  /// How far off the newest sample may have been, in microseconds.
  private var bound: Int32 = 0
  /// Whether the newest sample was further off than the oscillator can explain.
  private var hasJumped = false
  /// The latest time shown, since the last step back of a minute or more.
  private var shown: UTCTime?
  /// A leap second at the end of the UTC month: the microseconds that it moves UTC by, and the midnight that follows
  /// it.
  private var leap: (shift: Int32, at: Int64)?

  /// From the newest sample until the next one is wanted.
  public private(set) var interval: Interval = .seconds(64)

  @inline(__always)
  public init() {}

  /// Whether there is a time.
  public private(set) var isSet = false

  /// Whether the rate is known, so that servers are asked rarely.
  public var isSettled: Bool { ClockDiscipline.acquisition(Int(truncatingIfNeeded: samples)) == nil && isSet }

  // MARK: Showing

  /// UTC at `instant`, nil before the first sample.
  public mutating func time(at instant: Instant) -> UTCTime? {
    guard isSet else { return nil }
    var time = unslewed(at: instant) + Int64(widening: slewing(at: instant))
    time = time + Int64(widening: leapOffset(time))
    // After a step back of less than a minute the clock stands still until time has caught up.
    if let shown, time < shown, shown - time < 60_000_000 { return shown }
    shown = time
    return time
  }

  private mutating func elapsed(until instant: Instant) -> Int64 { (instant - anchor.instant).signed }

  private mutating func unslewed(at instant: Instant) -> UTCTime {
    let elapsed = elapsed(until: instant)
    let planned = min(elapsed, interval.signed)
    return anchor.time
      + (elapsed &+ ClockDiscipline.share(planned, rate) &+ ClockDiscipline.share(elapsed &- planned, longRate))
  }

  private mutating func slewing(at instant: Instant) -> Int32 {
    let done = ClockDiscipline.share(elapsed(until: instant), ClockDiscipline.slewRate).clamped
    return residual > 0 ? max(0, residual &- done) : min(0, residual &+ done)
  }

  /// `microseconds` · `rate` / 10^9, without overflow for 1,900 years even at the rate of an unknown oscillator: in
  /// units of 65,536 µs, of which 15,259 make 10^9 µs to within 14 millionths.
  @inline(never)
  private static func share(_ microseconds: Int64, _ rate: Int32) -> Int64 {
    (microseconds &>> 16) &* Int64(widening: rate) / 15_259
  }

  /// How far off the time at `instant` may be, in microseconds, at most 35 minutes.
  public mutating func uncertainty(at instant: Instant) -> Int32? {
    guard isSet else { return nil }
    let left = slewing(at: instant)
    let elapsed = elapsed(until: instant)
    // Samples can't show what happens between them: a day's swing is almost gone after a day. So the uncertainty is at
    // least what the interval was planned for, reached after a third of it.
    let third = max(1, interval.signed / 3_000)
    let planned = min(1_000, (elapsed / third).clamped) &* (ClockDiscipline.allowance / 1_000)
    // Leaves room for the other terms, a few seconds at most.
    let wandered = min(2_000_000_000, ClockDiscipline.share(elapsed, 2 &* wander).clamped)
    return bound &+ left.size &+ max(planned, wandered)
  }

  /// How long `interval` of UTC takes on the counter from `instant` on.
  public mutating func counterInterval(_ interval: Interval, at instant: Instant) -> Interval {
    let left = slewing(at: instant)
    let slew = left == 0 ? 0 : left > 0 ? -ClockDiscipline.slewRate : ClockDiscipline.slewRate
    let length = interval.signed &- ClockDiscipline.share(interval.signed, rate &+ slew)
    return Interval(microseconds: UInt64(bitPattern: max(0, length)))
  }

  // MARK: Learning

  /// Takes the sample of an exchange. It is off by no more than the network's delay, and mostly by far less.
  /// - Returns: nil if it isn't taken because a leap second is in progress.
  public mutating func take(_ sample: TimeSample) -> Correction? {
    let measured = sample.time
    guard let moved = noteLeap(sample) else { return nil }
    if moved != 0 {
      anchor.time = anchor.time + Int64(widening: moved)
      history.shift(by: Int64(widening: moved))
    }
    guard isSet else {
      isSet = true
      anchor = (sample.instant, measured)
      history.add(sample.instant, measured, noise: sample.bound)
      samples = 1
      bound = sample.bound
      plan()
      return .set
    }
    let predicted = unslewed(at: sample.instant)
    let error = measured - predicted
    let size = error.size
    let showing = slewing(at: sample.instant)
    // Far more than the oscillator has ever been off: the servers' time must have been put right, which says nothing
    // about ours. If it happens twice in a row, it is the oscillator after all.
    let isJump =
      size > ClockDiscipline.stepThreshold && size / 4 > (uncertainty(at: sample.instant) ?? 0) && !hasJumped
    if isJump {
      if isSettled {
        history.shift(by: error)
      } else {
        // Start again: over so short a time the jump would swamp the rate.
        history = DriftHistory()
        samples = 0
      }
    }
    hasJumped = isJump
    history.add(sample.instant, measured, noise: sample.bound)
    // If the network could explain the difference, the middle is likelier than either.
    let better = isSettled && size < sample.bound ? predicted + Int64(widening: error.clamped / 2) : measured
    let correction = better - predicted &- Int64(widening: showing)
    anchor = (sample.instant, better)
    samples = min(samples, 1_000_000) &+ 1
    bound = sample.bound &+ (measured - better).size
    learnRate()
    let isStep = correction.size >= ClockDiscipline.stepThreshold
    residual = isStep ? 0 : 0 &- correction.clamped
    plan()
    return isStep ? .step(correction) : .slew(correction.clamped)
  }

  private mutating func learnRate() {
    if let best = history.best(), history.span() >= 3_600_000_000 {
      rate = best
      longRate = history.longRun() ?? best
    } else if let whole = history.whole() {
      rate = whole
      longRate = whole
    }
  }

  /// Plans the next sample so that the error stays within the allowance. The interval is never more than a quarter
  /// longer than the last one, and at first it is the shortest, since luck looks like a good oscillator.
  private mutating func plan() {
    if let acquisition = ClockDiscipline.acquisition(Int(truncatingIfNeeded: samples)) {
      interval = acquisition
      wander = samples > 1 ? ClockDiscipline.unknownRate / 5 : ClockDiscipline.unknownRate
      return
    }
    let shortest = ClockDiscipline.shortestInterval.signed
    var next = shortest
    wander = ClockDiscipline.unknownRate / 25
    if history.lessons() >= ClockDiscipline.fewestLessons {
      next = max(shortest, min(ClockDiscipline.longestInterval.signed, interval.signed &+ interval.signed / 4))
      while next > shortest, ClockDiscipline.share(next, expectedWander(next)).clamped > ClockDiscipline.allowance {
        next = max(shortest, next &- next / 16)
      }
      wander = expectedWander(next)
    }
    interval = Interval(microseconds: UInt64(bitPattern: next))
  }

  /// A quarter more than was ever seen, or twice as much after only a day or two. And no less than what an RC
  /// oscillator may do, if this is one: no quartz is off by 200 ppm.
  private mutating func expectedWander(_ way: Int64) -> Int32 {
    let milliseconds = (way / 1_000).clamped
    let miss = history.expectedMiss(after: milliseconds)
    let isSeasoned = history.span() >= 3 &* ClockDiscipline.longestInterval.signed
    let expected = isSeasoned ? miss &+ miss / 4 : 2 &* miss
    let isQuartz = rate.size < 200_000
    // 100 ppm an hour.
    return isQuartz ? expected : max(expected, milliseconds / 36)
  }

  // MARK: Leap seconds

  /// A server's leap warning is for the end of the UTC month; a server that no longer warns takes it back.
  /// - Returns: microseconds that a leap second since the last sample has moved UTC by; nil during one.
  private mutating func noteLeap(_ sample: TimeSample) -> Int32? {
    let now = sample.time.seconds
    var moved: Int32 = 0
    if let leap {
      guard now < leap.at &- 2 || now > leap.at &+ 2 else { return nil }
      if now > leap.at {
        moved = leap.shift
        self.leap = nil
      }
    }
    guard sample.leap == .insertSecond || sample.leap == .deleteSecond else {
      leap = nil
      return moved
    }
    let day = Int32(truncatingIfNeeded: now / 86_400)
    let month = CivilDate(daysSince1970: day).month
    var end = day &+ 1
    while CivilDate(daysSince1970: end).month == month { end &+= 1 }
    // A server may go on warning for a moment afterwards.
    if moved == 0 {
      leap = (sample.leap == .insertSecond ? -1_000_000 : 1_000_000, Int64(widening: end) &* 86_400)
    }
    return moved
  }

  /// Microseconds to add for a leap second since the last sample. POSIX time has none: its count repeats the last
  /// second of the day, or leaves it out.
  private mutating func leapOffset(_ time: UTCTime) -> Int32 {
    guard let leap else { return 0 }
    return time.seconds >= leap.at ? leap.shift : 0
  }
}
