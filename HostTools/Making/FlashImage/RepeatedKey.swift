// A key that an object of a JSON text has twice, which decoders pass over in silence.
// Must never judge whether the text is JSON: a decoder has done so.

import Foundation

enum RepeatedKey {
  /// - Returns: the first, as it reads; nil if there is none.
  static func first(in text: [UInt8]) -> String? {
    /// Of each object and array around the present place; arrays have none.
    var keys: [Set<String>] = []
    var place = 0
    while place < text.count {
      switch text[place] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): keys.append([])
      case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = keys.popLast()
      case UInt8(ascii: "\""):
        let end = closingQuote(text, from: place + 1)
        defer { place = end }
        guard isKey(text, endingAt: end), !keys.isEmpty else { break }
        let key = (try? JSONDecoder().decode(String.self, from: Data(text[place...min(end, text.count - 1)]))) ?? ""
        guard keys[keys.count - 1].insert(key).inserted else { return key }
      default: break
      }
      place += 1
    }
    return nil
  }

  private static func closingQuote(_ text: [UInt8], from start: Int) -> Int {
    var place = start
    while place < text.count, text[place] != UInt8(ascii: "\"") {
      place += text[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    return place
  }

  /// Values have no colon behind them.
  private static func isKey(_ text: [UInt8], endingAt end: Int) -> Bool {
    text.dropFirst(end + 1).first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: ":")
  }
}
