// What a board offers as digital pins. Must never know what a pin is used for.

public enum PinLevel: UInt8, Sendable {
  case low, high
}

/// A push-pull output. The board sets its first level before it hands the pin over: chip selects and
/// the panels' RST high, D/C either way; with a supply that is switched, all low (see `PanelSupply`).
public protocol OutputPin: ~Copyable {
  mutating func set(_ level: PinLevel)
}

public protocol InputPin: ~Copyable {
  func read() -> PinLevel
}
