// Deep sleep between two of the clock's steps, and what is known after it. Must never be begun while anything goes on.

private typealias Record = SleepRecord<ESPBoard.Source.Memory, UserSettings>

extension Record {
  /// - Returns: whether one was there that this app wrote before its last deep sleep.
  fileprivate mutating func readBack() -> Bool {
    guard esp_reset_reason() == ESP_RST_DEEPSLEEP else { return false }
    return read(ESPDeepSleep.memory.span, build: clock_build())
  }
}

/// Whether the counter goes on where the record left it.
nonisolated(unsafe) private var hasWoken = false

enum ESPDeepSleep {
  /// From here on it costs less than light sleep: a start takes 1.9 mC, light sleep 125 µA more, both by the tables of
  /// chips' makers (`PowerDay` counts with the same).
  private static var shortest: Interval { .seconds(15) }

  /// To wake so much before time: from there to the app other chips were measured to take 28 to 96 ms. What is left of it,
  /// the chip sleeps lightly.
  private static var start: UInt64 { 100_000 }

  fileprivate static var memory: UnsafeMutableBufferPointer<UInt8> {
    UnsafeMutableBufferPointer(start: clock_record(), count: Int(CLOCK_RECORD_SIZE))
  }

  /// The first thing after a start.
  /// - Returns: whether the board has slept deeply, and its counter goes on.
  static func wake() -> Bool {
    if Record.size > Int(CLOCK_RECORD_SIZE) { log("E the memory for deep sleep is too small: CLOCK_RECORD_SIZE") }
    var record = Record()
    hasWoken = record.readBack() && ESPSleep.resume(record.counter)
    return hasWoken
  }

  /// Those of before the sleep, unless this is another start: only such a start can have changed them.
  static func settings() -> UserSettings? {
    var record = Record()
    return hasWoken && record.readBack() ? record.own : nil
  }

  /// Makes the clock what it was before the sleep that `wake` found, if any, before its first step.
  static func recall(_ clock: inout Clock<ESPBoard>) {
    guard hasWoken else { return }
    var record = Record()
    // Where it says no, its start is a cold one, at this counter's time.
    guard record.readBack(), clock.recall(&record.clock) else { return log("W a cold start after a deep sleep") }
  }

  /// Sleeps until `next`, or until the slow clock is to be measured, and doesn't return; returns where that isn't
  /// possible, or not worth it.
  static func rest(_ clock: inout Clock<ESPBoard>, _ settings: UserSettings, until next: Instant) {
    let now = ESPTime().now
    let wake = min(next, now + ESPSleep.longest)
    guard wake - now >= shortest, ESPReach.maySleep(at: now), Record.size <= Int(CLOCK_RECORD_SIZE) else { return }
    var record = Record()
    guard clock.remember(&record.clock) else { return }
    record.own = settings
    record.counter = ESPSleep.lieDown()
    var bytes = memory.mutableSpan
    record.write(into: &bytes, build: clock_build())
    let left = (wake - Instant(microseconds: record.counter.instant)).microseconds
    clock_sleep_deeply(left > 2 &* start ? left &- start : start)
  }
}
