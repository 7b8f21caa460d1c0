// Encodes glyphs by running the firmware's own predictor over them.
// Must never decide what a pixel's probability is: the predictor does.

import Firmware

struct GlyphEncoder: ~Copyable {
  /// Takes its answers from the glyph being written, and encodes them.
  private struct Encoding: PixelCoder {
    var encoder = RangeEncoder()
    var levels: [UInt8] = []

    mutating func decide(pixel: Int, question: Int, probability: UInt32) -> Bool {
      let answer = GlyphEncoder.answer(question, levels[pixel])
      encoder.encode(answer, probability)
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

  /// What a pixel of `level` answers to the predictor's questions.
  static func answer(_ question: Int, _ level: UInt8) -> Bool {
    switch question {
    case 0: level > 0
    case 1: level == 3
    default: level == 2
    }
  }

  /// One block's stream.
  /// - Parameter glyphs: 784 levels each.
  mutating func encode(_ glyphs: [[UInt8]], digit: Int) -> [UInt8] {
    var encoding = Encoding()
    model.withUnsafeBytes { model in
      guard let model = model.baseAddress else { return }
      for glyph in glyphs {
        encoding.levels = glyph
        predictor.code(digit: digit, model: model, by: &encoding)
      }
    }
    encoding.encoder.finish()
    return encoding.encoder.bytes
  }
}
