// As much of Python's notation as NumPy's headers use: dictionaries, tuples, lists, texts, whole numbers, True and
// False. Must never run anything, nor nest deeper than a header does.

import Support

/// What is wrong with a header.
struct PythonFault: Error {
  let cause: String
  let advice: String?

  init(_ cause: String, advice: String? = nil) {
    (self.cause, self.advice) = (cause, advice)
  }
}

struct PythonLiteral {
  indirect enum Value: Equatable {
    case text(String)
    case number(Int)
    case boolean(Bool)
    case tuple([Value])
    case list([Value])
    case dictionary([Entry])
  }

  struct Entry: Equatable {
    let key: String
    let value: Value
  }

  private static let deepest = 8

  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func value(depth: Int = 0) throws(PythonFault) -> Value {
    guard depth < PythonLiteral.deepest, let first = next() else { throw fault }
    switch first {
    case UInt8(ascii: "{"): return .dictionary(try entries(depth))
    case UInt8(ascii: "("): return .tuple(try values(UInt8(ascii: ")"), depth))
    case UInt8(ascii: "["): return .list(try values(UInt8(ascii: "]"), depth))
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .text(try text(first))
    default:
      place -= 1
      switch word() {
      case "True": return .boolean(true)
      case "False": return .boolean(false)
      case let word:
        // NumPy under Python 2 wrote 28L.
        guard let number = Int(decimal: word.hasSuffix("L") ? word.dropLast() : word[...]) else { throw fault }
        return .number(number)
      }
    }
  }

  private mutating func entries(_ depth: Int) throws(PythonFault) -> [Entry] {
    var entries: [Entry] = []
    while let first = next(), first != UInt8(ascii: "}") {
      guard first == UInt8(ascii: "'") || first == UInt8(ascii: "\"") else { throw fault }
      let key = try text(first)
      guard next() == UInt8(ascii: ":") else { throw fault }
      entries.append(Entry(key: key, value: try value(depth: depth + 1)))
      try separate(UInt8(ascii: "}"))
    }
    return entries
  }

  private mutating func values(_ end: UInt8, _ depth: Int) throws(PythonFault) -> [Value] {
    var values: [Value] = []
    while let first = next(), first != end {
      place -= 1
      values.append(try value(depth: depth + 1))
      try separate(end)
    }
    return values
  }

  /// A comma, or the end, which stays.
  private mutating func separate(_ end: UInt8) throws(PythonFault) {
    guard let byte = next(), byte == UInt8(ascii: ",") || byte == end else { throw fault }
    if byte == end { place -= 1 }
  }

  private mutating func text(_ quote: UInt8) throws(PythonFault) -> String {
    guard let end = bytes[place...].firstIndex(of: quote) else { throw fault }
    defer { place = end + 1 }
    return String(plain: bytes[place..<end])
  }

  private mutating func word() -> String {
    let start = place
    while place < bytes.count, bytes[place] > 0x20, !",:)]}".utf8.contains(bytes[place]) { place += 1 }
    return String(plain: bytes[start..<place])
  }

  /// The next byte that is no space.
  private mutating func next() -> UInt8? {
    while place < bytes.count, bytes[place] <= 0x20 { place += 1 }
    guard place < bytes.count else { return nil }
    place += 1
    return bytes[place - 1]
  }

  private var fault: PythonFault { PythonFault("its header isn't the dictionary that NumPy writes") }
}
