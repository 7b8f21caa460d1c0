// What one wrong bit of an image leaves. Must never stop at the first wrong glyph: the others are what counts.

import Digits
import Firmware
import GlyphImage
import TestSupport
import Testing

@Suite struct SingleBitTests {
  /// Whatever bit is flipped in either codec's image: the image is refused, or the block that the bit lies in, and
  /// every other glyph is still right.
  @Test func everySingleBitFlipIsFound() throws {
    let digits = StrokeDigits.make(countPerDigit: 2)
    let predicted = try GlyphImageBuilder(.predicted(.standard()), glyphsPerBlock: 1).build(digits)
    let packed = imageBytes(counts: [1, 2, 1, 3, 1, 1, 2, 1, 1, 1], glyphsPerBlock: 2)
    for good in [packed, predicted] {
      let table = try checkedTable(good)
      let glyphs = try allGlyphs(table, good)
      #expect(!glyphs.contains(nil))
      var bad = good
      for bit in 0..<good.count * 8 {
        bad[bit / 8] ^= 1 << (bit % 8)
        defer { bad[bit / 8] ^= 1 << (bit % 8) }
        guard (try? checkedTable(bad)) != nil else { continue }
        #expect(bit / 8 >= table.blocksOffset, "bit \(bit % 8) of byte \(bit / 8)")
        let read = try allGlyphs(table, bad)
        let wrong = zip(read, glyphs).filter { $0 != nil && $0 != $1 }
        #expect(wrong.isEmpty && read.contains(nil), "bit \(bit % 8) of byte \(bit / 8)")
        #expect(read.count { $0 == nil } <= Int(table.glyphsPerBlock))
      }
    }
  }

  /// Every glyph's bytes, nil for those of a damaged block.
  private func allGlyphs(_ table: GlyphTable, _ bytes: [UInt8]) throws -> [[UInt8]?] {
    var reader = GlyphReader()
    var glyphs: [[UInt8]?] = []
    for digit in 0..<10 {
      for number in 0..<table.counts[digit] {
        do throws(GlyphError) {
          let glyph = try reader.read(GlyphID(digit: UInt8(digit), number: number), table, in: bytes.span)
          glyphs.append(glyph.packed.indices.map { glyph.packed[$0] })
        } catch {
          guard case .damagedBlock = error else { throw error }
          glyphs.append(nil)
        }
      }
    }
    return glyphs
  }
}
