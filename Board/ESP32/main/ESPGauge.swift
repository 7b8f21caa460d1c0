// The ADC behind a divider as the cell's gauge. Must never measure while the cell feeds the radio, which pulls the voltage
// down: a cell that counts as empty once stays so for long.

/// Before the radio was on, until it is taken.
nonisolated(unsafe) private var atStart: UInt16?
nonisolated(unsafe) private var hasFailed = false

struct ESPGauge: CellGauge, ~Copyable {
  /// Kiloohms, as the configuration has them.
  private static var upper: UInt32 { UInt32(CONFIG_CLOCK_GAUGE_UPPER) }
  private static var lower: UInt32 { UInt32(CONFIG_CLOCK_GAUGE_LOWER) }

  /// To be called before the radio is started.
  static func begin() { atStart = measure() }

  mutating func millivolts() -> UInt16? {
    // At a host the radio isn't the cell's load.
    guard ESPReach.isRadioOn, !ESPReach.isAtHost else { return ESPGauge.measure() }
    return atStart.take()
  }

  private static func measure() -> UInt16? {
    let middle = clock_gauge_millivolts()
    guard middle >= 0 else {
      if !hasFailed { log("E the cell can't be measured: wrong pin, or a chip without calibration?") }
      hasFailed = true
      return nil
    }
    return UInt16(clamping: UInt32(middle) &* (upper &+ lower) / lower)
  }
}
