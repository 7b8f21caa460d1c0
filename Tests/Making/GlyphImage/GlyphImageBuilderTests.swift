// Partition images: what goes in comes out, byte for byte as FORMAT.md says, and faults are named.
// Must never take an expected value from the builder.

import Digits
import Firmware
import Foundation
import GlyphImage
import Support
import TestSupport
import Testing

@Suite struct GlyphImageBuilderTests {
  /// Every digit of the data set, decoded from the image, equals its original at four levels, quantised here in
  /// floating point.
  @Test func holdsEveryDigitOfMNIST() throws {
    let digits = try RealDigits.load(for: "The predicted image holds every digit")
    let bytes = try RealDigits.image ?? GlyphImageBuilder(.predicted(.standard())).build(digits)
    let image = try GlyphImageFile(bytes: bytes, named: "image")
    let expected = (0...255).map { UInt8((Double($0) * 3 / 255).rounded()) }
    for digit in 0..<10 {
      let members = (0..<digits.count).filter { digits.labels[$0] == digit }
      #expect(image.counts[digit] == members.count)
      var next = 0
      let isWhole = image.forEach(digit) { levels in
        defer { next += 1 }
        return levels == digits.image(members[next]).map { expected[Int($0)] }
      }
      #expect(isWhole && next == members.count, "digit \(digit), glyph \(next)")
    }
    #expect(image.damagedBlocks().isEmpty)
    if digits.count == 70_000 {
      #expect(image.counts == RealDigits.counts)
      // Model, index and checksums included.
      #expect(image.bytes.count <= 70_000 * 43 / 2)
    }
  }

  @Test func quantisesToTheNearestLevel() {
    for value in 0...255 {
      #expect(GlyphImageBuilder.level(of: UInt8(value)) == UInt8((Double(value) * 3 / 255).rounded()))
    }
  }

  /// Byte for byte what FORMAT.md says about a packed image, as the tests' own writer makes it.
  @Test func writesTheFormat() throws {
    let labels = (0..<30).map { UInt8($0 % 10) }
    var pixels = [UInt8](repeating: 0, count: 784 * 30)
    for index in 0..<30 {
      let (digit, number) = (index % 10, index / 10)
      for byte in 0..<196 {
        let packed = UInt8(truncatingIfNeeded: digit * 31 + number * 7 + byte)
        for pixel in 0..<4 {
          pixels[784 * index + 4 * byte + pixel] = 85 * ((packed >> UInt8(6 - 2 * pixel)) & 3)
        }
      }
    }
    let image = try GlyphImageBuilder(.packed, glyphsPerBlock: 2).build(DigitSet(pixels: pixels, labels: labels))
    #expect(image == imageBytes(counts: .init(repeating: 3, count: 10), glyphsPerBlock: 2))
    // Given in the order of the data set, stored digit by digit.
    let levels = (0..<30).map { UInt8($0 % 16) }
    let graded = try GlyphImageBuilder(.packed, glyphsPerBlock: 2)
      .build(DigitSet(pixels: pixels, labels: labels), legibility: levels)
    let stored = (0..<10).flatMap { digit in (0..<3).map { levels[10 * $0 + digit] } }
    #expect(graded == imageBytes(counts: .init(repeating: 3, count: 10), glyphsPerBlock: 2, legibility: stored))
  }

  @Test func aPredictedImageSaysSo() throws {
    let model = try GlyphModel.standard()
    let image = try GlyphImageBuilder(.predicted(model)).build(StrokeDigits.make(countPerDigit: 1))
    #expect(Array(image[8..<16]) == [3, 0, 1, 2, 28, 28, 96, 0])
    #expect(Array(image[20..<24]) == [1, 0, 64, 0])
    #expect(Array(image[64..<72]) == littleEndian(24_048) + littleEndian(zlibCRC(model.bytes)))
    #expect(Array(image[96..<96 + 24_048]) == model.bytes)
  }

  @Test func keepsTheOrderWithinEachDigit() throws {
    let labels: [UInt8] = [3, 0, 3, 1, 2, 4, 5, 6, 7, 8, 9, 3]
    var pixels = [UInt8](repeating: 0, count: 784 * labels.count)
    for index in labels.indices { pixels[784 * index + index] = 255 }
    let image = try GlyphImageFile(
      bytes: GlyphImageBuilder(.packed).build(DigitSet(pixels: pixels, labels: labels)), named: "image")
    let threes = try (0..<3).map { try image.levels(GlyphID(digit: 3, number: UInt32($0))).firstIndex(of: 3) }
    #expect(threes == [0, 2, 11])
  }

  @Test func aMissingDigitIsAnError() {
    let digits = DigitSet(pixels: .init(repeating: 0, count: 784 * 9), labels: (0..<9).map { UInt8($0) })
    #expect(throws: Failure.self) { try GlyphImageBuilder(.packed).build(digits) }
    #expect(throws: Failure.self) { try GlyphImageBuilder(.packed).build(DigitSet()) }
  }

  @Test func reportsProgressToTheEnd() throws {
    var last = 0
    _ = try GlyphImageBuilder(.packed).build(StrokeDigits.make(countPerDigit: 2)) { last = $0 }
    #expect(last == 20)
  }
}

@Suite struct GlyphImageFileTests {
  @Test func namesFileByteAndCause() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/image"
    var bytes = imageBytes(counts: .init(repeating: 1, count: 10))
    bytes[10] = 9
    try Files.write(withHeaderChecksum(bytes), to: path)
    let failure = #expect(throws: Failure.self) { try GlyphImageFile(path: path) }
    #expect(failure?.file == path)
    #expect(failure?.offset == 10)
    #expect(failure?.cause == "codec 9; this firmware knows 0 (packed) and 1 (predicted)")
    #expect(failure?.advice != nil)
    let missing = #expect(throws: Failure.self) { try GlyphImageFile(path: folder.path + "/none") }
    #expect(missing?.file == folder.path + "/none")
  }

  @Test(arguments: [
    (GlyphTableError.erased, 0), (.noHeader(available: 12), 12), (.wrongMagic, 0), (.unknownVersion(4), 8),
    (.headerChecksum(stored: 1, computed: 2), 92), (.unknownCodec(3), 10), (.wrongShape, 11),
    (.wrongCount(digit: 4), 40), (.sizeMismatch(stored: 1, computed: 2), 16),
    (.truncated(needed: 9, available: 8), 8), (.unknownModel(version: 2, size: 3), 20),
    (.modelChecksum(stored: 1, computed: 2), 68), (.indexChecksum(stored: 1, computed: 2), 72), (.misaligned, 0),
  ])
  func everyErrorHasAByteAndWords(error: GlyphTableError, offset: Int) {
    #expect(error.offset == offset)
    #expect(error.explanation.count > 20)
  }
}
