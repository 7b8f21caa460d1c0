// Reads and writes MNIST's own pairs of files: IDX, big endian; read plain or gzip, written plain.
// Must never take images and labels for a pair if they don't belong together.

import Support

public enum IDX {
  /// Reads two files that belong together. Their headers are read first, and no more than they promise is unpacked.
  public static func read(images imagesPath: String, labels labelsPath: String) throws -> DigitSet {
    let images = try IDXFile.open(imagesPath, .images)
    let labels = try IDXFile.open(labelsPath, .labels)
    guard images.count == labels.count else {
      throw Failure(
        file: labelsPath, offset: 4,
        "it has \(labels.count.grouped) labels, but \(imagesPath) has \(images.count.grouped) images",
        advice: "The two files must come from the same data set")
    }
    guard images.count > 0 else {
      throw Failure(file: imagesPath, offset: 4, "it says that it has 0 images", advice: "Download or make it again")
    }
    let values = try labels.contents()
    if let wrong = values.firstIndex(where: { $0 > 9 }) {
      throw Failure(
        file: labelsPath, offset: 8 + wrong, "label \(values[wrong]) is not a digit from 0 to 9",
        advice: "Take a set of digits alone; EMNIST's is emnist-digits")
    }
    return DigitSet(pixels: try images.contents(), labels: values)
  }

  public static func write(_ digits: DigitSet, images: String, labels: String) throws {
    let count = UInt32(digits.count)
    let side = UInt32(DigitSet.side)
    try write([bigEndian([IDXFile.Kind.images.magic, count, side, side]), digits.pixels], to: images)
    try write([bigEndian([IDXFile.Kind.labels.magic, count]), digits.labels], to: labels)
  }

  /// Part by part: the pixels of hundreds of thousands of digits need not be there twice.
  private static func write(_ parts: [[UInt8]], to path: String) throws {
    let writer = try OutputFile(path).writer()
    for part in parts { try writer.append(part) }
    try writer.finish()
  }

  private static func bigEndian(_ values: [UInt32]) -> [UInt8] {
    values.flatMap { value in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
  }
}
