import Digits
import Firmware
import Foundation
import GlyphImage
import Support
import Testing

@Suite struct GlyphImageBuilderTests {
  /// Every digit of the data set, unpacked from the image, equals its original at four levels, quantised here in
  /// floating point.
  @Test func holdsEveryDigitOfMNIST() throws {
    let digits = try RealDigits.load(for: "The partition image holds every digit")
    let image = try GlyphImageFile(bytes: GlyphImageBuilder.build(digits), named: "image")
    let expected = (0...255).map { UInt8((Double($0) * 3 / 255).rounded()) }
    var next = [UInt32](repeating: 0, count: 10)
    for index in 0..<digits.count {
      let label = digits.labels[index]
      let levels = try #require(image.levels(GlyphID(digit: label, number: next[Int(label)])))
      next[Int(label)] += 1
      if levels != digits.image(index).map({ expected[Int($0)] }) {
        Issue.record("digit \(index) of the data set, a \(label), differs")
        return
      }
    }
    #expect(image.counts == next.map(Int.init))
    #expect(image.bytes.count == 68 + 196 * digits.count)
    if digits.count == 70_000 {
      #expect(image.counts == GlyphSchedulerTests.mnist)
    }
  }

  @Test func quantisesToTheNearestLevel() {
    for value in 0...255 {
      #expect(GlyphImageBuilder.level(of: UInt8(value)) == UInt8((Double(value) * 3 / 255).rounded()))
    }
  }

  /// Byte for byte what FORMAT.md says, written here by hand.
  @Test func writesTheFormat() throws {
    var pixels = [UInt8](repeating: 0, count: 784 * 10)
    for digit in 0..<10 { pixels[784 * digit + digit] = 255 }
    let image = try GlyphImageBuilder.build(DigitSet(pixels: pixels, labels: (0..<10).reversed().map { UInt8($0) }))
    #expect(image.count == 68 + 1_960)
    #expect(Array(image[0..<8]) == Array("MNISTGLY".utf8))
    #expect(
      Array(image[8..<24]) == [1, 0, 0, 2, 28, 28, 68, 0] + littleEndian(2_028)
        + littleEndian(zlibCRC(Array(image[68...]))))
    #expect(Array(image[24..<64]) == (0..<10).flatMap { _ in littleEndian(1) })
    #expect(Array(image[64..<68]) == littleEndian(zlibCRC(Array(image[..<64]))))
    // Digit 0 is the last of the ten: its ink is the tenth pixel of the first row.
    #expect(Array(image[68..<72]) == [0, 0, 0b00_11_00_00, 0])
    // Digit 9 is the first: its ink is the first pixel.
    #expect(Array(image[68 + 9 * 196..<68 + 9 * 196 + 2]) == [0b11_00_00_00, 0])
  }

  @Test func keepsTheOrderWithinEachDigit() throws {
    let labels: [UInt8] = [3, 0, 3, 1, 2, 4, 5, 6, 7, 8, 9, 3]
    var pixels = [UInt8](repeating: 0, count: 784 * labels.count)
    for index in labels.indices { pixels[784 * index + index] = 255 }
    let image = try GlyphImageFile(
      bytes: GlyphImageBuilder.build(DigitSet(pixels: pixels, labels: labels)), named: "image")
    let threes = (0..<3).map { image.levels(GlyphID(digit: 3, number: UInt32($0)))?.firstIndex(of: 3) }
    #expect(threes == [0, 2, 11])
  }

  @Test func aMissingDigitIsAnError() {
    let digits = DigitSet(pixels: .init(repeating: 0, count: 784 * 9), labels: (0..<9).map { UInt8($0) })
    #expect(throws: Failure.self) { try GlyphImageBuilder.build(digits) }
    #expect(throws: Failure.self) { try GlyphImageBuilder.build(DigitSet()) }
  }

  @Test func reportsProgressToTheEnd() throws {
    var last = 0
    _ = try GlyphImageBuilder.build(StrokeDigits.make(countPerDigit: 2)) { last = $0 }
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
    #expect(failure?.cause == "codec 9; this firmware knows codec 0")
    #expect(failure?.advice != nil)
    let missing = #expect(throws: Failure.self) { try GlyphImageFile(path: folder.path + "/none") }
    #expect(missing?.file == folder.path + "/none")
  }

  @Test(arguments: [
    (GlyphTableError.erased, 0), (.noHeader(available: 12), 12), (.wrongMagic, 0), (.unknownVersion(2), 8),
    (.headerChecksum(stored: 1, computed: 2), 64), (.unknownCodec(3), 10), (.wrongShape, 11),
    (.noGlyphs(digit: 4), 40), (.sizeMismatch(stored: 1, computed: 2), 16),
    (.truncated(needed: 9, available: 8), 8), (.payloadChecksum(stored: 1, computed: 2), 20),
  ])
  func everyErrorHasAByteAndWords(error: GlyphTableError, offset: Int) {
    #expect(error.offset == offset)
    #expect(error.explanation.count > 20)
  }
}
