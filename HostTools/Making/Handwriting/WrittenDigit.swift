// A digit that somebody wrote into a box of the sheet. Must never be without the place that it came from.

import Firmware

public struct WrittenDigit: Equatable, Sendable {
  /// Of the sheet: the digit that was asked for, 0 to 9.
  public let row: Int
  /// From the left, from 1.
  public let box: Int
  /// MNIST's form: 28 × 28 bytes, rows from the top, 0 paper to 255 ink.
  public let pixels: [UInt8]
  /// Whether it runs into its box's line, where it was cut off.
  public let isCut: Bool
  /// nil if the reader takes it for its row's digit.
  public let doubt: ReadingDoubt?

  public init(row: Int, box: Int, pixels: [UInt8], isCut: Bool = false, doubt: ReadingDoubt? = nil) {
    (self.row, self.box, self.pixels, self.isCut, self.doubt) = (row, box, pixels, isCut, doubt)
  }
}

/// What the reader makes of a digit that it doesn't take for its row's.
public struct ReadingDoubt: Equatable, Sendable {
  /// What it looks most like, and how certainly, in percent.
  public let digit: Int
  public let percent: Int
  /// How certain it is of the row's.
  public let own: Int
  /// Whether the digit runs into its box's line, where it was cut off, which may be why.
  public let isCut: Bool

  /// Less than half: then another digit has more, or all others together.
  private static let leastCertainty = Certainties.one / 2

  /// - Returns: nil if the row's digit has at least half.
  public init?(_ certainties: Certainties, row: Int, isCut: Bool) {
    guard certainties[row] < ReadingDoubt.leastCertainty else { return nil }
    let most = (0..<10).filter { $0 != row }.max { certainties[$0] < certainties[$1] } ?? row
    let one = Int(Certainties.one)
    func percent(_ digit: Int) -> Int { (Int(certainties[digit]) * 100 + one / 2) / one }
    (digit, self.percent, own, self.isCut) = (most, percent(most), percent(row), isCut)
  }

  public var words: String {
    "looks like \(digit == 8 ? "an" : "a") \(digit) (\(percent) %, its row's \(own) %)"
      + (isCut ? ", and runs into its box's line" : "")
  }
}
