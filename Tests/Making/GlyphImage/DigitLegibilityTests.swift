// How legible digits are judged to be. Must never be judged by what the judgement itself says.

import Digits
import Firmware
import GlyphImage
import ReaderModels
import Support
import TestSupport
import Testing

@Suite struct DigitLegibilityTests {
  /// Of the table in FORMAT.md.
  private static let least = [0, 1, 3, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99, 100]

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func level(_ percent: Int) -> UInt8 { UInt8(Self.least.lastIndex { $0 <= percent } ?? 0) }

  private func written(_ legibility: DigitLegibility) throws -> (bytes: [UInt8], read: DigitLegibility) {
    let path = folder.path + "/judgement"
    try legibility.write(OutputFile(path))
    return (try Files.read(path), try DigitLegibility(path: path))
  }

  @Test func whatWasJudgedHoldsAndTheRestIsRead() throws {
    let digits = StrokeDigits.make(countPerDigit: 3)
    let certainties = (0..<digits.count).map { Double($0) / Double(digits.count - 1) }
    let judged = try DigitLegibility(digits, certainties)
    let levels = certainties.map { level(Int(($0 * 100).rounded())) }
    #expect(judged.levels(of: digits) == levels)
    let (bytes, read) = try written(judged)
    #expect(read.levels(of: digits) == levels && read.identity == judged.identity)
    #expect(bytes.prefix(12) == Array("MNISTLGB".utf8) + [1, 0, 0, 0] && (bytes.count - 16) % 5 == 0)
    // Whatever their order is, and beside others, which the mean of both readers judges.
    let others = StrokeDigits.make(countPerDigit: 5).shuffled(seed: 3)
    var mixed = digits.shuffled(seed: 2)
    let known = mixed.count
    mixed.append(others)
    let readers = try [LoadedReader(.fc), LoadedReader(.cnn)]
    let expected = (known..<mixed.count).map { index in
      let shares = readers.map { Int($0.read(Array(mixed.image(index)))[Int(mixed.labels[index])]) }
      return level(Int((Double(shares[0] + shares[1]) / 65_536 * 100).rounded()))
    }
    let found = read.levels(of: mixed)
    #expect(found.prefix(known).sorted() == levels.sorted())
    // Three of the five drawn digits of each kind are those that were judged.
    let isNew = (known..<mixed.count).map { index in
      !(0..<known).contains {
        mixed.image($0).elementsEqual(mixed.image(index)) && mixed.labels[$0] == mixed.labels[index]
      }
    }
    #expect(isNew.contains(true))
    for (place, isNew) in isNew.enumerated() where isNew { #expect(found[known + place] == expected[place]) }
  }

  /// A digit under a wrong label is another.
  @Test func aLabelIsPartOfADigit() throws {
    let digits = StrokeDigits.make(countPerDigit: 1)
    let judged = try DigitLegibility(digits, .init(repeating: 0.5, count: 10))
    let wrong = DigitSet(pixels: digits.pixels, labels: digits.labels.map { ($0 + 1) % 10 })
    #expect(judged.levels(of: digits) == .init(repeating: 7, count: 10))
    #expect(judged.levels(of: wrong).contains { $0 != 7 })
  }

  @Test func filesThatAreNoneAreNamed() throws {
    let digits = StrokeDigits.make(countPerDigit: 1)
    let (good, _) = try written(DigitLegibility(digits, .init(repeating: 0.5, count: 10)))
    let path = folder.path + "/judgement"
    func failure(_ bytes: [UInt8]) throws -> Failure? {
      try Files.write(bytes, to: path)
      return #expect(throws: Failure.self) { try DigitLegibility(path: path) }
    }
    func expect(_ bytes: [UInt8], _ place: String) throws {
      let failure = try failure(bytes)
      #expect(failure?.file == path && failure?.advice?.contains("`mnist-clock glyphs judge ") == true, "\(place)")
    }
    for length in 0..<good.count { try expect(Array(good[..<length]), "\(length) bytes") }
    for offset in good.indices {
      var bytes = good
      bytes[offset] ^= 0x40
      let isUnused = offset == 10 || offset == 11
      if !isUnused { try expect(bytes, "byte \(offset)") }
    }
    var old = good
    old[8] = 9
    #expect(try failure(old)?.cause.contains("version 9") == true)
  }

  /// What comes with the project knows MNIST: hardly any of its digits is hard to read, but some are.
  @Test func mnistsAreJudged() throws {
    let digits = try RealDigits.load(for: "The legibility of MNIST's digits")
    guard digits.count == 70_000 else { return }
    let levels = try DigitLegibility.standard().levels(of: digits)
    let below = levels.count { $0 < 7 }
    #expect((200...700).contains(below), "\(below) below 50 %")
    // Of 98 % and more a reader is sure, and misreads hardly any.
    #expect(levels.count { $0 >= 13 } > 66_000)
  }
}
