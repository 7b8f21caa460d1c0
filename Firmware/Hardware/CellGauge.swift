// What a board offers that measures the cell it runs on. Must never know what a voltage means.

/// For the board's author: a divider that is switched on for the measurement, and a calibrated converter. One sample is
/// off by tens of millivolts: take the average of 16. The radio should be off, since it pulls the voltage down.
public protocol CellGauge: ~Copyable {
  /// Whether there is anything to measure. Without, the firmware has no code for it.
  static var isFitted: Bool { get }
  /// The cell's voltage; nil when it can't be measured now.
  mutating func millivolts() -> UInt16?
}

extension CellGauge where Self: ~Copyable {
  public static var isFitted: Bool { true }
}

/// For boards that run on anything else, or don't measure it.
public struct NoCell: CellGauge {
  public static var isFitted: Bool { false }

  public init() {}

  public mutating func millivolts() -> UInt16? { nil }
}
