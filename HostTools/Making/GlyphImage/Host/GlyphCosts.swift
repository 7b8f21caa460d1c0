// What each glyph of an image takes: how surprising its pixels were to the image's model.
// Must never count what glyphs share: model, index, checksums and rounding a block up to bytes.

import Firmware
import Foundation
import Support

/// A glyph's place in an image, and its share of the streams in bytes.
public struct GlyphCost: Sendable {
  public let id: GlyphID
  public let bytes: Double
}

extension GlyphImageFile {
  /// The costs of every glyph in a whole block, digit by digit, each in sequence.
  /// - Parameter progress: told how many glyphs are done.
  public func costs(progress: (Int) -> Void = { _ in }) -> [GlyphCost] {
    let size = Int(table.glyphsPerBlock)
    let blocks = counts.enumerated().flatMap { digit, count in
      stride(from: 0, to: count, by: size).map { (digit: digit, range: $0...min($0 + size, count) - 1) }
    }
    return Parallel.map(blocks.count, piece: 16) { done in
      progress(blocks[..<done].reduce(0) { $0 + $1.range.count })
    } _: { number in
      costs(blocks[number].digit, blocks[number].range)
    }.flatMap { $0 }
  }

  private func costs(_ digit: Int, _ range: ClosedRange<Int>) -> [GlyphCost] {
    var glyphs: [[UInt8]] = []
    let isWhole = forEach(digit, in: range) { levels in
      glyphs.append(levels)
      return true
    }
    guard isWhole else { return [] }
    var bits = [Double](repeating: Double(8 * Glyph.packedSize), count: glyphs.count)
    if table.codec == .predicted {
      bits = GlyphImageFile.bits(
        glyphs, digit: digit, model: Array(bytes[table.modelOffset..<table.modelOffset + table.modelSize]))
    }
    return zip(range, bits).map { number, bits in
      GlyphCost(id: GlyphID(digit: UInt8(digit), number: UInt32(number)), bytes: bits / 8)
    }
  }

  /// What the model thinks of each glyph's pixels.
  private static func bits(_ glyphs: [[UInt8]], digit: Int, model: [UInt8]) -> [Double] {
    var predictor = GlyphPredictor()
    return glyphs.map { glyph in
      var counting = Counting(levels: glyph)
      model.withUnsafeBytes { model in
        guard let model = model.baseAddress else { return }
        predictor.code(digit: digit, model: model, by: &counting)
      }
      return counting.bits
    }
  }
}

/// Takes its answers from a glyph, as the encoder does, and counts how surprising they were.
private struct Counting: PixelCoder {
  let levels: [UInt8]
  var bits = 0.0

  mutating func decide(pixel: Int, question: Int, probability: UInt32) -> Bool {
    let answer = GlyphEncoder.answer(question, levels[pixel])
    bits -= log2(Double(answer ? probability : 65_536 - probability) / 65_536)
    return answer
  }
}
