// Reads and writes MNIST's own files: IDX, big endian; read plain or gzip, written plain.
// Must never accept a file whose size differs from what its header says.

import Support

public enum IDX {
  /// A file of unsigned bytes (0x08) with three dimensions.
  private static let imagesMagic: UInt32 = 0x0000_0803
  /// The same with one.
  private static let labelsMagic: UInt32 = 0x0000_0801

  /// Reads two files that belong together.
  public static func read(images imagesPath: String, labels labelsPath: String) throws -> DigitSet {
    let images = try CompressedFile.read(imagesPath)
    let labels = try CompressedFile.read(labelsPath)
    let imageCount = try header(images, imagesPath, imagesMagic, dimensions: 3, "images")[0]
    let labelCount = try header(labels, labelsPath, labelsMagic, dimensions: 1, "labels")[0]
    guard imageCount == labelCount else {
      throw Failure(
        file: labelsPath, offset: 4,
        "it has \(labelCount.grouped) labels, but \(imagesPath) has \(imageCount.grouped) images",
        advice: "The two files must come from the same data set")
    }
    let values = Array(labels[8...])
    if let wrong = values.firstIndex(where: { $0 > 9 }) {
      throw Failure(file: labelsPath, offset: 8 + wrong, "label \(values[wrong]) is no digit from 0 to 9")
    }
    return DigitSet(pixels: Array(images[16...]), labels: values)
  }

  public static func write(_ digits: DigitSet, images: String, labels: String) throws {
    let count = UInt32(digits.count)
    let side = UInt32(DigitSet.side)
    try Files.write(bigEndian([imagesMagic, count, side, side]) + digits.pixels, to: images)
    try Files.write(bigEndian([labelsMagic, count]) + digits.labels, to: labels)
  }

  /// Checks everything but the values; returns the dimensions.
  private static func header(
    _ bytes: [UInt8], _ path: String, _ magic: UInt32, dimensions: Int, _ what: String
  ) throws -> [Int] {
    let headerSize = 4 + 4 * dimensions
    guard bytes.count >= headerSize else {
      throw Failure(
        file: path, offset: bytes.count, "it ends within the header, which takes \(headerSize) bytes")
    }
    let found = bigEndian32(bytes, 0)
    guard found == magic else {
      throw Failure(
        file: path, offset: 0, "the magic number is \(hex(found)), not \(hex(magic)): no IDX file of \(what)")
    }
    let sizes = (0..<dimensions).map { Int(bigEndian32(bytes, 4 + 4 * $0)) }
    if dimensions == 3, sizes[1] != DigitSet.side || sizes[2] != DigitSet.side {
      throw Failure(file: path, offset: 8, "the images are \(sizes[2]) × \(sizes[1]) pixels, not 28 × 28")
    }
    let expected = headerSize + sizes[0] * (dimensions == 3 ? DigitSet.pixelsPerImage : 1)
    guard bytes.count == expected else {
      throw Failure(
        file: path, offset: min(bytes.count, expected),
        "\(sizes[0].grouped) \(what) take \(expected.grouped) bytes, but there are \(bytes.count.grouped)")
    }
    return sizes
  }

  private static func bigEndian32(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func bigEndian(_ values: [UInt32]) -> [UInt8] {
    values.flatMap { value in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
  }

  private static func hex(_ value: UInt32) -> String {
    "0x" + String(value, radix: 16).leftPadded(to: 8, with: "0")
  }
}
