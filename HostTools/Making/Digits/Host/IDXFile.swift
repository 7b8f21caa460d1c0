// One of MNIST's files, open just after its header. Must never accept a file whose size differs from what its header
// says, nor unpack more than that.

import Support

struct IDXFile: ~Copyable {
  enum Kind {
    case images, labels

    var one: String { self == .images ? "image" : "label" }
    var other: Kind { self == .images ? .labels : .images }

    /// Unsigned bytes (0x08), in three dimensions or one.
    var magic: UInt32 { self == .images ? 0x0000_0803 : 0x0000_0801 }
    var dimensions: Int { self == .images ? 3 : 1 }
    var headerSize: Int { 4 + 4 * dimensions }
    var bytesOfOne: Int { self == .images ? DigitSet.pixelsPerImage : 1 }
  }

  private static let again = "Copy or download it again"

  private let kind: Kind
  private let file: UnpackedFile
  /// The number of images or labels.
  let count: Int

  static func open(_ path: String, _ kind: Kind) throws -> IDXFile {
    let file = try UnpackedFile(path)
    let header = try file.read(atMost: kind.headerSize)
    try check(header, path, kind)
    let sizes = (1...kind.dimensions).map { Int(bigEndian32(header, 4 * $0)) }
    if kind == .images, sizes[1] != DigitSet.side || sizes[2] != DigitSet.side {
      throw Failure(
        file: path, offset: 8, "the images are \(sizes[2]) × \(sizes[1]) pixels, not 28 × 28",
        advice: "Save each as a PNG: `mnist-clock digits import` brings pictures into MNIST's form")
    }
    return IDXFile(kind: kind, file: file, count: sizes[0])
  }

  /// All that the header promises.
  func contents() throws -> [UInt8] {
    let promised = count * kind.bytesOfOne
    // One more byte shows whether the file goes on, and lets zlib check the checksum at its end.
    let most = DigitSet.most * kind.bytesOfOne
    let bytes = try file.read(atMost: min(promised, most) + 1)
    guard promised <= most || bytes.count <= most else {
      throw Failure(
        file: file.path, offset: 4, "it has \(count.grouped) \(kind), more than \(DigitSet.most.grouped)",
        advice: "Divide it")
    }
    guard bytes.count == promised else {
      let (needed, found) = (kind.headerSize + promised, kind.headerSize + bytes.count)
      throw Failure(
        file: file.path, offset: min(found, needed),
        "\(count == 1 ? "1 \(kind.one) takes" : "\(count.grouped) \(kind) take") \(needed.grouped) bytes, but "
          + (found > needed ? "the file goes on" : "there are \(found.grouped)"), advice: IDXFile.again)
    }
    return bytes
  }

  private static func check(_ header: [UInt8], _ path: String, _ kind: Kind) throws {
    guard header.count == kind.headerSize else {
      throw Failure(
        file: path, offset: header.count, "it ends within the header, which takes \(kind.headerSize) bytes",
        advice: again)
    }
    let found = bigEndian32(header, 0)
    guard found == kind.magic else {
      throw Failure(
        file: path, offset: 0, "the magic number is \(hex(found)), not \(hex(kind.magic)): not an IDX file of \(kind)",
        advice: found == kind.other.magic ? "It has \(kind.other): its name is the other file's" : again)
    }
  }

  private static func bigEndian32(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func hex(_ value: UInt32) -> String {
    "0x" + String(value, radix: 16).leftPadded(to: 8, with: "0")
  }
}
