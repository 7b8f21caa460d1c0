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
    let script = """
      import numpy
      images = numpy.fromfile("\(path)", "uint8").reshape(-1, 28, 28)
      (\(expression)).astype("uint8").tofile("\(path)")
      """
    let brought = RealDigits.root + "/.build-numpy/python3"
    let result = try ChildProcess.run(Files.exists(brought) ? brought : "python3", ["-c", script])
    guard result.status == 0 else {
      throw Failure("NumPy: \(result.errors)", advice: "`HostTools/install-packages tests` installs it")
    }
    return DigitSet(pixels: try Files.read(path), labels: digits.labels)
  }
}
