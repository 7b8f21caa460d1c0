// The ADC behind a divider as the cell's gauge. Must never be asked while the radio is on, if that can wait.

struct ESPGauge: CellGauge, ~Copyable {
  /// Kiloohms, as the configuration has them.
  private static var upper: UInt32 { UInt32(CONFIG_CLOCK_GAUGE_UPPER) }
  private static var lower: UInt32 { UInt32(CONFIG_CLOCK_GAUGE_LOWER) }

  mutating func millivolts() -> UInt16? {
    let middle = clock_gauge_millivolts()
    guard middle >= 0 else { return nil }
    return UInt16(clamping: UInt32(middle) &* (ESPGauge.upper &+ ESPGauge.lower) / ESPGauge.lower)
  }
}
