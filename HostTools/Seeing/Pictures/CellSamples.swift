// A character's cell as 4 × 8 brightnesses, and the character that comes closest. Must never know a terminal.

struct CellSamples {
  /// The character, and how bright its ink and its paper are.
  struct Fit: Equatable {
    let character: Character
    let ink: Int
    let paper: Int
    let isReversed: Bool
  }

  /// Row by row, 0 black to 255 white.
  private let values: [Int]

  /// Smaller differences come from dithering, and no eye sees them in a cell.
  private static let leastContrast = 12
  private static let shapes = BlockShape.quarters + BlockShape.eighths + BlockShape.reversedEighths
  private static let plainShapes = [BlockShape.empty, .full] + BlockShape.quarters + BlockShape.eighths

  /// - Parameter samples: those of a whole panel.
  init(_ samples: [[Int]], column: Int, line: Int) {
    let (left, top) = (column * BlockShape.columns, line * BlockShape.rows)
    values = samples[top..<top + BlockShape.rows].flatMap { $0[left..<left + BlockShape.columns] }
  }

  /// With two greys: the least-squares fit to the samples.
  var twoGreys: Fit {
    let total = values.reduce(0, +)
    let mean = total / values.count
    var best = (score: -1, fit: Fit(character: " ", ink: mean, paper: mean, isReversed: false))
    guard let least = values.min(), let most = values.max(), most - least >= CellSamples.leastContrast else {
      return best.fit
    }
    for shape in CellSamples.shapes {
      let (sum, count) = (sum(shape.ink), shape.ink.nonzeroBitCount)
      let rest = (sum: total - sum, count: values.count - count)
      let score = sum * sum / count + rest.sum * rest.sum / rest.count
      guard score > best.score, sum * rest.count <= rest.sum * count else { continue }
      best.score = score
      best.fit = Fit(
        character: shape.character, ink: sum / count, paper: rest.sum / rest.count, isReversed: shape.isReversed)
    }
    return best.fit
  }

  /// With only ink and paper.
  var plain: Character {
    if values.allSatisfy({ $0 > 127 }) { return BlockShape.empty.character }
    if values.allSatisfy({ $0 < 128 }) { return BlockShape.full.character }
    let darkness = values.map { 255 - 2 * $0 }
    func score(_ shape: BlockShape) -> Int {
      darkness.indices.reduce(0) { shape.ink >> UInt32($1) & 1 == 0 ? $0 : $0 + darkness[$1] }
    }
    return (CellSamples.plainShapes.max { score($0) < score($1) } ?? .empty).character
  }

  /// With only ink and paper, in dots: finer, but paler.
  var dots: Character {
    var pattern: UInt32 = 0x2800
    for (index, bit) in CellSamples.brailleBits.enumerated() {
      let corner = 2 * (index % 2) + 8 * (index / 2)
      let sum = [0, 1, 4, 5].reduce(0) { $0 + values[corner + $1] }
      if sum < 4 * CellSamples.dotBrightness { pattern |= 1 << bit }
    }
    return Unicode.Scalar(pattern).map(Character.init) ?? " "
  }

  /// Unicode's numbering of Braille dots, row by row: 1 4, 2 5, 3 6, 7 8.
  private static let brailleBits: [UInt32] = [0, 3, 1, 4, 2, 5, 6, 7]
  /// Above the middle, so that a thin stroke between two dots doesn't vanish.
  private static let dotBrightness = 160

  private func sum(_ mask: UInt32) -> Int {
    var (sum, rest) = (0, mask)
    while rest != 0 {
      sum += values[rest.trailingZeroBitCount]
      rest &= rest - 1
    }
    return sum
  }
}
