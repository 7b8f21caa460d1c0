// Encodes glyphs by running the firmware's own predictor over them.
// Must never decide what a pixel's probability is: the predictor does.

import Firmware
import Foundation

struct GlyphEncoder: ~Copyable {
  /// Takes its answers from the glyph being written, and encodes them.
  private struct Encoding: PixelCoder {
    var encoder = RangeEncoder()
    var levels: [UInt8] = []
    /// The cost of the present glyph, in bits.
    var cost = 0.0

    mutating func decide(pixel: Int, question: Int, probability: UInt32) -> Bool {
      let level = levels[pixel]
      let answer =
        switch question {
        case 0: level > 0
        case 1: level == 3
        default: level == 2
        }
      encoder.encode(answer, probability)
      cost -= log2(Double(answer ? probability : 65_536 - probability) / 65_536)
      return answer
    }
  }

  private var predictor = GlyphPredictor()
  private let model: [UInt8]

  /// - Parameter model: `GlyphModelLayout.size` bytes.
  init(model: [UInt8]) {
    precondition(model.count == GlyphModelLayout.size)
    self.model = model
  }

  /// One block's stream, and what each of its glyphs costs in bits.
  /// - Parameter glyphs: 784 levels each.
  mutating func encode(_ glyphs: [[UInt8]], digit: Int) -> (stream: [UInt8], costs: [Double]) {
    var encoding = Encoding()
    var costs: [Double] = []
    model.withUnsafeBytes { model in
      guard let model = model.baseAddress else { return }
      for glyph in glyphs {
        encoding.levels = glyph
        encoding.cost = 0
        predictor.code(digit: digit, model: model, by: &encoding)
        costs.append(encoding.cost)
      }
    }
    encoding.encoder.finish()
    return (encoding.encoder.bytes, costs)
  }
}
