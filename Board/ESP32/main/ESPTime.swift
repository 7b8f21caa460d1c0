// esp_timer as the firmware's counter, and FreeRTOS to wait on it. Must never busy-wait for longer than a pulse of RST:
// the idle task feeds its watchdog.

struct ESPTime: MonotonicTime {
  private static var tick: UInt64 { 1_000_000 / UInt64(widening: UInt32(CONFIG_FREERTOS_HZ)) }
  /// An hour: longer waits are repeated.
  private static var longest: UInt64 { 3_600_000_000 }
  /// Waits up to this long are busy-waits. In ticks, 2 ms take 3 and more when the radio is busy, and boards marked Rev
  /// 2.1 cut their panel's supply when RST is low for some milliseconds.
  private static var spun: UInt64 { 2_000 }

  #if !CLOCK_SLEEPS
    var now: Instant { Instant(microseconds: UInt64(bitPattern: esp_timer_get_time())) }
  #endif

  /// How the firmware waits while panels refresh: meanwhile the services go on.
  func sleep(until deadline: Instant) {
    let left = (deadline - now).microseconds
    guard left > ESPTime.spun else { return esp_rom_delay_us(UInt32(truncatingIfNeeded: left)) }
    Services.attend()
    rest(until: deadline)
  }

  /// Yields the processor until the deadline or up to two milliseconds beyond it.
  func rest(until deadline: Instant) {
    var present = now
    while present < deadline {
      let left = min((deadline - present).microseconds, ESPTime.longest)
      // A delay of n ticks takes n - 1 to n ticks, so add one.
      vTaskDelay(UInt32(truncatingIfNeeded: left / ESPTime.tick) &+ 1)
      present = now
    }
  }
}
