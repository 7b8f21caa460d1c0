// A data set in other people's formats. Must never alter a pixel, except for the scale that is asked for.

import Digits
import Pictures
import Support

public struct DigitExport: Sendable {
  public enum Format: String, CaseIterable, Sendable {
    case npy, csv, png, idx
  }

  public let format: Format
  /// (n, 784) instead of (n, 28, 28, 1).
  public let isFlat: Bool
  /// float32 from 0 to 1 instead of bytes.
  public let isNormalized: Bool
  /// (n, 10) instead of (n,).
  public let isOneHot: Bool

  public init(_ format: Format, isFlat: Bool = false, isNormalized: Bool = false, isOneHot: Bool = false) {
    (self.format, self.isFlat, self.isNormalized, self.isOneHot) = (format, isFlat, isNormalized, isOneHot)
  }

  /// What is written for a half: files, or a folder of pictures. The names are Keras's, Kaggle's and MNIST's.
  public func names(_ split: MNISTFolder.Split) -> [String] {
    switch format {
    case .npy: ["x_\(split.rawValue).npy", "y_\(split.rawValue).npy"]
    case .csv: ["\(split.rawValue).csv"]
    case .png: [split.rawValue]
    case .idx: [MNISTFolder.names(split).images, MNISTFolder.names(split).labels]
    }
  }

  /// - Parameter report: told how many digits are written.
  public func write(
    _ digits: DigitSet, _ split: MNISTFolder.Split, to folder: WholeFolder, report: (Int) -> Void
  ) throws {
    let names = names(split)
    try folder.naming {
      switch format {
      case .npy:
        try writeImages(digits, try folder.place(names[0]), report)
        try writeLabels(digits, try folder.place(names[1]))
      case .csv: try writeCSV(digits, try folder.place(names[0]), report)
      case .png: try writePNGs(digits, names[0], folder, report)
      case .idx: try IDX.write(digits, images: try folder.place(names[0]), labels: try folder.place(names[1]))
      }
    }
  }

  /// Whether a name is one that pictures get here: 00017_8.png.
  public static func isPicture(_ name: String) -> Bool {
    name.wholeMatch(of: /[0-9]{5,}_[0-9]\.png/) != nil
  }

  private func writeImages(_ digits: DigitSet, _ path: String, _ report: (Int) -> Void) throws {
    let shape = isFlat ? [digits.count, DigitSet.pixelsPerImage] : [digits.count, DigitSet.side, DigitSet.side, 1]
    let output = try OutputFile(path).writer()
    try output.append(NumPyHeader.bytes(isNormalized ? "<f4" : "|u1", shape: shape))
    let floats = (0...255).map { byte in
      let bits = (Float(byte) / 255).bitPattern
      return [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: bits >> $0) }
    }
    try DigitExport.inPieces(digits, output, report) { index, bytes in
      if isNormalized {
        for pixel in digits.image(index) { bytes += floats[Int(pixel)] }
      } else {
        bytes += digits.image(index)
      }
    }
  }

  private func writeLabels(_ digits: DigitSet, _ path: String) throws {
    let output = try OutputFile(path).writer()
    try output.append(NumPyHeader.bytes("|u1", shape: isOneHot ? [digits.count, 10] : [digits.count]))
    try DigitExport.inPieces(digits, output, { _ in }) { index, bytes in
      let label = digits.labels[index]
      if isOneHot { bytes += DigitExport.oneHot(label) } else { bytes.append(label) }
    }
  }

  public static func oneHot(_ label: UInt8) -> [UInt8] { (0...9).map { $0 == label ? 1 : 0 } }

  private func writeCSV(_ digits: DigitSet, _ path: String, _ report: (Int) -> Void) throws {
    let output = try OutputFile(path).writer()
    try output.append(Array(KaggleCSV.header.utf8))
    try DigitExport.inPieces(digits, output, report) { index, text in
      KaggleCSV.append(digits.image(index), digits.labels[index], to: &text)
    }
  }

  /// Writes what `append` adds for each digit, a thousand at a time.
  private static func inPieces(
    _ digits: DigitSet, _ output: OutputWriter, _ report: (Int) -> Void, _ append: (Int, inout [UInt8]) -> Void
  ) throws {
    var bytes: [UInt8] = []
    for index in 0..<digits.count {
      append(index, &bytes)
      guard (index + 1) % 1_000 == 0 || index + 1 == digits.count else { continue }
      try Interrupt.check()
      try output.append(bytes)
      bytes.removeAll(keepingCapacity: true)
      report(index + 1)
    }
    try output.finish()
  }

  /// As the data are: paper black and ink white, which any program of machine learning expects.
  private func writePNGs(_ digits: DigitSet, _ name: String, _ folder: WholeFolder, _ report: (Int) -> Void) throws {
    _ = try folder.place("\(name)/0")
    for index in 0..<digits.count {
      try Interrupt.check()
      let picture = GreyPicture(width: DigitSet.side, height: DigitSet.side, pixels: Array(digits.image(index)))
      let file = "\(name)/\(String(index).leftPadded(to: 5, with: "0"))_\(digits.labels[index]).png"
      try folder.write(try picture.png("\(folder.path)/\(file)"), file)
      report(index + 1)
    }
  }
}
