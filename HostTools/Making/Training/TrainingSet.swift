// The pixels that a model is trained on, with the firmware's own view of their surroundings.
// Must never show the trainer anything that the decoder won't have at that pixel.

import Firmware

/// Every glyph of a data set laid out as on the firmware's canvas, and which of its pixels the network predicts.
public struct TrainingSet: Sendable {
  let count: Int
  /// `GlyphCanvas.size` bytes a glyph.
  let levels: [UInt8]
  /// `GlyphCanvas.inkRows` words a glyph.
  let ink: [UInt32]
  /// `GlyphFeatures.perRow` rows of the table for each of a glyph's 28 rows.
  let rowFeatures: [UInt16]
  /// glyph · 784 + row · 28 + column of each pixel that the network predicts.
  let pixels: [UInt32]
  /// How often each combination of a blank pixel's three table entries occurred without ink, and with it.
  let blanks: [BlankKey: (white: Int, ink: Int)]
  /// The ink that occurred at blank pixels, for each digit: levels 1, 2 and 3.
  let blankLevels: [[Int]]

  struct BlankKey: Hashable, Comparable {
    let row, column, zone: UInt16

    static func < (left: BlankKey, right: BlankKey) -> Bool {
      (left.row, left.column, left.zone) < (right.row, right.column, right.zone)
    }
  }

  /// - Parameter glyphs: 784 levels, and the digit that they show.
  public init(_ glyphs: some Collection<(levels: [UInt8], digit: Int)>) {
    count = glyphs.count
    var levels: [UInt8] = []
    levels.reserveCapacity(glyphs.count * GlyphCanvas.size)
    var ink: [UInt32] = []
    var rowFeatures: [UInt16] = []
    var pixels: [UInt32] = []
    var blanks: [BlankKey: (white: Int, ink: Int)] = [:]
    var blankLevels = Array(repeating: [0, 0, 0], count: 10)
    var canvas = GlyphCanvas()
    for (number, glyph) in glyphs.enumerated() {
      canvas.clear()
      for row in 0..<28 {
        let features = canvas.rowFeatures(row: row, digit: glyph.digit)
        for index in features.indices { rowFeatures.append(features[index]) }
        let context = withUnsafePointer(to: canvas.ink) {
          BlankContext(
            UnsafeRawPointer($0).assumingMemoryBound(to: UInt32.self), hasInkAbove: canvas.hasInkAbove, row: row,
            digit: glyph.digit)
        }
        for column in 0..<28 {
          let level = glyph.levels[row * 28 + column]
          let inRow = canvas.ink[row + GlyphCanvas.inkAbove]
          if context.isBlank(column: column, inRow: inRow) {
            let entries = context.entries(column: column, inRow: inRow)
            let key = BlankKey(row: UInt16(entries.row), column: UInt16(entries.column), zone: UInt16(entries.zone))
            if level == 0 {
              blanks[key, default: (0, 0)].white += 1
            } else {
              blanks[key, default: (0, 0)].ink += 1
              blankLevels[glyph.digit][Int(level) - 1] += 1
            }
          } else {
            pixels.append(UInt32(number * 784 + row * 28 + column))
          }
          canvas.set(column: column, row: row, level: level)
        }
        canvas.finishRow(row)
      }
      for index in canvas.levels.indices { levels.append(canvas.levels[index]) }
      for index in canvas.ink.indices { ink.append(canvas.ink[index]) }
    }
    (self.levels, self.ink, self.rowFeatures, self.pixels) = (levels, ink, rowFeatures, pixels)
    (self.blanks, self.blankLevels) = (blanks, blankLevels)
  }
}
