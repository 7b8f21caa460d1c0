// The counter of a board that sleeps, and its light sleep. Must never go on with a counter that can't be believed: the
// board starts anew then, and cold.

/// The only one; nil until `begin`.
nonisolated(unsafe) private var counter: SleepCounter?

enum ESPSleep {
  /// In microseconds. To fall asleep and to wake take a C6 less than half a millisecond; an oscillator is measured before
  /// and after, 8 ms each, while the chip is awake.
  private static var shortest: UInt64 { 5_000 }
  private static var shortestByOscillator: UInt64 { 50_000 }

  private static var slowClock: SlowClock { clock_has_crystal() ? .crystal : .oscillator }

  private static var reading: SleepCounter.Reading {
    SleepCounter.Reading(awake: UInt64(bitPattern: esp_timer_get_time()), ticks: clock_ticks())
  }

  /// A crystal's ticks are the counter, whatever the main crystal says: it isn't measured.
  private static func period(of clock: SlowClock) -> UInt32 { clock == .crystal ? 0 : clock_tick_length() }

  /// A counter that begins at 0, after any start but one that `resume` has taken.
  static func begin() {
    if !clock_await_crystal() { log("W the 32 kHz crystal doesn't run: the time is the chip's own oscillator's") }
    counter = SleepCounter(slowClock, at: reading)
  }

  /// After a deep sleep.
  /// - Returns: false if the counter can't be believed; `begin` follows then.
  static func resume(_ state: SleepCounter.State) -> Bool {
    // A crystal that has died since, or come to life, counts in other ticks.
    guard state.slowClock == slowClock else { return false }
    var restored = SleepCounter(restoring: state)
    guard restored.wake(at: reading, period: period(of: state.slowClock)) else { return false }
    counter = restored
    return true
  }

  static var now: Instant {
    guard let instant = counter?.instant(at: reading) else { restart() }
    return instant
  }

  /// How long to sleep in one piece at most.
  static var longest: Interval { counter?.longestSleep ?? .seconds(0) }

  /// The last thing before a sleep.
  /// - Returns: the counter as it falls asleep.
  static func lieDown() -> SleepCounter.State {
    let clock = counter?.state.slowClock ?? .crystal
    let period = period(of: clock)
    counter?.sleep(at: reading, period: period)
    guard let counter, !counter.isBroken else { restart() }
    return counter.state
  }

  /// Sleeps lightly until `deadline`, or less: until one of `panels` is no longer busy, the button is pressed, or it is
  /// time to measure the slow clock. Where that isn't worth it, only waits.
  static func sleep(until deadline: Instant, orIdle panels: UInt8 = 0) {
    let least = slowClock == .crystal ? shortest : shortestByOscillator
    let now = now
    guard (deadline - now).microseconds >= least else {
      return ESPTime().rest(until: panels == 0 ? deadline : min(deadline, now + ESPTime.busyPollInterval))
    }
    esp_task_wdt_reset()
    let most = longest
    let start = Instant(microseconds: lieDown().instant)
    let left = min(deadline - start, most).microseconds
    clock_sleep_lightly(max(least, left), UInt32(panels))
    let period = period(of: slowClock)
    guard counter?.wake(at: reading, period: period) == true else { restart() }
    esp_task_wdt_reset()
    // Where a pin was low already, whoever waits for it looks again. The idle task needs its turn either way: its watchdog
    // counts whenever the chip is awake.
    vTaskDelay(1)
  }

  /// After a brown-out, before anything else: a cell that sagged recovers, and whatever pulled it down comes again once a
  /// minute at most.
  static func recover() {
    let end = now + .seconds(60)
    while now < end { sleep(until: end) }
  }

  private static func restart() -> Never {
    log("E the slow clock can't be believed: starting anew")
    esp_restart()
  }
}

extension ESPTime {
  var now: Instant { ESPSleep.now }

  /// How the firmware waits for panels that refresh, asleep where nobody is about.
  func sleep(until deadline: Instant, orIdle panels: UInt8) {
    guard ESPReach.maySleep(at: now) else { return sleep(until: min(deadline, now + ESPTime.busyPollInterval)) }
    Services.attend()
    ESPSleep.sleep(until: deadline, orIdle: panels)
  }
}
