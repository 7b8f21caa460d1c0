// Small helpers to read bytes as text, for settings. Must never read out of bounds, nor need a heap.

extension Span<UInt8> {
  func isSame(as text: Span<UInt8>) -> Bool {
    guard count == text.count else { return false }
    for index in indices where self[index] != text[index] { return false }
    return true
  }

  @inline(never) func begins(with text: StaticString) -> Bool {
    guard count >= text.utf8CodeUnitCount else { return false }
    for index in 0..<text.utf8CodeUnitCount where self[index] != text.utf8Start[index] { return false }
    return true
  }

  func isSame(as text: StaticString) -> Bool { count == text.utf8CodeUnitCount && begins(with: text) }

  /// Which of the words, separated by blanks, this is.
  func place(in words: StaticString) -> UInt8? {
    let words = Span(_unsafeElements: UnsafeBufferPointer(start: words.utf8Start, count: words.utf8CodeUnitCount))
    var place: UInt8 = 0
    var start = 0
    while start < words.count {
      let end = words.next(0x20, from: start)
      if isSame(as: words.extracting(start..<end)) { return place }
      place &+= 1
      start = end &+ 1
    }
    return nil
  }

  /// The index of the next `byte`, or the end.
  func next(_ byte: UInt8, from start: Int) -> Int {
    var index = start
    while index < count, self[index] != byte { index &+= 1 }
    return index
  }

  /// The index of the next byte that is neither a blank nor `other`, or the end.
  func nextWord(from start: Int, besides other: UInt8 = 0x20) -> Int {
    var index = start
    while index < count, self[index] == 0x20 || self[index] == other { index &+= 1 }
    return index
  }

  /// The next word of a list whose words are separated by blanks or commas; empty at the end.
  @inline(never) func listed(from start: Int) -> Range<Int> {
    let comma = UInt8(ascii: ",")
    let first = nextWord(from: start, besides: comma)
    let rest = extracting(first...)
    let (blankEnd, commaEnd) = (rest.next(0x20, from: 0), rest.next(comma, from: 0))
    return first..<first &+ (blankEnd < commaEnd ? blankEnd : commaEnd)
  }

  /// The number that one to five digits and nothing else make, if at most `most`.
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

  /// Without control bytes.
  var isPrintable: Bool {
    for index in indices where self[index] < 0x20 || self[index] == 0x7F { return false }
    return true
  }

  var isHexadecimal: Bool {
    for index in indices {
      let letter = (self[index] | 0x20) &- UInt8(ascii: "a")
      guard letter < 6 || self[index] &- UInt8(ascii: "0") < 10 else { return false }
    }
    return true
  }
}

/// One of several lines in a single string, which takes less flash than separate strings.
public struct SettingText: Sendable {
  public let lines: StaticString
  /// From 0 on.
  public let index: UInt8

  /// Where in `lines` its bytes are.
  public var range: Range<Int> {
    let text = Span(_unsafeElements: UnsafeBufferPointer(start: lines.utf8Start, count: lines.utf8CodeUnitCount))
    var start = 0
    for _ in 0..<index { start = text.next(0x0A, from: start) &+ 1 }
    return start..<text.next(0x0A, from: start)
  }
}
