// Small partition images, written byte by byte from FORMAT.md. Must never use the builder that they test.

import CZlib
import Firmware
import Support

/// A packed image with `counts[d]` glyphs of digit d; byte `i` of glyph `n` of digit `d` is d·31 + n·7 + i.
/// - Parameters:
///   - legibility: the glyphs' levels, digit by digit; glyphs without one have the highest.
///   - version: 3, or 2 for an old image, which has no legibility.
package func imageBytes(
  counts: [Int], glyphsPerBlock: Int = 64, legibility: [UInt8] = [], version: UInt8 = 3
) -> [UInt8] {
  var index: [UInt8] = []
  var contents: [UInt8] = []
  var block: UInt32 = 0
  for (digit, count) in counts.enumerated() {
    for first in stride(from: 0, to: count, by: glyphsPerBlock) {
      let numbers = first..<min(first + glyphsPerBlock, count)
      let stream = numbers.flatMap { number in
        (0..<196).map { UInt8(truncatingIfNeeded: digit * 31 + number * 7 + $0) }
      }
      index += littleEndian16(stream.count)
      contents += littleEndian(zlibCRC(littleEndian(block) + stream)) + stream
      block += 1
    }
  }
  let levels = legibilityBytes(legibility, count: version == 2 ? 0 : counts.reduce(0, +))
  var header = Array("MNISTGLY".utf8) + [version, 0, 0, 2, 28, 28, 96, 0]
  header += littleEndian(UInt32(96 + index.count + contents.count + levels.count)) + [0, 0]
  header += littleEndian16(glyphsPerBlock)
  for count in counts { header += littleEndian(UInt32(count)) }
  header += littleEndian(0) + littleEndian(zlibCRC([])) + littleEndian(zlibCRC(index))
  header += littleEndian(zlibCRC(contents)) + littleEndian(zlibCRC(levels)) + [UInt8](repeating: 0, count: 8)
  return header + littleEndian(zlibCRC(header)) + index + contents + levels
}

/// Two levels a byte, as FORMAT.md says; the highest for those beyond `levels`.
package func legibilityBytes(_ levels: [UInt8], count: Int) -> [UInt8] {
  var bytes: [UInt8] = []
  for number in 0..<count {
    let level = number < levels.count ? levels[number] : 15
    if number % 2 == 0 { bytes.append(level) } else { bytes[number / 2] += 16 * level }
  }
  return bytes
}

extension TemporaryFolder {
  /// With a packed image of `count` glyphs of each digit.
  package convenience init(glyphsPerDigit count: Int) throws {
    try self.init()
    try Files.write(imageBytes(counts: .init(repeating: count, count: 10)), to: image)
  }

  /// Its path.
  package var image: String { path + "/glyphs.bin" }
}

package func littleEndian(_ value: UInt32) -> [UInt8] {
  [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
}

package func littleEndian16(_ value: Int) -> [UInt8] {
  [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
}

/// zlib's CRC-32, not ours.
package func zlibCRC(_ bytes: [UInt8]) -> UInt32 {
  bytes.withUnsafeBufferPointer { UInt32(crc32(0, $0.baseAddress, UInt32($0.count))) }
}

/// `bytes` with the header's checksum corrected.
package func withHeaderChecksum(_ bytes: [UInt8]) -> [UInt8] {
  Array(bytes[..<92]) + littleEndian(zlibCRC(Array(bytes[..<92]))) + Array(bytes[96...])
}

package func lanes(_ counts: [Int]) -> [10 of UInt32] {
  var lanes: [10 of UInt32] = .init(repeating: 0)
  for digit in 0..<10 { lanes[digit] = UInt32(counts[digit]) }
  return lanes
}

/// The table of `bytes`: spans can't go through `#expect` and `#require`.
package func checkedTable(_ bytes: [UInt8]) throws(GlyphTableError) -> GlyphTable {
  try GlyphTable(checking: bytes.span)
}

/// With a fresh reader.
package func readGlyph(_ table: GlyphTable, digit: Int, number: UInt32, _ bytes: [UInt8]) throws(GlyphError) -> Glyph {
  var reader = GlyphReader()
  return try reader.read(GlyphID(digit: UInt8(digit), number: number), table, in: bytes.span)
}
