// The pin that switches the panels' supply through a P-channel MOSFET. Must never be handed over switched on.

struct ESPSupply: PanelSupply, ~Copyable {
  /// Low is on.
  private var gate = ESPOutput(CONFIG_CLOCK_SUPPLY_PIN, .high)

  mutating func set(isOn: Bool) { gate.set(isOn ? .low : .high) }
}
