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
    // The header, 11 blocks (digit 3 has two) and 14 glyphs.
    let size = UInt32(96 + 11 * 6 + 14 * 196)
    #expect(good.count == size)
    #expect(error(of: [UInt8](repeating: 0xFF, count: 4_096)) == .erased)
    #expect(error(of: Array(good[..<95])) == .noHeader(available: 95))
    #expect(error(of: changed(good, 0, 0x4E)) == .wrongMagic)
    #expect(error(of: changed(good, 8, 1)) == .unknownVersion(1))
    #expect(error(of: changed(good, 9, 1)) == .unknownVersion(258))
    #expect(error(of: changed(good, 10, 2, sealed: true)) == .unknownCodec(2))
    for offset in 11...15 { #expect(error(of: changed(good, offset, 7, sealed: true)) == .wrongShape) }
    #expect(error(of: changed(good, 22, 0, sealed: true)) == .wrongShape)
    #expect(error(of: changed(good, 23, 2, sealed: true)) == .wrongShape)
    #expect(error(of: changed(good, 10, 1, sealed: true)) == .unknownModel(version: 0, size: 0))
    #expect(error(of: changed(good, 20, 1, sealed: true)) == .unknownModel(version: 1, size: 0))
    #expect(error(of: changed(good, 65, 1, sealed: true)) == .unknownModel(version: 0, size: 256))
    #expect(error(of: changed(good, 24, 0, sealed: true)) == .noGlyphs(digit: 0))
    #expect(error(of: changed(good, 60, 0, sealed: true)) == .noGlyphs(digit: 9))
    #expect(error(of: changed(good, 17, 0, sealed: true)) == .sizeMismatch(stored: size & 0xFF, computed: 162))
    #expect(
      error(of: changed(good, 16, UInt8(size & 0xFF) - 1, sealed: true))
        == .sizeMismatch(stored: size - 1, computed: UInt64(size)))
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
    var bytes = good
    bytes.replaceSubrange(24..<28, with: littleEndian(0xFFFF_FFFF))
    guard case .sizeMismatch(_, let computed) = error(of: withHeaderChecksum(bytes)) else {
      Issue.record("the count was believed")
      return
    }
    #expect(computed > 12 << 30)
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
