// esp_timer as the firmware's counter, and FreeRTOS to wait on it. Must never wait busily: the idle task feeds its watchdog.

struct ESPTime: MonotonicTime {
  private static var tick: UInt64 { 1_000_000 / UInt64(widening: UInt32(CONFIG_FREERTOS_HZ)) }
  /// An hour: whoever waits longer waits again.
  private static var longest: UInt64 { 3_600_000_000 }

  var now: Instant { Instant(microseconds: UInt64(bitPattern: esp_timer_get_time())) }

  func sleep(until deadline: Instant) {
    var present = now
    while present < deadline {
      let left = min((deadline - present).microseconds, ESPTime.longest)
      // n ticks last from n - 1 to n, so one more: at the deadline or up to two milliseconds after it.
      vTaskDelay(UInt32(truncatingIfNeeded: left / ESPTime.tick) &+ 1)
      present = now
    }
  }
}
