// Python with NumPy and Pillow: judges from outside of arrays and pictures, and makers of every kind of them. Where
// python3 lacks one it is the copy that `HostTools/install-packages tests` brings.
// Must never be asked for anything that this project's own code has made of the answer.

import Foundation
import Support

package enum PythonJudge {
  /// Runs a script in `folder`, with numpy, Image and ImageOps imported.
  /// - Returns: what it prints.
  /// - Throws: `Failure` with Python's words, for a failed `assert` too.
  @discardableResult
  package static func run(_ script: String, folder: String) throws -> String {
    let brought = [".build-numpy", ".build-pillow"].map { "\(RealDigits.root)/\($0)" }.filter(Files.exists)
    let start = "import os, numpy\nos.chdir(\"\(folder)\")\n"
    let pictures = script.contains("Image") ? "from PIL import Image, ImageOps\n" : ""
    let result = try ChildProcess.run(
      "env", ["PYTHONPATH=" + brought.joined(separator: ":"), "python3", "-c", start + pictures + script])
    guard result.status == 0 else {
      throw Failure("Python: \(result.errors)", advice: "`HostTools/install-packages tests` installs NumPy and Pillow")
    }
    return result.output
  }
}
