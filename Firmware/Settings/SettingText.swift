// Small readings of bytes as text, for settings. Must never take a byte that isn't there, nor ask for a heap.

extension Span<UInt8> {
  func isSame(as text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    for index in indices where self[index] != text.utf8Start[index] { return false }
    return true
  }

  /// Which of the words, with a blank between, this is.
  func place(in words: StaticString) -> UInt8? {
    var place: UInt8 = 0
    var position = 0
    var isSame = true
    for index in 0..<words.utf8CodeUnitCount {
      let letter = words.utf8Start[index]
      if letter == 0x20 {
        if isSame, position == count { return place }
        (place, position, isSame) = (place &+ 1, 0, true)
      } else {
        if position >= count || self[position] != letter { isSame = false }
        position &+= 1
      }
    }
    return isSame && position == count ? place : nil
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

/// One of several lines that stand in one string, which takes less flash than strings of their own.
public struct SettingText: Sendable {
  public let lines: StaticString
  /// From 0 on.
  public let index: UInt8

  /// Where in `lines` its bytes are.
  public var range: Range<Int> {
    var start = 0
    var left = index
    var end = 0
    while end < lines.utf8CodeUnitCount {
      if lines.utf8Start[end] == 0x0A {
        if left == 0 { break }
        left &-= 1
        start = end &+ 1
      }
      end &+= 1
    }
    return start..<end
  }
}
