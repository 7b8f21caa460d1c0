// What reading a digit takes and how often it is right, by both networks. Must never judge by digits that a network has
// learnt: without MNIST's test digits it tells no accuracy.

import Digits
import Foundation
import ReaderModels
import ReaderTraining
import Support

public enum ReadingFigures {
  private static let script = "Tests/read-on-device"

  /// - Parameters:
  ///   - test: MNIST's test digits, or nil where they aren't there.
  ///   - folder: where they are.
  ///   - report: told what can't be measured here, and why.
  public static func measure(_ test: DigitSet?, folder: String?, report: (String) -> Void) throws -> [Figure] {
    var figures: [Figure] = []
    let timed = test ?? StrokeDigits.make(countPerDigit: 1)
    for network in ReaderNetwork.allCases {
      let reader = try LoadedReader(network)
      let name = network.rawValue
      figures += [
        Figure("\(name)_bytes", "bytes of \(name).model", Double(reader.bytes.count)),
        Figure(
          "\(name)_ms", "ms a reading by \(name) on this machine, mean of 5 × 10", milliseconds(reader, timed),
          "under 0.2; GoogLeNet on a GPU 4.94"),
      ]
      guard let test else { continue }
      let score = ReaderScore(reader, test)
      figures += [
        Figure(
          "\(name)_accuracy", "% of \(test.count.grouped) test digits read rightly", 100 * score.accuracy,
          network == .fc ? "at least 98.5; a C program in a browser 98.2" : "at least 99.5; Keras's example 99.3"),
        Figure("\(name)_top_five", "% with the right digit among the five likeliest", 100 * score.topFive),
      ]
    }
    if test == nil { report("reading: no accuracy without MNIST's test digits") }
    if let obstacle = DeviceFigures.obstacle {
      report("reading: no instructions on RV32: \(obstacle)")
      return figures
    }
    return try figures + instructions(folder)
  }

  /// After ten readings that aren't counted.
  private static func milliseconds(_ reader: LoadedReader, _ digits: DigitSet) -> Double {
    let pictures = (0..<10).map { Array(digits.image($0 % digits.count)) }
    var sum = 0
    for picture in pictures { sum += reader.read(picture).digit }
    let start = ContinuousClock.now
    for _ in 0..<5 { for picture in pictures { sum += reader.read(picture).digit } }
    let time = start.duration(to: .now) / .milliseconds(1)
    // What is read must be of some use, or the compiler may leave it out.
    precondition(sum >= 0)
    return time / 50
  }

  private static func instructions(_ folder: String?) throws -> [Figure] {
    let variables = folder.map { ["MNIST_DIR=\(URL(fileURLWithPath: $0).path)"] } ?? []
    let lines = try DeviceFigures.run(script, ["--figures"], variables).split(separator: "\n")
    return try ReaderNetwork.allCases.map { network in
      let words = lines.first { $0.hasPrefix("\(network.rawValue): ") }?.split(separator: " ") ?? []
      guard let place = words.firstIndex(of: "most-instructions"), place + 1 < words.count,
        let most = Double(words[place + 1])
      else { throw Failure("\(script) did not print what \(network.rawValue) takes") }
      return Figure(
        "\(network.rawValue)_instructions", "RV32 instructions a reading by \(network.rawValue), the most", most,
        network == .fc ? "at most 600,000" : "at most 6,000,000")
    }
  }
}
