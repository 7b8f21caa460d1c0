// Pictures in test sources: '#' is black, '.' is white. Must never hide where two pictures differ.

import Firmware
import Testing

/// Part of a frame as text, one line per row.
package func picture(_ frame: borrowing Frame, columns: Range<Int>, rows: Range<Int>, every step: Int = 1) -> String {
  var lines: [String] = []
  for row in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
    var line = ""
    for column in stride(from: columns.lowerBound, to: columns.upperBound, by: step) {
      let byte = frame.bytes[row * 25 + column / 8]
      line += byte & (0x80 >> UInt8(column % 8)) == 0 ? "#" : "."
    }
    lines.append(line)
  }
  return lines.joined(separator: "\n")
}

package func blackPixels(_ frame: borrowing Frame) -> Int {
  frame.bytes.indices.reduce(0) { $0 + (~frame.bytes[$1]).nonzeroBitCount }
}

/// A glyph, its pixels given from the top left as up to 28 rows of the characters ' ', '1', '2' and '3'.
package func glyph(_ rows: [String]) -> Glyph {
  var glyph = Glyph(packed: .init(repeating: 0))
  for (row, text) in rows.enumerated() {
    for (column, character) in text.enumerated() {
      let level = UInt8(character == " " ? 0 : character.wholeNumberValue ?? 0)
      let pixel = row * 28 + column
      glyph.packed[pixel / 4] |= level << UInt8(6 - 2 * (pixel % 4))
    }
  }
  return glyph
}

extension Frame {
  package mutating func draw(_ word: StaticString) {
    draw(word: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }
}
