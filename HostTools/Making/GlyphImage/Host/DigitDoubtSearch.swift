// Finds what looks wrong with a data set: its range, its paper, the orientation of its digits.
// Must never take long: a run on a user's own digits begins with it.

import Digits
import ReaderModels
import Support

extension DigitDoubt {
  /// The values from which `GlyphImageBuilder.level` makes the lightest ink, and black.
  static let leastInk: UInt8 = 43
  private static let leastBlack: UInt8 = 213
  /// For each digit: eighty in all distinguish 99 % read correctly from 46 %, the figure for MNIST with top and bottom
  /// swapped, by five standard errors.
  private static let sampleOfEach = 8
  /// For each digit: an orientation that isn't read better among these isn't a candidate, which saves most of the work.
  private static let firstOfEach = 2

  /// Everything that looks wrong with `digits`, as they are and, if their greys are wrong, as they would be with those
  /// corrected.
  public static func all(of digits: DigitSet) throws -> [DigitDoubt] {
    let darkest = (0..<digits.count).map { digits.image($0).max() ?? 0 }
    guard let most = darkest.max() else { return [] }
    var doubts = ofRange(darkest, most)
    guard most > 0 else { return doubts }
    let isInverted = isInverted(digits, most)
    if isInverted { doubts.append(.inverted) }
    let mended = (0...255).map { value in
      let value = min(value, Int(most))
      return GlyphImageBuilder.level(of: UInt8((isInverted ? Int(most) - value : value) * 255 / Int(most)))
    }
    if let orientation = try orientation(digits, mended) { doubts.append(.turned(orientation)) }
    return doubts
  }

  private static func ofRange(_ darkest: [UInt8], _ most: UInt8) -> [DigitDoubt] {
    if most < leastInk { return [.blank(darkest: most)] }
    var doubts: [DigitDoubt] = most < leastBlack ? [.faint(darkest: most)] : []
    if let first = darkest.firstIndex(where: { $0 < leastInk }) {
      doubts.append(.withoutInk(count: darkest.count { $0 < leastInk }, first: first))
    }
    return doubts
  }

  /// Whether the edges of a thousand images are more ink than paper.
  private static func isInverted(_ digits: DigitSet, _ darkest: UInt8) -> Bool {
    let last = DigitSet.side - 1
    let step = max(1, digits.count / 1_000)
    var (sum, count) = (0, 0)
    for index in stride(from: 0, to: digits.count, by: step) {
      let image = Array(digits.image(index))
      for place in 0..<last {
        let edge = [place, last * 28 + place + 1, (place + 1) * 28, place * 28 + last]
        sum += edge.reduce(0) { $0 + Int(image[$1]) }
        count += edge.count
      }
    }
    return 2 * sum > count * Int(darkest)
  }

  /// The orientation in which a sample can be read distinctly better than as it is.
  private static func orientation(_ digits: DigitSet, _ mended: [UInt8]) throws -> DigitOrientation? {
    let reader = try LoadedReader(.cnn)
    let sample = sample(digits).map { index in
      (levels: digits.image(index).map { mended[Int($0)] }, digit: Int(digits.labels[index]))
    }
    let asIs = reader.areRight(sample)
    // A quarter, far above what unusual handwriting gives by chance, and for a few digits twice the standard error.
    let margin = max(Double(sample.count) / 4, 2 * Double(sample.count).squareRoot())
    func isBetter(_ right: Int) -> Bool { Double(right - asIs.count { $0 }) >= margin }
    func right(_ orientation: DigitOrientation, _ part: ArraySlice<(levels: [UInt8], digit: Int)>) -> Int {
      reader.areRight(part.map { (orientation.applied(to: $0.levels), $0.digit) }).count { $0 }
    }
    guard isBetter(sample.count) else { return nil }
    let first = min(10 * firstOfEach, sample.count)
    let candidates = DigitOrientation.allCases.filter { right($0, sample[..<first]) > asIs[..<first].count { $0 } }
    let best = candidates.map { ($0, right($0, sample[...])) }.max { $0.1 < $1.1 }
    return best.flatMap { isBetter($0.1) ? $0.0 : nil }
  }

  /// The same number of each digit, spread evenly over the set, the digits in turn.
  private static func sample(_ digits: DigitSet) -> [Int] {
    let members = (0...9).map { digit in digits.labels.indices.filter { digits.labels[$0] == digit } }
    return (0..<sampleOfEach).flatMap { number in
      members.filter { number < $0.count }.map { $0[number * $0.count / min(sampleOfEach, $0.count)] }
    }
  }
}

extension LoadedReader {
  /// Whether each glyph is read as what it is.
  /// - Parameter glyphs: 784 levels of 0 to 3 each, and the digit.
  fileprivate func areRight(_ glyphs: [(levels: [UInt8], digit: Int)]) -> [Bool] {
    Parallel.map(glyphs.count) { read(glyphs[$0].levels.map { 85 * $0 }).digit == glyphs[$0].digit }
  }
}
