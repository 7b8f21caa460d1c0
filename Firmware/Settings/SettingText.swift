// Small readings of bytes as text, for settings. Must never take a byte that isn't there, nor ask for a heap.

extension Span<UInt8> {
  func isSame(as text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    for index in indices where self[index] != text.utf8Start[index] { return false }
    return true
  }

  /// The index of the next `byte`, or the end's.
  func next(_ byte: UInt8, from start: Int) -> Int {
    var index = start
    while index < count, self[index] != byte { index &+= 1 }
    return index
  }

  /// The index of the next byte that is no blank, or the end's.
  func nextWord(from start: Int) -> Int {
    var index = start
    while index < count, self[index] == 0x20 { index &+= 1 }
    return index
  }

  /// One to five digits and nothing else that make a number up to `most`.
  func decimal(atMost most: UInt32) -> UInt32? {
    guard count > 0, count < 6 else { return nil }
    var value: UInt32 = 0
    for index in indices {
      let digit = self[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value &* 10 &+ UInt32(digit)
    }
    return value <= most ? value : nil
  }

  var isHexadecimal: Bool {
    for index in indices {
      let letter = (self[index] | 0x20) &- UInt8(ascii: "a")
      guard letter < 6 || self[index] &- UInt8(ascii: "0") < 10 else { return false }
    }
    return true
  }
}
