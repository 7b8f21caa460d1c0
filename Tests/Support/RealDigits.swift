// The handwriting that tests run on: all of MNIST where it is available, fewer digits elsewhere.
// Must never pass fewer off as all: it records which checks ran on fewer.

import Digits
import Foundation
import Support

package enum RealDigits {
  /// Set by the test command: the folder of MNIST's four files.
  private static let folder = ProcessInfo.processInfo.environment["MNIST_DIR"]
  /// Set by the test command: where to record the checks that ran on fewer digits.
  private static let report = ProcessInfo.processInfo.environment["REDUCED_CHECKS"]

  /// The image that `mnist-clock glyphs build` made of all 70,000 in the same run of the test command: making another
  /// takes half a minute of processor time. Nil where the test command didn't start the tests, or lacks MNIST.
  package static var image: [UInt8]? {
    get throws { try ProcessInfo.processInfo.environment["GLYPHS_IMAGE"].map(Files.read) }
  }

  /// How many of each digit from 0 to 9 MNIST has, training and test set together.
  package static let counts = [6_903, 7_877, 6_990, 7_141, 6_824, 6_313, 6_876, 7_293, 6_825, 6_958]

  package static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// The folder of the 70,000, named by the environment or beside the project.
  package static var mnistFolder: String? {
    [folder, root + "/../shared/data/mnist"].compactMap { $0 }.first { !$0.isEmpty && Files.exists($0) }
  }

  /// All of MNIST, or else the best that the cache has, or else drawn digits.
  package static func load(for check: String) throws -> DigitSet {
    if let mnistFolder { return try MNISTFolder(mnistFolder).read(.all) }
    let store = DigitStore()
    let origin = store.cached ?? .strokes
    let digits = try store.read(origin)
    if digits.count < 70_000, let report {
      let line = "\(check): \(digits.count.grouped) digits (\(origin.summary))\n"
      guard let file = FileHandle(forWritingAtPath: report) else { throw Failure(file: report, "it can't be written") }
      file.seekToEndOfFile()
      file.write(Data(line.utf8))
      try file.close()
    }
    return digits
  }
}
