// Photographs of a filled-in sheet, simulated by Tests/Making/Handwriting/camera.py, and what was written on it.
// Must never use the project's own reading of the sheet.

import Digits
import Foundation
import Support

package struct SheetCamera {
  package struct Shot {
    package let path: String
    /// For each box, row by row: the digit in MNIST's form, or nil where nothing was written.
    package let written: [[UInt8]?]
    /// The pen and the camera's pose, for messages.
    package let text: String
  }

  package let folder: TemporaryFolder
  package let shots: [Shot]

  /// - Parameters:
  ///   - pdf: the sheet to print.
  ///   - first: photographs are numbered, and the same for the same number.
  ///   - width: their longer side, in pixels.
  package init(pdf: String, first: Int, count: Int, width: Int = 1_800) throws {
    let folder = try TemporaryFolder()
    let digits = try RealDigits.load(for: "the form through a simulated camera")
    // MNIST's test digits are the last 10,000.
    let last = max(0, digits.count - 10_000)..<digits.count
    let test = DigitSet(pixels: last.flatMap { digits.image($0) }, labels: Array(digits.labels[last]))
    let names = MNISTFolder.names(.test)
    try IDX.write(test, images: "\(folder.path)/\(names.images)", labels: "\(folder.path)/\(names.labels)")
    try PythonJudge.run(
      """
      import sys
      sys.dont_write_bytecode = True
      sys.path.insert(0, "\(RealDigits.root)/Tests/Making/Handwriting")
      import camera
      camera.run("\(pdf)", ".", ".", \(first), \(count), \(width))
      """, folder: folder.path)
    shots = try (first..<first + count).map { number in
      let boxes = try Files.read("\(folder.path)/\(number).truth")
      return Shot(
        path: "\(folder.path)/\(number).jpg",
        written: stride(from: 0, to: boxes.count, by: 785).map {
          boxes[$0] == 1 ? Array(boxes[$0 + 1..<$0 + 785]) : nil
        },
        text: String(decoding: try Files.read("\(folder.path)/\(number).txt"), as: UTF8.self))
    }
    self.folder = folder
  }

  /// How alike two pictures of 784 pixels are: the correlation of their means over 3 × 3 pixels, so that a part of a
  /// pixel costs little, where they lie best upon each other. The form puts a digit's centre of mass into the nearest
  /// pixel, which a hair's difference makes another one, and a thin stroke that lies one pixel aside has 0.6 where it is.
  /// 1 is the same; of others' digits 12 % of the same and 0.25 % of another have 0.8.
  package static func likeness(_ first: [UInt8], _ second: [UInt8]) -> Double {
    let a = smooth(first)
    return (0..<9).map { correlation(a, smooth(moved(second, right: $0 % 3 - 1, down: $0 / 3 - 1))) }.max() ?? 0
  }

  /// Of what has a mean of 0.
  private static func correlation(_ a: [Double], _ b: [Double]) -> Double {
    let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    return product / max(1e-9, (a.reduce(0) { $0 + $1 * $1 } * b.reduce(0) { $0 + $1 * $1 }).squareRoot())
  }

  private static func moved(_ pixels: [UInt8], right: Int, down: Int) -> [UInt8] {
    pixels.indices.map { place in
      let (x, y) = (place % 28 - right, place / 28 - down)
      return (0..<28).contains(x) && (0..<28).contains(y) ? pixels[y * 28 + x] : 0
    }
  }

  /// With a mean of 0.
  private static func smooth(_ pixels: [UInt8]) -> [Double] {
    let sums = pixels.indices.map { place in
      var sum = 0
      for row in max(0, place / 28 - 1)...min(27, place / 28 + 1) {
        for column in max(0, place % 28 - 1)...min(27, place % 28 + 1) { sum += Int(pixels[row * 28 + column]) }
      }
      return Double(sum)
    }
    let mean = sums.reduce(0, +) / Double(sums.count)
    return sums.map { $0 - mean }
  }
}
