import Firmware
import Testing

@Suite struct GlyphTableTests {
  static let counts = [1, 2, 1, 3, 1, 1, 2, 1, 1, 1]

  @Test func everyGlyphIsFoundWhereTheFormatPutsIt() throws {
    let bytes = imageBytes(counts: Self.counts)
    let table = try checkedTable(bytes)
    #expect(table.totalSize == 68 + 14 * 196)
    for (digit, count) in Self.counts.enumerated() {
      #expect(Int(table.counts[digit]) == count)
      for number in 0..<count {
        let glyph = try #require(readGlyph(table, digit: digit, number: UInt32(number), bytes))
        for index in 0..<196 {
          #expect(glyph.packed[index] == UInt8(truncatingIfNeeded: digit * 31 + number * 7 + index))
        }
      }
    }
  }

  @Test func pixelsAreUnpackedFromTheHighestBits() {
    var glyph = Glyph(packed: .init(repeating: 0))
    glyph.packed[0] = 0b00_01_10_11
    glyph.packed[195] = 0b11_00_00_10
    #expect((0..<4).map { glyph.level(column: $0, row: 0) } == [0, 1, 2, 3])
    #expect((24..<28).map { glyph.level(column: $0, row: 27) } == [3, 0, 0, 2])
  }

  @Test func glyphsThatAreNotThereAreNil() throws {
    let bytes = imageBytes(counts: Self.counts)
    let table = try checkedTable(bytes)
    for (digit, number) in [(0, 1), (9, .max), (10, 0), (255, 0)] as [(Int, UInt32)] {
      #expect(readGlyph(table, digit: digit, number: number, bytes) == nil)
    }
    // Flash that has shrunk since the check.
    #expect(readGlyph(table, digit: 9, number: 0, Array(bytes[..<1_000])) == nil)
    #expect(readGlyph(table, digit: 0, number: 0, []) == nil)
  }

  @Test func aLargerPartitionIsFine() throws {
    let bytes = imageBytes(counts: Self.counts) + [UInt8](repeating: 0xFF, count: 5_000)
    #expect(try checkedTable(bytes).totalSize == 68 + 14 * 196)
  }

  /// Each error, from an image with just that fault.
  @Test func everyFaultHasItsError() {
    let good = imageBytes(counts: Self.counts)
    #expect(error(of: [UInt8](repeating: 0xFF, count: 4_096)) == .erased)
    #expect(error(of: Array(good[..<67])) == .noHeader(available: 67))
    #expect(error(of: changed(good, 0, 0x4E)) == .wrongMagic)
    #expect(error(of: changed(good, 8, 2)) == .unknownVersion(2))
    #expect(error(of: changed(good, 9, 1)) == .unknownVersion(257))
    #expect(error(of: changed(good, 10, 1, sealed: true)) == .unknownCodec(1))
    for offset in 11...15 { #expect(error(of: changed(good, offset, 7, sealed: true)) == .wrongShape) }
    #expect(error(of: changed(good, 24, 0, sealed: true)) == .noGlyphs(digit: 0))
    #expect(error(of: changed(good, 60, 0, sealed: true)) == .noGlyphs(digit: 9))
    #expect(
      error(of: changed(good, 24, 2, sealed: true)) == .sizeMismatch(stored: 2_812, computed: 2_812 + 196))
    #expect(
      error(of: changed(good, 16, 0, sealed: true)) == .sizeMismatch(stored: 0x0A00, computed: 2_812))
    #expect(error(of: Array(good.dropLast())) == .truncated(needed: 2_812, available: 2_811))
    guard case .headerChecksum = error(of: changed(good, 24, 2)) else {
      Issue.record("a count was changed unnoticed")
      return
    }
    guard case .payloadChecksum = error(of: changed(good, 68, 0xAA)) else {
      Issue.record("a glyph was changed unnoticed")
      return
    }
  }

  /// Counts so large that 32-bit sums would wrap round to the right size.
  @Test func countsThatOverflowAreRefused() {
    var bytes = imageBytes(counts: Self.counts)
    bytes.replaceSubrange(24..<28, with: littleEndian(0xFFFF_FFFF))
    bytes.replaceSubrange(28..<32, with: littleEndian(0x4000_0001))
    guard case .sizeMismatch(_, let computed) = error(of: withHeaderChecksum(bytes)) else {
      Issue.record("the counts were believed")
      return
    }
    #expect(computed > 4 << 32)
  }

  @Test func everySingleBitFlipIsFound() {
    let good = imageBytes(counts: Self.counts)
    for bit in 0..<good.count * 8 {
      var bad = good
      bad[bit / 8] ^= 1 << (bit % 8)
      #expect(error(of: bad) != nil, "bit \(bit % 8) of byte \(bit / 8)")
    }
  }

  @Test func everyTruncationIsFound() {
    let good = imageBytes(counts: Self.counts)
    for length in 0..<good.count { #expect(error(of: Array(good[..<length])) != nil, "\(length) bytes") }
  }

  private func changed(_ bytes: [UInt8], _ offset: Int, _ value: UInt8, sealed: Bool = false) -> [UInt8] {
    var bytes = bytes
    bytes[offset] = value
    return sealed ? withHeaderChecksum(bytes) : bytes
  }

  private func error(of bytes: [UInt8]) -> GlyphTableError? {
    do throws(GlyphTableError) {
      _ = try checkedTable(bytes)
      return nil
    } catch {
      return error
    }
  }
}
