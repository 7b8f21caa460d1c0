// Files of digits that a test has made, by NumPy and Pillow, and what is read of them. Must never make one by the code
// under test.

import DigitFiles
import DigitForm
import Digits
import Support
import TestSupport
import Testing

/// A folder with two drawn digits of each kind, as pixels and labels.
struct ImportTrial {
  let folder: TemporaryFolder
  let digits = StrokeDigits.make(countPerDigit: 2)

  init() throws {
    folder = try TemporaryFolder()
    try Files.write(digits.pixels, to: path("pixels"))
    try Files.write(digits.labels, to: path("labels"))
  }

  func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  /// Makes files, with the images `x` and the labels `y` at hand.
  func make(_ script: String) throws {
    let start = """
      x = numpy.fromfile("pixels", "uint8").reshape(-1, 28, 28)
      y = numpy.fromfile("labels", "uint8")

      """
    try PythonJudge.run(start + script, folder: folder.path)
  }

  /// The drawn digits are too few and too plain to be judged by how they lie.
  func read(
    _ names: String..., reversal: Reversal = .auto, turns: Bool = false, skips: Bool = false
  ) throws -> DigitImport {
    var work = DigitImport(reversal: reversal, turns: turns, skips: skips)
    try work.read(names.map(path))
    return work
  }

  func refusal(_ names: String...) throws -> String {
    var work = DigitImport(turns: false)
    let failure = #expect(throws: Failure.self) { try work.read(names.map(path)) }
    return (failure?.description ?? "").replacing(folder.path + "/", with: "")
  }
}
