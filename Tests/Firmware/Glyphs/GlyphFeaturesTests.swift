// What the predictor looks at around a pixel, against FORMAT.md. Must never take a number from the code under test.

import Digits
import Firmware
import GlyphImage
import Testing

@Suite struct GlyphFeaturesTests {
  /// Training sees whole glyphs, the decoder only what it has decoded so far: a feature that looked ahead would do well
  /// in training and spoil the image.
  @Test func neverLookAtWhatComesLater() throws {
    let digits = StrokeDigits.make(countPerDigit: 1)
    for number in 0..<digits.count {
      let levels = GlyphImageBuilder.levels(digits.image(number))
      var whole = GlyphCanvas()
      for pixel in 0..<784 { whole.set(column: pixel % 28, row: pixel / 28, level: levels[pixel]) }
      var partial = GlyphCanvas()
      for row in 0..<28 {
        for column in 0..<28 {
          #expect(features(whole, column, row) == features(partial, column, row), "row \(row), column \(column)")
          partial.set(column: column, row: row, level: levels[row * 28 + column])
        }
      }
    }
  }

  private func features(_ canvas: borrowing GlyphCanvas, _ column: Int, _ row: Int) -> [UInt16] {
    withUnsafePointer(to: canvas.levels) { levels in
      withUnsafePointer(to: canvas.ink) { ink in
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: GlyphFeatures.maximum) { active in
          guard let start = active.baseAddress else { return [] }
          let count = GlyphFeatures.active(
            UnsafeRawPointer(levels).assumingMemoryBound(to: UInt8.self),
            UnsafeRawPointer(ink).assumingMemoryBound(to: UInt32.self), column: column, row: row, into: start)
          return Array(active[..<count])
        }
      }
    }
  }

  /// By FORMAT.md's table: an empty canvas has no neighbours, so a pixel's only feature of its own is its column.
  @Test func anEmptyCanvasHasThePositionAlone() {
    let canvas = GlyphCanvas()
    #expect(features(canvas, 5, 9) == [137])
    let shared = canvas.rowFeatures(row: 9, digit: 4)
    #expect(shared.indices.map { shared[$0] } == [169, 192, 198, 253, 254, 282, 298, 314])
  }

  /// Three rows of ink, the last one 2 pixels wide, in columns 10 and 11; 8 pixels in all, 4 of them the darkest level.
  @Test func theRowsFeaturesAreThoseOfTheFormat() {
    var canvas = GlyphCanvas()
    for (row, columns) in [(4, 8...10), (5, 9...11), (6, 10...11)] {
      for column in columns { canvas.set(column: column, row: row, level: column.isMultiple(of: 2) ? 3 : 1) }
      canvas.finishRow(row)
    }
    // Depth 7 - 4; left 8; right 11; mass 8 / 12; width 2 · 8 / 3 - 1; darkness 8 · 4 / 8.
    let shared = canvas.rowFeatures(row: 7, digit: 0)
    #expect(shared.indices.map { shared[$0] } == [167, 188, 201, 234, 265, 282, 302, 318])
  }
}
