// Text put together from pieces. Must never decide what becomes of what doesn't fit: that is its writers' to say.

public protocol TextWriter: ~Copyable {
  mutating func put(_ byte: UInt8)
}

// Inlined where they are called these would take three times the flash for time that nobody has to wait for.
extension TextWriter where Self: ~Copyable {
  @inline(never) public mutating func put(_ text: StaticString) {
    for index in 0..<text.utf8CodeUnitCount { put(text.utf8Start[index]) }
  }

  @inline(never) public mutating func put(_ text: Span<UInt8>) {
    for index in text.indices { put(text[index]) }
  }

  @inline(never) public mutating func put(number: UInt32) {
    if number >= 10 { put(number: number / 10) }
    put(0x30 &+ UInt8(truncatingIfNeeded: number % 10))
  }

  /// An IPv4 address, the first number highest.
  @inline(never) mutating func put(address: UInt32) {
    for part in 0..<4 {
      if part > 0 { put(UInt8(ascii: ".")) }
      put(number: address &>> UInt32(truncatingIfNeeded: 24 &- 8 &* part) & 0xFF)
    }
  }
}
