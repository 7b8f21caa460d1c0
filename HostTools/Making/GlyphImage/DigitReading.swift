// Reads a glyph: which digit makes its pixels least surprising to the project's model of MNIST.
// Must never be used where a person would do better: it reads 96 of 100 of MNIST's digits, and 70 of drawn ones.

import Dispatch
import Firmware

struct DigitReading: Sendable {
  private let model: [UInt8]

  init() throws {
    model = try GlyphModel.standard().bytes
  }

  /// Whether each glyph is read as what it is.
  func areRight(_ glyphs: [(levels: [UInt8], digit: Int)]) -> [Bool] {
    [Bool](unsafeUninitializedCapacity: glyphs.count) { isRight, count in
      nonisolated(unsafe) let results = isRight
      DispatchQueue.concurrentPerform(iterations: glyphs.count) { index in
        results.initializeElement(at: index, to: digit(glyphs[index].levels) == glyphs[index].digit)
      }
      count = glyphs.count
    }
  }

  private func digit(_ levels: [UInt8]) -> Int? {
    var encoder = GlyphEncoder(model: model)
    let costs = (0...9).map { encoder.encode([levels], digit: $0).costs[0] }
    return costs.indices.min { costs[$0] < costs[$1] }
  }
}
