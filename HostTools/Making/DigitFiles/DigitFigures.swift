// A whole set in figures: counts, ranges, the mean image of each digit. Must never need a second look at the pixels.

import Digits

public struct DigitFigures: Sendable {
  /// By digit.
  public private(set) var counts = [Int](repeating: 0, count: 10)
  public private(set) var least: UInt8 = 255
  public private(set) var most: UInt8 = 0
  /// Of all pixels, as bytes.
  public let mean: Double
  public let deviation: Double
  /// The share of pixels that aren't 0.
  public let ink: Double
  /// By digit, the sum of each of the 784 pixels.
  private var sums = [[Int]](repeating: [Int](repeating: 0, count: DigitSet.pixelsPerImage), count: 10)

  /// - Precondition: at least one digit.
  public init(_ digits: DigitSet) {
    var histogram = [Int](repeating: 0, count: 256)
    for index in 0..<digits.count {
      let label = Int(digits.labels[index])
      counts[label] += 1
      let image = digits.image(index)
      for (place, pixel) in image.enumerated() {
        histogram[Int(pixel)] += 1
        sums[label][place] += Int(pixel)
      }
    }
    let count = Double(digits.pixels.count)
    let total = histogram.indices.reduce(0) { $0 + $1 * histogram[$1] }
    let squares = histogram.indices.reduce(0) { $0 + $1 * $1 * histogram[$1] }
    let mean = Double(total) / count
    self.mean = mean
    deviation = (Double(squares) / count - mean * mean).squareRoot()
    ink = 1 - Double(histogram[0]) / count
    least = UInt8(histogram.firstIndex { $0 > 0 } ?? 0)
    most = UInt8(histogram.lastIndex { $0 > 0 } ?? 0)
  }

  /// The mean of all pixels of a digit, as a byte with its fraction; nil if there are none of it.
  public func mean(of digit: Int) -> Double? {
    counts[digit] == 0 ? nil : Double(sums[digit].reduce(0, +)) / Double(counts[digit] * DigitSet.pixelsPerImage)
  }

  /// 784 bytes, each the rounded mean; all paper if there are none of it.
  public func meanImage(of digit: Int) -> [UInt8] {
    let count = max(1, counts[digit])
    return sums[digit].map { UInt8(($0 + count / 2) / count) }
  }
}
