// Runs NumPy on images, for advice that is given as NumPy expressions. Where `HostTools/install-packages tests` had to
// install NumPy, it is that one. Must never compute what NumPy is to judge.

import Digits
import Support

package struct NumPy {
  private let digits: DigitSet

  package init(_ digits: DigitSet) {
    self.digits = digits
  }

  /// The same labels, with what `expression` makes of the array `images`, indexed by image, row and column.
  package func apply(_ expression: String) throws -> DigitSet {
    let folder = try TemporaryFolder()
    let path = folder.path + "/pixels"
    try Files.write(digits.pixels, to: path)
    _ = try PythonJudge.run(
      """
      images = numpy.fromfile("\(path)", "uint8").reshape(-1, 28, 28)
      (\(expression)).astype("uint8").tofile("\(path)")
      """, folder: folder.path)
    return DigitSet(pixels: try Files.read(path), labels: digits.labels)
  }
}
