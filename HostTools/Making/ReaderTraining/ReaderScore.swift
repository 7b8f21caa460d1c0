// How well a model reads, by the firmware's own reader. Must never judge by anything else, such as the numbers that
// training had before they were rounded.

import Digits
import Dispatch
import Firmware
import ReaderModels

public struct ReaderScore: Sendable {
  /// By label, then by what was read.
  public private(set) var confusion = Array(repeating: Array(repeating: 0, count: 10), count: 10)
  public private(set) var count = 0
  /// Digits whose label was among the five likeliest.
  public private(set) var amongFive = 0
  /// In the digits' order.
  public private(set) var misread: [Misread] = []

  public struct Misread: Sendable {
    /// Among the digits that were read.
    public let index: Int
    public let label: Int
    public let read: Int
    /// Of what was read, and of the label; of 1.
    public let certainty: Double
    public let certaintyOfLabel: Double
  }

  public var right: Int { (0..<10).reduce(0) { $0 + confusion[$1][$1] } }
  public var accuracy: Double { Double(right) / Double(max(1, count)) }
  public var topFive: Double { Double(amongFive) / Double(max(1, count)) }

  private init() {}

  /// Reads all digits, or those of `range`.
  public init(_ reader: LoadedReader, _ digits: DigitSet, in range: Range<Int>? = nil) {
    let range = range ?? 0..<digits.count
    let parts = 8
    var scores = Array(repeating: ReaderScore(), count: parts)
    scores.withUnsafeMutableBufferPointer { scores in
      nonisolated(unsafe) let scores = scores
      DispatchQueue.concurrentPerform(iterations: parts) { part in
        let bounds = (part...part + 1).map { range.lowerBound + range.count * $0 / parts }
        scores[part].read(reader, digits, bounds[0]..<bounds[1])
      }
    }
    for score in scores { add(score) }
  }

  private mutating func read(_ reader: LoadedReader, _ digits: DigitSet, _ range: Range<Int>) {
    for index in range {
      let read = reader.read(Array(digits.image(index)))
      let label = Int(digits.labels[index])
      count += 1
      confusion[label][read.digit] += 1
      let own = read[label]
      amongFive += (0..<10).count { read[$0] > own } < 5 ? 1 : 0
      guard read.digit != label else { continue }
      let one = Double(Certainties.one)
      misread.append(
        Misread(
          index: index, label: label, read: read.digit, certainty: Double(read[read.digit]) / one,
          certaintyOfLabel: Double(own) / one))
    }
  }

  private mutating func add(_ other: ReaderScore) {
    count += other.count
    amongFive += other.amongFive
    misread += other.misread
    for label in 0..<10 { for read in 0..<10 { confusion[label][read] += other.confusion[label][read] } }
  }
}
