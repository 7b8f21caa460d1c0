// The machine's timer as the firmware's counter. Must never be slowed down: QEMU runs it on real time.

struct QEMUTime: MonotonicTime {
  private static var ticksPerMicrosecond: UInt64 { 10 }
  /// 58,000 years: their ticks still fit in 64 bits.
  private static var latest: UInt64 { .max / ticksPerMicrosecond }

  var now: Instant { Instant(microseconds: machine_time() / QEMUTime.ticksPerMicrosecond) }

  func sleep(until deadline: Instant) {
    machine_wait(min(deadline.microseconds, QEMUTime.latest) &* QEMUTime.ticksPerMicrosecond)
  }
}
