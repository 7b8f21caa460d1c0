// What the link asks of a board: bytes there and back. Must never know a frame.

/// A serial port.
public protocol BytePort: ~Copyable {
  /// For the board's author: waits while the port is full, but not for ever.
  /// - Returns: false when the byte could not be sent.
  mutating func write(_ byte: UInt8) -> Bool

  /// Never waits. The next byte that has come, or nil.
  mutating func read() -> UInt8?

  /// Nothing has come. For the board's author: wait for it here, where others want the processor, but for no longer
  /// than a few milliseconds.
  mutating func rest()
}

extension BytePort where Self: ~Copyable {
  public mutating func rest() {}
}
