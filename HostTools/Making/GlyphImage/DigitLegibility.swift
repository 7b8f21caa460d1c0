// How legible digits are: what readers that hadn't learnt them said of MNIST's, and what the shipped ones say of others.
// Must never take the word of a reader for what it has learnt, where somebody else's is known.

import Digits
import Essentials
import Firmware
import ReaderModels

public struct DigitLegibility: Sendable {
  /// In percent, by `key`.
  let certainties: [UInt32: UInt8]
  let readers: [LoadedReader]

  /// - Parameters:
  ///   - certainties: what is known of some digits, in percent, by the CRC-32 of their 784 pixels and their label.
  ///   - readers: the shipped ones, which judge all others.
  public init(_ certainties: [UInt32: UInt8], _ readers: [LoadedReader]) {
    (self.certainties, self.readers) = (certainties, readers)
  }

  static func key(_ digits: DigitSet, _ index: Int) -> UInt32 {
    CRC32.of((Array(digits.image(index)) + [digits.labels[index]]).span)
  }

  /// The level of each digit, 0 to 15.
  /// - Parameter progress: told how many are done.
  public func levels(of digits: DigitSet, progress: (Int) -> Void = { _ in }) -> [UInt8] {
    percents(of: digits, progress: progress).map { GlyphLegibility.level(ofCertainty: $0) }
  }

  func percents(of digits: DigitSet, progress: (Int) -> Void = { _ in }) -> [UInt8] {
    Parallel.map(digits.count, progress: progress) { index in
      if let known = certainties[Self.key(digits, index)] { return known }
      return GlyphLegibility.percent(
        LoadedReader.certainty(Int(digits.labels[index]), of: Array(digits.image(index)), by: readers))
    }
  }
}

extension GlyphLegibility {
  /// As the levels' table counts it.
  static func percent(_ certainty: Double) -> UInt8 { UInt8(min(1, max(0, certainty)) * 100 + 0.5) }
}
