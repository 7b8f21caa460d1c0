// Small partition images, written byte by byte from FORMAT.md. Must never use the builder that they check.

import CZlib
import Firmware

/// An image whose glyphs have `counts[d]` of digit d; byte `i` of glyph `n` of digit `d` is d·31 + n·7 + i.
func imageBytes(counts: [Int]) -> [UInt8] {
  var payload: [UInt8] = []
  for (digit, count) in counts.enumerated() {
    for number in 0..<count {
      payload += (0..<196).map { UInt8(truncatingIfNeeded: digit * 31 + number * 7 + $0) }
    }
  }
  var header = Array("MNISTGLY".utf8) + [1, 0, 0, 2, 28, 28, 68, 0]
  header += littleEndian(UInt32(68 + payload.count)) + littleEndian(zlibCRC(payload))
  for count in counts { header += littleEndian(UInt32(count)) }
  return header + littleEndian(zlibCRC(header)) + payload
}

func littleEndian(_ value: UInt32) -> [UInt8] {
  [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
}

/// zlib's, not ours.
func zlibCRC(_ bytes: [UInt8]) -> UInt32 {
  UInt32(crc32(0, bytes, UInt32(bytes.count)))
}

/// `bytes` with its header's checksum made right again.
func withHeaderChecksum(_ bytes: [UInt8]) -> [UInt8] {
  Array(bytes[..<64]) + littleEndian(zlibCRC(Array(bytes[..<64]))) + Array(bytes[68...])
}

func lanes(_ counts: [Int]) -> [10 of UInt32] {
  var lanes: [10 of UInt32] = .init(repeating: 0)
  for digit in 0..<10 { lanes[digit] = UInt32(counts[digit]) }
  return lanes
}

/// The table of `bytes`: spans can't go through `#expect` and `#require`.
func checkedTable(_ bytes: [UInt8]) throws(GlyphTableError) -> GlyphTable {
  try GlyphTable(checking: bytes.span)
}

func readGlyph(_ table: GlyphTable, digit: Int, number: UInt32, _ bytes: [UInt8]) -> Glyph? {
  table.glyph(GlyphID(digit: UInt8(digit), number: number), in: bytes.span)
}
