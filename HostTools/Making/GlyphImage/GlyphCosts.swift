// What each glyph of an image takes: how surprising its pixels were to the image's model.
// Must never count what glyphs share: model, index, checksums and rounding a block up to bytes.

import Dispatch
import Firmware

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
    var costs = [[GlyphCost]](repeating: [], count: blocks.count)
    for start in stride(from: 0, to: blocks.count, by: 16) {
      let part = start..<min(start + 16, blocks.count)
      costs.withUnsafeMutableBufferPointer { costs in
        nonisolated(unsafe) let costs = costs
        DispatchQueue.concurrentPerform(iterations: part.count) { index in
          let block = blocks[part.lowerBound + index]
          costs[part.lowerBound + index] = self.costs(block.digit, block.range)
        }
      }
      progress(blocks[..<part.upperBound].reduce(0) { $0 + $1.range.count })
    }
    return costs.flatMap { $0 }
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
      var encoder = GlyphEncoder(model: Array(bytes[table.modelOffset..<table.modelOffset + table.modelSize]))
      bits = encoder.encode(glyphs, digit: digit).costs
    }
    return zip(range, bits).map { number, bits in
      GlyphCost(id: GlyphID(digit: UInt8(digit), number: UInt32(number)), bytes: bits / 8)
    }
  }
}
