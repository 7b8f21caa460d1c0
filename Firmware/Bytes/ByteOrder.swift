// Integers in bytes, little endian as in flash and on the link, big endian as on the network.
// Must never know what they mean.

extension Span<UInt8> {
  /// The number in `count` bytes, at most 4.
  /// - Parameter offset: at most `self.count - count`.
  @inline(never)
  func littleEndian(_ count: Int, at offset: Int) -> UInt32 {
    var number: UInt32 = 0
    var index = offset &+ count
    while index > offset {
      index &-= 1
      number = number &<< 8 | UInt32(self[index])
    }
    return number
  }

  public func littleEndian32(at offset: Int) -> UInt32 { littleEndian(4, at: offset) }

  public func littleEndian16(at offset: Int) -> UInt16 { UInt16(truncatingIfNeeded: littleEndian(2, at: offset)) }

  func bigEndian32(at offset: Int) -> UInt32 { littleEndian(4, at: offset).byteSwapped }

  func bigEndian64(at offset: Int) -> UInt64 {
    UInt64(widening: bigEndian32(at: offset)) &<< 32 | UInt64(widening: bigEndian32(at: offset &+ 4))
  }
}

extension MutableSpan<UInt8> {
  /// Writes the low `count` bytes of a value, at most 4.
  /// - Parameter offset: at most `self.count - count`.
  /// - Returns: whether that changed any byte.
  @discardableResult
  public mutating func putLittleEndian(_ value: UInt32, _ count: Int = 4, at offset: Int) -> Bool {
    var rest = value
    var changed: UInt8 = 0
    for index in offset..<offset &+ count {
      let new = UInt8(truncatingIfNeeded: rest)
      changed |= self[index] ^ new
      self[index] = new
      rest &>>= 8
    }
    return changed != 0
  }

  /// - Parameter offset: at most `count - 8`.
  mutating func putBigEndian(_ value: UInt64, at offset: Int) {
    for byte in 0..<8 {
      let shift = UInt64(widening: UInt32(truncatingIfNeeded: 56 &- 8 &* byte))
      self[offset &+ byte] = UInt8(truncatingIfNeeded: value &>> shift)
    }
  }
}
