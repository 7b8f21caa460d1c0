// What is left of an image with one wrong bit. Must never stop at the first wrong glyph: the others are what counts.

import Digits
import Firmware
import GlyphImage
import TestSupport
import Testing

@Suite struct SingleBitTests {
  /// Whichever bit is flipped in an image of either codec, the image is refused, or the block that the bit lies in, or
  /// the legibility. One bit of each byte is followed up: every glyph of the other blocks is still right. In a model,
  /// whose bytes one checksum covers, no other bits are flipped.
  @Test func everySingleBitFlipIsFound() throws {
    let digits = StrokeDigits.make(countPerDigit: 2)
    let predicted = try GlyphImageBuilder(.predicted(.standard()), glyphsPerBlock: 1).build(digits)
    let packed = imageBytes(counts: [1, 2, 1, 3, 1, 1, 2, 1, 1, 1], glyphsPerBlock: 2)
    for (good, modelSize, legibilitySize) in [(packed, 0, 7), (predicted, 24_048, 10)] {
      let table = try checkedTable(good)
      let glyphs = try allGlyphs(table, good)
      #expect(!glyphs.contains(nil))
      var bad = good
      for bit in 0..<good.count * 8 {
        let (byte, isFollowedUp) = (bit / 8, bit % 8 == bit / 8 % 8)
        if !isFollowedUp, (96..<96 + modelSize).contains(byte) { continue }
        bad[byte] ^= 1 << (bit % 8)
        defer { bad[byte] ^= 1 << (bit % 8) }
        guard let damaged = try? checkedTable(bad) else { continue }
        #expect(byte >= table.blocksOffset, "bit \(bit % 8) of byte \(byte)")
        guard byte < good.count - legibilitySize else {
          #expect(!damaged.hasLegibility, "bit \(bit % 8) of byte \(byte)")
          continue
        }
        guard isFollowedUp else {
          let first = try #require(firstGlyph(ofBlockAt: byte, table, good, indexAt: 96 + modelSize))
          #expect(throws: GlyphError.self, "bit \(bit % 8) of byte \(byte)") {
            try readGlyph(table, digit: first.digit, number: first.number, bad)
          }
          continue
        }
        let read = try allGlyphs(table, bad)
        let wrong = zip(read, glyphs).filter { $0 != nil && $0 != $1 }
        #expect(wrong.isEmpty && read.contains(nil), "bit \(bit % 8) of byte \(byte)")
        #expect(read.count { $0 == nil } <= Int(table.glyphsPerBlock))
      }
    }
  }

  /// The first glyph of the block that a byte belongs to, by FORMAT.md: the index has each block's size, and a checksum
  /// of four bytes precedes each block.
  private func firstGlyph(ofBlockAt byte: Int, _ table: GlyphTable, _ bytes: [UInt8], indexAt index: Int)
    -> (digit: Int, number: UInt32)?
  {
    var (entry, end) = (index, table.blocksOffset)
    for digit in 0..<10 {
      for number in stride(from: 0, to: table.counts[digit], by: Int(table.glyphsPerBlock)) {
        end += 4 + Int(bytes[entry]) + Int(bytes[entry + 1]) << 8
        if byte < end { return (digit, number) }
        entry += 2
      }
    }
    return nil
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
