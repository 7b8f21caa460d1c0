// Handwritten digits as in a data set. Must never know about partitions or grey levels.

import Essentials

/// 28 × 28 images of one byte a pixel, 0 (paper) to 255 (ink), rows from the top, and the digit that each shows.
public struct DigitSet: Equatable, Sendable {
  public static let side = 28
  public static let pixelsPerImage = 784
  /// Of a file. EMNIST's largest set of digits has 280,000; so many take 314 MB.
  public static let most = 400_000

  /// `pixelsPerImage` bytes for each label.
  public private(set) var pixels: [UInt8]
  /// 0...9
  public private(set) var labels: [UInt8]

  /// - Precondition: 784 pixels for each label, every label 0...9.
  public init(pixels: [UInt8] = [], labels: [UInt8] = []) {
    precondition(pixels.count == labels.count * DigitSet.pixelsPerImage && labels.allSatisfy { $0 < 10 })
    self.pixels = pixels
    self.labels = labels
  }

  public var count: Int { labels.count }

  public func image(_ index: Int) -> ArraySlice<UInt8> {
    pixels[index * DigitSet.pixelsPerImage..<(index + 1) * DigitSet.pixelsPerImage]
  }

  /// Replaces each image by what `change` makes of it, in place.
  /// - Precondition: it makes 784 pixels.
  public mutating func changeImages(_ change: ([UInt8]) -> [UInt8]) {
    for index in 0..<count {
      let range = index * DigitSet.pixelsPerImage..<(index + 1) * DigitSet.pixelsPerImage
      let new = change(Array(pixels[range]))
      precondition(new.count == DigitSet.pixelsPerImage, "An image has 784 pixels")
      pixels.replaceSubrange(range, with: new)
    }
  }

  /// The same digits in another order, the same for the same seed.
  public func shuffled(seed: UInt64) -> DigitSet {
    var random = SplitMix64(seed: seed)
    return picked((0..<count).shuffled(using: &random))
  }

  /// Some of the digits, in the order of `indices`.
  public func picked(_ indices: [Int]) -> DigitSet {
    DigitSet(pixels: indices.flatMap { image($0) }, labels: indices.map { labels[$0] })
  }

  /// The first digits, and the others.
  /// - Parameter count: at most as many as there are.
  public func divided(at count: Int) -> (first: DigitSet, rest: DigitSet) {
    let place = count * DigitSet.pixelsPerImage
    return (
      DigitSet(pixels: Array(pixels[..<place]), labels: Array(labels[..<count])),
      DigitSet(pixels: Array(pixels[place...]), labels: Array(labels[count...]))
    )
  }

  public mutating func append(_ other: DigitSet) {
    // Without a copy, which for hundreds of thousands of digits matters.
    if labels.isEmpty {
      self = other
      return
    }
    pixels += other.pixels
    labels += other.labels
  }
}
