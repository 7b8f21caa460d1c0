// What of a picture is paper and what is ink, by its greys. Must never look at where they are, except at the edge.

struct GreyLevels {
  /// Dark on light.
  let isReversed: Bool
  /// 0 black to 255 white.
  let darkest: UInt8
  let lightest: UInt8
  /// After turning round: up to this it is all paper, and from `full` on all ink.
  private let none: Int
  private let full: Int

  /// Between the means of paper and ink. The grain of a phone's photograph of empty paper is a few levels; pencil
  /// differs from paper by fifty and more.
  private static let leastContrast = 20

  init(_ grey: UnsafeBufferPointer<UInt8>, width: Int, height: Int, _ reversal: Reversal) throws(DigitFormError) {
    var histogram = [Int](repeating: 0, count: 256)
    for sample in grey { histogram[Int(sample)] += 1 }
    let all = Levels(histogram)
    (darkest, lightest) = (UInt8(all.first), UInt8(all.last))
    guard let threshold = all.threshold(), all.contrast(threshold) >= GreyLevels.leastContrast else {
      throw .blank(darkest: darkest, lightest: lightest)
    }
    switch reversal {
    case .yes: isReversed = true
    case .no: isReversed = false
    case .auto: isReversed = GreyLevels.isPaperLight(grey, width, height, threshold, all)
    }
    let levels = isReversed ? Levels(histogram.reversed()) : all
    let split = isReversed ? 254 - threshold : threshold
    let paper = levels.percentile(50, from: 0, to: split)
    // Grain goes both ways from the paper's grey, but a stroke's blurred edge only towards ink: so it is measured on the
    // far side. Twice the distance of the twentieth part is 3.3 standard deviations.
    let grain = 2 * (paper - levels.percentile(5, from: 0, to: split))
    // Never more than half of the way, or thin strokes would lose their edges to a coarse paper.
    none = paper + min(grain, (split - paper) / 2)
    full = max(none + 1, levels.percentile(50, from: split + 1, to: 255))
  }

  /// Most of the edge is paper. Where a stroke or a frame runs along it, most of the picture is.
  private static func isPaperLight(
    _ grey: UnsafeBufferPointer<UInt8>, _ width: Int, _ height: Int, _ threshold: Int, _ levels: Levels
  ) -> Bool {
    var (light, count) = (0, 0)
    func look(_ x: Int, _ y: Int) {
      count += 1
      if Int(grey[y * width + x]) > threshold { light += 1 }
    }
    for x in 0..<width {
      look(x, 0)
      look(x, height - 1)
    }
    for y in 0..<height {
      look(0, y)
      look(width - 1, y)
    }
    if 10 * light >= 6 * count { return true }
    if 10 * light <= 4 * count { return false }
    return 2 * levels.count(from: threshold + 1, to: 255) > width * height
  }

  /// 0 paper to 255 ink, stretched between the two.
  func ink(_ grey: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    let table = (0...255).map { level -> UInt8 in
      let value = isReversed ? 255 - level : level
      return UInt8(max(0, min(255, ((value - none) * 255 + (full - none) / 2) / (full - none))))
    }
    return grey.map { table[Int($0)] }
  }
}

/// How many samples have each of the 256 levels; at least one sample.
private struct Levels {
  private let histogram: [Int]

  init(_ histogram: [Int]) { self.histogram = histogram }

  var first: Int { histogram.firstIndex { $0 > 0 } ?? 0 }
  var last: Int { histogram.lastIndex { $0 > 0 } ?? 0 }

  func count(from low: Int, to high: Int) -> Int {
    var sum = 0
    for level in low...high { sum += histogram[level] }
    return sum
  }

  private func mean(from low: Int, to high: Int) -> Int {
    var (sum, count) = (0 as UInt64, 0 as UInt64)
    for level in low...high {
      count += UInt64(histogram[level])
      sum += UInt64(histogram[level]) * UInt64(level)
    }
    return count == 0 ? low : Int(sum / count)
  }

  /// Between the means of the two sides.
  func contrast(_ threshold: Int) -> Int { mean(from: threshold + 1, to: 255) - mean(from: 0, to: threshold) }

  /// The last level of the darker side, of the two sides that differ most (Otsu 1979); nil with a single level.
  func threshold() -> Int? {
    guard first < last else { return nil }
    var (all, total) = (0.0, 0.0)
    for level in 0...255 {
      all += Double(histogram[level])
      total += Double(histogram[level]) * Double(level)
    }
    var (count, sum, most, start, end) = (0.0, 0.0, -1.0, first, first)
    for level in first..<last {
      count += Double(histogram[level])
      sum += Double(histogram[level]) * Double(level)
      let difference = sum / count - (total - sum) / (all - count)
      let variance = count * (all - count) * difference * difference
      // Levels that no sample has divide equally well: the middle of them is taken.
      if variance > most { (most, start, end) = (variance, level, level) }
      if variance == most { end = level }
    }
    return (start + end) / 2
  }

  /// The level below which `share` of 100 of the samples between two levels lie.
  func percentile(_ share: Int, from low: Int, to high: Int) -> Int {
    let all = count(from: low, to: high)
    var sum = 0
    for level in low...high {
      sum += histogram[level]
      if 100 * UInt64(sum) >= UInt64(share) * UInt64(all), sum > 0 { return level }
    }
    return high
  }
}
