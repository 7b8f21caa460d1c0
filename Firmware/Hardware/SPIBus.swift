// What a board offers as SPI. Must never know what is connected to it.

public enum SPIError: Error {
  /// The controller refused the transfer or did not finish it.
  case transferFailed
}

/// An SPI controller that only sends: the panels have no data output line.
///
/// For the board's author: mode 0 (clock idles low, data sampled on its rising edge), most significant
/// bit first. The board chooses a clock that every panel on the bus allows (SSD1681: 20 MHz).
/// For the driver's author: chip select and D/C are yours; the bus touches neither.
public protocol SPIBus: ~Copyable {
  /// Returns when the last bit has left the pin, so that D/C and chip select may change at once.
  mutating func write(_ bytes: Span<UInt8>) throws(SPIError)
}
