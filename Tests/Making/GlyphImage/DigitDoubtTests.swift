// Data sets that are probably not meant as they are: turned, inverted, too faint. Must never doubt real handwriting.

import Digits
import Foundation
import GlyphImage
import Support
import TestSupport
import Testing

@Suite struct DigitDoubtTests {
  /// How many samples of each size; DIGIT_SAMPLES asks for more.
  private static let samples = ProcessInfo.processInfo.environment["DIGIT_SAMPLES"].flatMap(Int.init) ?? 1
  private static let mnist = Result { try RealDigits.load(for: "Doubts about digits are none about MNIST") }

  private func changed(_ digits: DigitSet, _ indices: some Sequence<Int>, _ change: ([UInt8]) -> [UInt8]) -> DigitSet {
    let indices = Array(indices)
    return DigitSet(
      pixels: indices.flatMap { change(Array(digits.image($0))) }, labels: indices.map { digits.labels[$0] })
  }

  /// About 1,400 of the digits: of MNIST every fiftieth.
  private func some(_ change: ([UInt8]) -> [UInt8]) throws -> DigitSet {
    let digits = try Self.mnist.get()
    return changed(digits, stride(from: 0, to: digits.count, by: max(1, digits.count / 1_400)), change)
  }

  @Test func noneAboutHandwriting() throws {
    let digits = try Self.mnist.get()
    #expect(try DigitDoubt.all(of: digits) == [])
    #expect(try DigitDoubt.all(of: StrokeDigits.make()) == [])
    guard digits.count == 70_000 else { return }
    for half in [0..<60_000, 60_000..<70_000, 0..<1_000, 69_000..<70_000] {
      #expect(try DigitDoubt.all(of: changed(digits, half) { $0 }) == [])
    }
  }

  @Test(arguments: [10, 20, 50, 200])
  func noneAboutAFew(count: Int) throws {
    var random = SplitMix64(seed: UInt64(count))
    for digits in [try Self.mnist.get(), StrokeDigits.make()] {
      for _ in 0..<Self.samples {
        let few = (0..<count).map { _ in Int.random(in: 0..<digits.count, using: &random) }
        #expect(try DigitDoubt.all(of: changed(digits, few) { $0 }) == [])
      }
    }
  }

  /// Each orientation but upright; the cure is given as a NumPy expression and checked with NumPy.
  @Test(arguments: [
    (DigitOrientation.transpose, "images.transpose(0, 2, 1)"), (.mirror, "images[:, :, ::-1]"),
    (.flip, "images[:, ::-1]"), (.halfTurn, "images[:, ::-1, ::-1]"),
    (.leftTurn, "numpy.rot90(images, -1, (1, 2))"), (.rightTurn, "numpy.rot90(images, 1, (1, 2))"),
    (.antitranspose, "images.transpose(0, 2, 1)[:, ::-1, ::-1]"),
  ])
  func turnedDigits(mend: DigitOrientation, spoiling: String) throws {
    let numPy = try NumPy(some { $0 })
    let spoilt = try numPy.apply(spoiling)
    #expect(try DigitDoubt.all(of: spoilt) == [.turned(mend)])
    let doubt = try #require(try DigitDoubt.all(of: spoilt).first)
    let advice = try #require(doubt.failure("").advice)
    let expression = try #require(advice.firstMatch(of: /In NumPy (.*) fixes it/)?.1)
    #expect(try NumPy(spoilt).apply(String(expression)) == some { $0 })
  }

  @Test func drawnDigitsThatLieAsEMNISTs() throws {
    let drawn = try NumPy(StrokeDigits.make()).apply("images.transpose(0, 2, 1)")
    #expect(try DigitDoubt.all(of: drawn) == [.turned(.transpose)])
  }

  @Test func wrongRanges() throws {
    #expect(try DigitDoubt.all(of: some { $0.map { $0 > 127 ? 1 : 0 } }) == [.blank(darkest: 1)])
    #expect(try DigitDoubt.all(of: some { $0.map { $0 / 6 } }) == [.blank(darkest: 42)])
    #expect(try DigitDoubt.all(of: some { $0.map { $0 / 2 } }) == [.faint(darkest: 127)])
    #expect(try DigitDoubt.all(of: some { $0.map { _ in 0 } }) == [.blank(darkest: 0)])
    #expect(try DigitDoubt.all(of: some { $0.map { 255 - $0 } }) == [.inverted])
    let digits = try some { $0 }
    var pixels = digits.pixels
    for index in [3, 20] {
      pixels.replaceSubrange(784 * index..<784 * (index + 1), with: repeatElement(42, count: 784))
    }
    let spoilt = DigitSet(pixels: pixels, labels: digits.labels)
    #expect(try DigitDoubt.all(of: spoilt) == [.withoutInk(count: 2, first: 3)])
  }

  /// No advice has to be followed before the other doubts are reported.
  @Test func allAtOnce() throws {
    let spoilt = try NumPy(some { $0.map { $0 > 127 ? 0 : 1 } }).apply("images.transpose(0, 2, 1)")
    #expect(try DigitDoubt.all(of: spoilt) == [.blank(darkest: 1), .inverted, .turned(.transpose)])
  }

  /// One after the other, as NumPy expressions.
  @Test func theAdviceOnRangesMends() throws {
    for (spoiling, doubts) in [("images > 127", 1), ("255 - images", 1), ("images < 128", 2)] {
      var digits = try NumPy(some { $0 }).apply(spoiling)
      let found = try DigitDoubt.all(of: digits)
      #expect(found.count == doubts)
      for doubt in found {
        let advice = try #require(doubt.failure("").advice)
        digits = try NumPy(digits).apply(String(try #require(advice.firstMatch(of: /in NumPy with (.*)/)?.1)))
      }
      #expect(try DigitDoubt.all(of: digits) == [])
    }
  }
}
