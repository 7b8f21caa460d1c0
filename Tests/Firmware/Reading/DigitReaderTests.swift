// Small networks whose outputs can be worked out by hand. Tests/read-on-device has NumPy judge those that are shipped.

import Firmware
import TestSupport
import Testing

@Suite struct DigitReaderTests {
  private typealias Layer = WrittenModel.Layer

  private func read(_ model: WrittenModel, _ picture: [UInt8], dropping count: Int = 0) throws -> Certainties? {
    // At an address that is a multiple of 4 plus `count`.
    let bytes = [UInt8](repeating: 0, count: count) + model.bytes
    let span = bytes.span.extracting(count..<bytes.count)
    let checked = try ReaderModel(checking: span)
    var scratch = [UInt8](repeating: 0xA5, count: DigitReader.scratchSize)
    var room = scratch.mutableSpan
    return DigitReader.read(picture.span, model: span, checked: checked, scratch: &room)
  }

  private func shares(_ model: WrittenModel, _ picture: [UInt8]) throws -> [UInt16] {
    let read = try #require(try read(model, picture))
    return (0..<10).map { read[$0] }
  }

  private let blank = [UInt8](repeating: 0, count: 784)

  /// Values 1,024 apart at a sharpness of 2^30: exponents 256 apart, each a halving.
  @Test func halvingsAreHalvings() throws {
    let model = WrittenModel([.only((0..<10).map { -1_024 * $0 })])
    // By Python's whole numbers, 65,536 >> k of a sum of 130,944; what rounding leaves goes to the likeliest.
    #expect(try shares(model, blank) == [16_401, 8_200, 4_100, 2_050, 1_025, 512, 256, 128, 64, 32])
  }

  @Test func ofEquallyLikelyDigitsTheLowestIsRead() throws {
    let read = try #require(try read(WrittenModel([.only(.init(repeating: 7, count: 10))]), blank))
    #expect(read.digit == 0)
    // A tenth is 3,276.8; eight are left.
    #expect((0..<10).map { read[$0] } == [3_284] + .init(repeating: 3_276, count: 9))
  }

  /// All sums of a kernel that picks its last pixel are that pixel, and the largest of each four goes on. What pooling
  /// leaves over on the right and at the bottom, since 27 is odd, has no effect.
  @Test func poolingTakesTheLargestAndLeavesAnOddEnd() throws {
    let weights: [Int8] = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]
    func model(_ place: Int) -> WrittenModel {
      // Digit 3 sees one place of output 2; a factor of 2^31 - 1 halves, rounding down.
      var last = Layer(kernel: 13, offsets: .init(repeating: 0, count: 10), weights: .init(repeating: 0, count: 8_450))
      last.weights[3 * 845 + place * 5 + 2] = 127
      let first = Layer(
        kernel: 2, pool: 2, offsets: [0, 0, 1, 0, 0], factors: .init(repeating: .max, count: 5), weights: weights)
      var model = WrittenModel([first, last])
      model.sharpness = .max
      return model
    }
    var picture = blank
    // Outputs 20 and 21 of row 6, and of the next one, see their pixels one further on: place 10 of row 3.
    picture[8 * 28 + 22] = 201
    picture[7 * 28 + 21] = 90
    // 201 + 1, halved and rounded down, 100 · 127, against zeros: an exponent of 6,349.
    #expect(try shares(model(3 * 13 + 10), picture) == [0, 0, 0, 32_768, 0, 0, 0, 0, 0, 0])
    // What other places are worth: (0 + 1) / 2, rounded down.
    #expect(try shares(model(0), picture)[3] == 3_276)
    picture = blank
    for line in 0..<28 { (picture[27 + 28 * line], picture[27 * 28 + line]) = (255, 255) }
    for place in [12, 12 * 13, 168] { #expect(try shares(model(place), picture)[3] == 3_276, "\(place)") }
  }

  /// Places and outputs are computed in pairs, of which the last reaches back where there is an odd number of them.
  @Test(arguments: [4, 5, 7]) func everyPlaceOfAnOddLayerIsComputed(_ outputs: Int) throws {
    for place in [0, 24, 300, 24 * 25, 624] {
      // The last output sees its kernel's pixel in row 1, column 2; the others see nothing.
      var first = Layer(
        kernel: 4, offsets: .init(repeating: 0, count: outputs), factors: .init(repeating: .max, count: outputs),
        weights: .init(repeating: 0, count: 16 * outputs))
      first.weights[16 * (outputs - 1) + 6] = 2
      var last = Layer(
        kernel: 25, offsets: .init(repeating: 0, count: 10), weights: .init(repeating: 0, count: 6_250 * outputs))
      last.weights[(9 * 625 + place) * outputs + outputs - 1] = 127
      var model = WrittenModel([first, last])
      model.sharpness = .max
      var picture = blank
      picture[(place / 25 + 1) * 28 + place % 25 + 2] = 100
      #expect(try shares(model, picture)[9] == 32_768, "place \(place)")
      let others = picture.map { $0 == 100 ? 0 : 100 as UInt8 }
      #expect(try shares(model, others)[9] == 3_276, "place \(place)")
    }
  }

  @Test func sumsWrapAndNothingTraps() throws {
    var model = WrittenModel([.only([.max, .min, 0, -1, 1, .max, .min, 5, 6, 7], weight: 127)])
    let full = [UInt8](repeating: 255, count: 784)
    for sharpness in [Int32.min, -1, 0, 1, .max] {
      model.sharpness = sharpness
      let all = try shares(model, full)
      #expect(all.reduce(0) { $0 + Int($1) } == 32_768)
    }
  }

  @Test func whatIsTooShortOrOutOfLineIsntRead() throws {
    let model = WrittenModel([.only(.init(repeating: 7, count: 10))])
    #expect(try read(model, Array(blank.dropLast())) == nil)
    for count in 1...3 { #expect(try read(model, blank, dropping: count) == nil) }
    #expect(try read(model, blank, dropping: 4) != nil)
  }
}
