// What the link needs from a board: bytes in both directions. Must never know a frame.

/// A serial port.
public protocol BytePort: ~Copyable {
  /// For the board's author: wait while the port is full, but not forever.
  /// - Returns: false when the byte couldn't be sent.
  mutating func write(_ byte: UInt8) -> Bool

  /// Never waits. The next byte received, or nil.
  mutating func read() -> UInt8?

  /// Called when nothing has come. For the board's author: wait for a byte here if others need the processor, but for
  /// no longer than a few milliseconds.
  mutating func rest()
}

extension BytePort where Self: ~Copyable {
  public mutating func rest() {}
}
