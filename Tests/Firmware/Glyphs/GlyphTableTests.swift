// The head of a glyph partition: where its glyphs are, and how each fault is reported.
// Must never use the builder: the images are written byte by byte.

import Firmware
import TestSupport
import Testing

@Suite struct GlyphTableTests {
  static let counts = [1, 2, 1, 3, 1, 1, 2, 1, 1, 1]

  @Test func everyGlyphIsFoundWhereTheFormatPutsIt() throws {
    let bytes = imageBytes(counts: Self.counts, glyphsPerBlock: 2)
    let table = try checkedTable(bytes)
    #expect(Int(table.totalSize) == bytes.count)
    for (digit, count) in Self.counts.enumerated() {
      #expect(Int(table.counts[digit]) == count)
      for number in 0..<count {
        let glyph = try readGlyph(table, digit: digit, number: UInt32(number), bytes)
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

  @Test func glyphsThatAreNotThereAreErrors() throws {
    let bytes = imageBytes(counts: Self.counts)
    let table = try checkedTable(bytes)
    for (digit, number) in [(0, 1), (9, .max), (10, 0), (255, 0)] as [(Int, UInt32)] {
      #expect(throws: GlyphError.noSuchGlyph) { try readGlyph(table, digit: digit, number: number, bytes) }
    }
    // Flash that is shorter than when it was checked.
    for length in [0, 50, 100, 1_000] {
      #expect(throws: GlyphError.self) { try readGlyph(table, digit: 9, number: 0, Array(bytes[..<length])) }
    }
  }

  @Test func aLargerPartitionIsFine() throws {
    let bytes = imageBytes(counts: Self.counts)
    #expect(Int(try checkedTable(bytes + [UInt8](repeating: 0xFF, count: 5_000)).totalSize) == bytes.count)
  }

  /// Each error, from an image with only that fault.
  @Test func everyFaultHasItsError() {
    let good = imageBytes(counts: Self.counts, glyphsPerBlock: 2)
    // The header, 11 blocks (digit 3 has two), 14 glyphs and their legibility.
    let size: UInt32 = 96 + 66 + 2_744 + 7
    #expect(good.count == size)
    #expect(error(of: [UInt8](repeating: 0xFF, count: 4_096)) == .erased)
    #expect(error(of: Array(good[..<95])) == .noHeader(available: 95))
    #expect(error(of: changed(good, 0, 0x4E)) == .wrongMagic)
    for version in [0, 1, 4, 255] as [UInt8] {
      #expect(error(of: changed(good, 8, version)) == .unknownVersion(UInt16(version)))
    }
    #expect(error(of: changed(good, 9, 1)) == .unknownVersion(259))
    #expect(error(of: changed(good, 10, 2, sealed: true)) == .unknownCodec(2))
    for offset in 11...15 { #expect(error(of: changed(good, offset, 7, sealed: true)) == .wrongShape) }
    #expect(error(of: changed(good, 22, 0, sealed: true)) == .wrongShape)
    #expect(error(of: changed(good, 23, 2, sealed: true)) == .wrongShape)
    #expect(error(of: changed(good, 10, 1, sealed: true)) == .unknownModel(version: 0, size: 0))
    #expect(error(of: changed(good, 20, 1, sealed: true)) == .unknownModel(version: 1, size: 0))
    #expect(error(of: changed(good, 65, 1, sealed: true)) == .unknownModel(version: 0, size: 256))
    #expect(error(of: changed(good, 24, 0, sealed: true)) == .wrongCount(digit: 0))
    #expect(error(of: changed(good, 60, 0, sealed: true)) == .wrongCount(digit: 9))
    #expect(error(of: changed(good, 17, 0, sealed: true)) == .sizeMismatch(stored: size & 0xFF, computed: 169))
    #expect(
      error(of: changed(good, 16, UInt8(size & 0xFF) - 1, sealed: true))
        == .sizeMismatch(stored: size - 1, computed: size))
    #expect(error(of: Array(good.dropLast())) == .truncated(needed: size, available: size - 1))
    guard case .headerChecksum = error(of: changed(good, 24, 2)),
      case .modelChecksum = error(of: changed(good, 68, 1, sealed: true)),
      case .indexChecksum = error(of: changed(good, 96, 1))
    else {
      Issue.record("a change was not noticed")
      return
    }
  }

  /// A count that calls for blocks missing from the index.
  @Test func aCountThatTheIndexDoesNotKnowIsRefused() {
    let good = imageBytes(counts: Self.counts, glyphsPerBlock: 2)
    #expect(error(of: changed(good, 24, 3, sealed: true)) != nil)
    // More than a cursor can count, and as many as it can.
    for (count, expected) in [
      (0xFFFF_FFFF, GlyphTableError.wrongCount(digit: 0)), (0x0100_0001, .wrongCount(digit: 0)),
      // Two to a block of six bytes, half a byte a glyph, and what the nine other digits take.
      (0x0100_0000, .sizeMismatch(stored: UInt32(good.count), computed: 0x380_00A3)),
    ] as [(UInt32, GlyphTableError)] {
      var bytes = good
      bytes.replaceSubrange(24..<28, with: littleEndian(count))
      #expect(error(of: withHeaderChecksum(bytes)) == expected)
    }
    var bytes = good
    for digit in 0..<10 { bytes.replaceSubrange(24 + 4 * digit..<28 + 4 * digit, with: littleEndian(0x0100_0000)) }
    bytes.replaceSubrange(22..<24, with: [1, 0])
    // Six bytes and a half for each of ten times 2^24.
    let least: UInt32 = 0x4100_0060
    #expect(error(of: withHeaderChecksum(bytes)) == .sizeMismatch(stored: UInt32(good.count), computed: least))
  }

  // MARK: Legibility

  /// FORMAT.md: four bits a glyph, the first of two in the lower ones, at the image's end.
  @Test func everyGlyphHasTheLevelThatTheFormatGivesIt() throws {
    let levels: [UInt8] = [3, 15, 0, 7, 1, 2, 4, 8, 9, 10, 11, 12, 13, 14]
    let bytes = imageBytes(counts: Self.counts, glyphsPerBlock: 2, legibility: levels)
    #expect(bytes.suffix(7) == [0xF3, 0x70, 0x21, 0x84, 0xA9, 0xCB, 0xED])
    let table = try checkedTable(bytes)
    #expect(table.hasLegibility && legibility(table, bytes) == levels)
    // What comes after an image means nothing.
    #expect(legibility(try checkedTable(bytes + [0, 0, 0]), bytes + [0, 0, 0]) == levels)
  }

  /// An old image in a partition that goes on: the glyphs are all there, and all as legible as can be.
  @Test func anOldImageCountsAsLegible() throws {
    let bytes = imageBytes(counts: Self.counts, glyphsPerBlock: 2, version: 2)
    #expect(bytes.count == 96 + 11 * 6 + 14 * 196)
    for rest in [[], [UInt8](repeating: 0, count: 100)] {
      let table = try checkedTable(bytes + rest)
      #expect(!table.hasLegibility && legibility(table, bytes + rest) == .init(repeating: 15, count: 14))
      _ = try readGlyph(table, digit: 9, number: 0, bytes + rest)
    }
  }

  /// The clock goes on without it.
  @Test func damagedLegibilityIsIgnored() throws {
    let good = imageBytes(counts: Self.counts, glyphsPerBlock: 2, legibility: .init(repeating: 0, count: 14))
    for offset in good.count - 7..<good.count {
      let bytes = changed(good, offset, 0x10)
      let table = try checkedTable(bytes)
      #expect(!table.hasLegibility && legibility(table, bytes) == .init(repeating: 15, count: 14))
      _ = try readGlyph(table, digit: 9, number: 0, bytes)
    }
    #expect(!(try checkedTable(changed(good, 80, good[80] ^ 1, sealed: true)).hasLegibility))
  }

  /// Flash that has shrunk since the check.
  @Test func legibilityThatIsNotThereTrapsNothing() throws {
    let bytes = imageBytes(counts: Self.counts, legibility: .init(repeating: 0, count: 14))
    let table = try checkedTable(bytes)
    for length in [0, 1, 95, bytes.count - 7, bytes.count - 6] {
      #expect(legibility(table, Array(bytes[..<length])).last == 15, "\(length) bytes")
    }
  }

  /// By the table of FORMAT.md.
  @Test func levelsStandForCertainties() {
    let least = [0, 1, 3, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99, 100] as [UInt8]
    #expect((0..<16).map { GlyphLegibility.leastCertainty(ofLevel: $0) } == least)
    for percent in UInt8(0)...100 {
      #expect(Int(GlyphLegibility.level(ofCertainty: percent)) == least.lastIndex { $0 <= percent })
    }
  }

  private func legibility(_ table: GlyphTable, _ bytes: [UInt8]) -> [UInt8] {
    let span = table.legibility(in: bytes.span)
    return (0..<14).map { GlyphLegibility.level(at: $0, in: span) }
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
