// The counter of a board that sleeps: the main counter while it is awake, the slow clock's ticks while it isn't. Must
// never go backwards, nor hide that the slow clock can't be believed: whoever finds it broken starts cold.

/// What drives a chip's slow clock.
public enum SlowClock: UInt8, BitwiseCopyable, Sendable {
  /// 32,768 Hz. Its ticks are the counter, asleep and awake, since one oscillator has one rate to learn: with the main
  /// crystal's in between, a clock that lies on a charger for some hours would gain or lose the difference of the two,
  /// up to 0.1 s an hour.
  case crystal
  /// On the chip, moved by warmth: 1 % by a radio. Compared with the main crystal before and after each sleep.
  case oscillator
}

/// For the board's author: `instant` is a board's `MonotonicTime`; `sleep` and `wake` frame each sleep, light or deep.
/// The main counter is falsified by what the operating system thinks that a light sleep took (ESP-IDF: ticks times a
/// calibration over ten cycles, 82 or 340 ppm off), and starts again with a deep one, so it is believed between two
/// sleeps only. After a reset the ticks may have started again too: only what a chip kept in its deep sleep is worth
/// restoring.
public struct SleepCounter: Sendable {
  /// Both counters, read one right after the other.
  public struct Reading: Sendable {
    /// Microseconds of the counter that the main crystal drives (ESP-IDF: `esp_timer_get_time`).
    public let awake: UInt64
    /// Of the slow clock, 48 bits (ESP-IDF: `rtc_time_get`).
    public let ticks: UInt64

    public init(awake: UInt64, ticks: UInt64) {
      (self.awake, self.ticks) = (awake, ticks)
    }
  }

  /// What must live through a deep sleep: 40 bytes, all of them plain numbers.
  public struct State: Equatable, BitwiseCopyable, Sendable {
    /// Microseconds of this counter at the last reading that was taken as a base, and 2^-20 of them.
    public var instant: UInt64 = 0
    public var fraction: UInt32 = 0
    /// A tick's length by the latest calibration, in 2^-19 µs; 0 before there is one.
    public var period: UInt32 = 0
    /// The base.
    public var awake: UInt64 = 0
    public var ticks: UInt64 = 0
    public var slowClock = SlowClock.crystal
    public var isAsleep = false
    public var isBroken = false
    /// The longest sleep that is worth its error, as a power of two of seconds.
    public var sleepDoublings: UInt8 = SleepCounter.fewestDoublings

    public init() {}
  }

  /// 1,000,000 / 32,768 µs times 2^19: nothing is rounded.
  private static var crystalPeriod: UInt32 { 16_000_000 }
  /// 2 to 64 µs: all slow clocks of the chips, 31 to 150 kHz with their tolerances of a third or so, and twice that.
  private static var shortestPeriod: UInt32 { 2 &<< 19 }
  private static var longestPeriod: UInt32 { 64 &<< 19 }
  /// No sleep is longer than a day, since the clock asks a server each day. Ticks that say more have started again.
  /// Microseconds.
  private static var longestSleep: UInt64 { 100_000_000_000 }
  /// While awake the two counters must agree within a sixteenth: a radio's warmth makes 1 %, a crystal that has stopped
  /// or been replaced by the RC oscillator 75 % and more. Microseconds: between the two readings a task may have run.
  private static var slack: UInt64 { 100_000 }
  /// While awake a new base is taken after this many microseconds: after months of one, products would overflow.
  private static var baseAge: UInt64 { 60_000_000 }
  /// Two calibrations that differ by more than 1/1,024 say that the chip is cooling down from its radio: a room moves
  /// them by a tenth of that in a minute. In a sleep of a minute 1/1,024 of unsteady warmth is worth 10 ms.
  private static var steadiness: UInt32 { 1_024 }
  /// 4 s, a fifth of what a chip takes to cool, and 64 s, so that the minutes are sleeps of one piece.
  fileprivate static var fewestDoublings: UInt8 { 2 }
  private static var mostDoublings: UInt8 { 6 }

  /// To be kept in a deep sleep, once `sleep` has been called.
  public private(set) var state = State()

  /// A counter that begins at 0.
  public init(_ slowClock: SlowClock, at reading: Reading) {
    state.slowClock = slowClock
    (state.awake, state.ticks) = (reading.awake, reading.ticks & SleepCounter.tickMask)
  }

  /// After a deep sleep; `wake` follows.
  public init(restoring state: State) {
    self.state = state
  }

  private static var tickMask: UInt64 { 1 &<< 48 &- 1 }

  /// Whether the counter can't be believed any more, and with it whatever is counted in it.
  public var isBroken: Bool { state.isBroken }

  /// How long to sleep in one piece at most. Waking between only to calibrate is worth it: the mean of two calibrations
  /// is wrong by what the warmth did between them other than steadily, 0.1 s for a minute after the radio.
  public var longestSleep: Interval {
    switch state.slowClock {
    case .crystal: .seconds(86_400)
    case .oscillator: .seconds(1 &<< UInt32(state.sleepDoublings))
    }
  }

  /// The counter now; readings come in the order in which they were made.
  /// - Returns: nil if it is broken.
  public mutating func instant(at reading: Reading) -> Instant? {
    guard !state.isAsleep, let elapsed = elapsed(at: reading) else {
      state.isBroken = true
      return nil
    }
    let instant = Instant(microseconds: state.instant &+ elapsed &>> 20)
    if reading.awake &- state.awake >= SleepCounter.baseAge { move(to: reading, elapsed) }
    return instant
  }

  /// The last reading before a sleep.
  /// `period` is a tick's length against the main crystal, in 2^-19 µs (ESP-IDF: `rtc_clk_cal` over 1,024 cycles or more);
  /// 0 if that failed or nobody measured.
  public mutating func sleep(at reading: Reading, period: UInt32) {
    guard instant(at: reading) != nil, let elapsed = elapsed(at: reading), isPlausible(period) else {
      state.isBroken = true
      return
    }
    move(to: reading, elapsed)
    note(period)
    state.isAsleep = true
  }

  /// The first reading after a sleep, whose main counter may say anything.
  /// - Returns: whether the counter can still be believed.
  public mutating func wake(at reading: Reading, period: UInt32) -> Bool {
    let ticks = (reading.ticks &- state.ticks) & SleepCounter.tickMask
    // Before the radio's warmth or after: the truth is mostly between, and with one of them missing the other must do.
    let (before, after) = (state.period == 0 ? period : state.period, period == 0 ? state.period : period)
    guard !state.isBroken, state.isAsleep, isPlausible(period), let length = length(of: ticks, before, after) else {
      state.isBroken = true
      return false
    }
    note(period)
    state.isAsleep = false
    move(to: reading, length)
    return true
  }

  // MARK: Lengths, in 2^-20 µs

  /// Since the base, with the base's fraction.
  private mutating func elapsed(at reading: Reading) -> UInt64? {
    let awake = reading.awake &- state.awake
    let ticks = (reading.ticks &- state.ticks) & SleepCounter.tickMask
    guard !state.isBroken, awake < SleepCounter.longestSleep else { return nil }
    // Before the first calibration there is nothing to compare with.
    if state.slowClock == .oscillator, state.period == 0 { return awake &<< 20 &+ UInt64(widening: state.fraction) }
    guard let slow = length(of: ticks, state.period, state.period) else { return nil }
    let difference = slow &>> 20 > awake ? slow &>> 20 &- awake : awake &- slow &>> 20
    guard difference <= awake / 16 &+ SleepCounter.slack else { return nil }
    return state.slowClock == .crystal ? slow : awake &<< 20 &+ UInt64(widening: state.fraction)
  }

  /// Of so many ticks, with the base's fraction: by the mean of two periods, or the crystal's.
  private func length(of ticks: UInt64, _ before: UInt32, _ after: UInt32) -> UInt64? {
    let isCrystal = state.slowClock == .crystal
    let (before, after) = isCrystal ? (SleepCounter.crystalPeriod, SleepCounter.crystalPeriod) : (before, after)
    let sum = UInt64(widening: before) &+ UInt64(widening: after)
    // Below 2^36 ticks, and at most 128 µs for two of them, 2^26: the product stays below 2^62.
    guard sum > 0, ticks < SleepCounter.longestSleep / 2 else { return nil }
    let length = ticks &* sum
    return length &>> 20 < SleepCounter.longestSleep ? length &+ UInt64(widening: state.fraction) : nil
  }

  private mutating func move(to reading: Reading, _ elapsed: UInt64) {
    state.instant &+= elapsed &>> 20
    state.fraction = UInt32(truncatingIfNeeded: elapsed) & (1 &<< 20 &- 1)
    (state.awake, state.ticks) = (reading.awake, reading.ticks & SleepCounter.tickMask)
  }

  // MARK: Calibrations

  /// Whether a calibration can be that of the clock that is meant.
  private func isPlausible(_ period: UInt32) -> Bool {
    if period == 0 { return state.slowClock == .crystal || state.period != 0 || !state.isAsleep }
    if state.slowClock == .crystal { return SleepCounter.isNear(period, SleepCounter.crystalPeriod) }
    guard period >= SleepCounter.shortestPeriod, period <= SleepCounter.longestPeriod else { return false }
    return state.period == 0 || SleepCounter.isNear(period, state.period)
  }

  private static func isNear(_ period: UInt32, _ other: UInt32) -> Bool {
    difference(period, other) <= other / 16
  }

  private static func difference(_ period: UInt32, _ other: UInt32) -> UInt32 {
    period > other ? period &- other : other &- period
  }

  /// Shorter sleeps from a calibration that differs from the last on, longer ones after each sleep that changed
  /// nothing.
  private mutating func note(_ period: UInt32) {
    guard period != 0 else { return }
    let isSteady = SleepCounter.difference(period, state.period) <= period / SleepCounter.steadiness
    if !isSteady {
      state.sleepDoublings = SleepCounter.fewestDoublings
    } else if state.isAsleep {
      state.sleepDoublings = min(SleepCounter.mostDoublings, state.sleepDoublings &+ 1)
    }
    state.period = period
  }
}
