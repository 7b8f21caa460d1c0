// The files that MNIST comes in, plain and gzipped, intact and with each fault.

import Digits
import Foundation
import Support
import TestSupport
import Testing

@Suite struct IDXTests {
  @Test(arguments: [false, true])
  func readsPlainAndPackedFiles(gzip: Bool) throws {
    let files = try MNISTFiles()
    try files.writeTestHalf(count: 12, gzip: gzip)
    let digits = try MNISTFolder(files.path).read(.test)
    #expect(digits.labels == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
    #expect(digits.pixels == (0..<12 * 784).map { UInt8(truncatingIfNeeded: $0 / 3) })
    #expect(Array(digits.image(11)) == Array(digits.pixels.suffix(784)))
  }

  @Test func allIsTrainAndThenTest() throws {
    let files = try MNISTFiles()
    try files.writeTestHalf(count: 2)
    try files.write(MNISTFiles.images(count: 3), "train-images.idx3-ubyte", gzip: true)
    try files.write(MNISTFiles.labels([7, 8, 9]), "train-labels.idx1-ubyte")
    #expect(try MNISTFolder(files.path).read(.all).labels == [7, 8, 9, 0, 1])
    #expect(try MNISTFolder(files.path).read(.train).labels == [7, 8, 9])
  }

  @Test func writesWhatItReads() throws {
    let files = try MNISTFiles()
    let digits = StrokeDigits.make(countPerDigit: 1)
    try IDX.write(digits, images: files.path + "/images", labels: files.path + "/labels")
    #expect(try IDX.read(images: files.path + "/images", labels: files.path + "/labels") == digits)
    #expect(try Files.read(files.path + "/labels").prefix(8) == [0, 0, 8, 1, 0, 0, 0, 10])
    #expect(
      try Files.read(files.path + "/images").prefix(16) == [0, 0, 8, 3, 0, 0, 0, 10, 0, 0, 0, 28, 0, 0, 0, 28])
  }

  struct Fault: CustomTestStringConvertible, Sendable {
    let name: String
    var images = MNISTFiles.images(count: 3)
    var labels = MNISTFiles.labels([1, 2, 3])
    let file: String
    let offset: Int
    let cause: String
    var testDescription: String { name }
  }

  @Test(arguments: [
    Fault(
      name: "wrong magic of images", images: MNISTFiles.images(count: 3, magic: 0x801),
      file: "t10k-images-idx3-ubyte", offset: 0, cause: "the magic number is 0x00000801, not 0x00000803"),
    Fault(
      name: "wrong magic of labels", labels: MNISTFiles.labels([1, 2, 3], magic: 0x803),
      file: "t10k-labels-idx1-ubyte", offset: 0, cause: "not 0x00000801"),
    Fault(
      name: "no image file at all", images: [], file: "t10k-images-idx3-ubyte", offset: 0,
      cause: "it ends within the header"),
    Fault(
      name: "header cut", images: Array(MNISTFiles.images(count: 3).prefix(15)), file: "t10k-images-idx3-ubyte",
      offset: 15, cause: "it ends within the header, which takes 16 bytes"),
    Fault(
      name: "images cut", images: MNISTFiles.images(count: 3).dropLast(), file: "t10k-images-idx3-ubyte",
      offset: 2_367, cause: "3 images take 2,368 bytes, but there are 2,367"),
    Fault(
      name: "bytes too many", images: MNISTFiles.images(count: 3) + [0], file: "t10k-images-idx3-ubyte",
      offset: 2_368, cause: "3 images take 2,368 bytes, but the file goes on"),
    Fault(
      name: "labels cut", labels: MNISTFiles.labels([1, 2], count: 3), file: "t10k-labels-idx1-ubyte", offset: 10,
      cause: "3 labels take 11 bytes"),
    Fault(
      name: "counts differ", labels: MNISTFiles.labels([1, 2]), file: "t10k-labels-idx1-ubyte", offset: 4,
      cause: "it has 2 labels, but"),
    Fault(
      name: "label above 9", labels: MNISTFiles.labels([1, 10, 3]), file: "t10k-labels-idx1-ubyte", offset: 9,
      cause: "label 10 is not a digit"),
    Fault(
      name: "other size of images", images: MNISTFiles.images(count: 3, columns: 29), file: "t10k-images-idx3-ubyte",
      offset: 8, cause: "the images are 29 × 28 pixels"),
    Fault(
      name: "more images than any file holds",
      images: MNISTFiles.bigEndian(0x803) + MNISTFiles.bigEndian(.max)
        + MNISTFiles.bigEndian(28) + MNISTFiles.bigEndian(28), file: "t10k-labels-idx1-ubyte", offset: 4,
      cause: "it has 3 labels, but"),
    Fault(
      name: "more labels too",
      images: MNISTFiles.bigEndian(0x803) + MNISTFiles.bigEndian(.max)
        + MNISTFiles.bigEndian(28) + MNISTFiles.bigEndian(28),
      labels: MNISTFiles.labels([1, 2, 3], count: 0xFFFF_FFFF), file: "t10k-labels-idx1-ubyte", offset: 11,
      cause: "4,294,967,295 labels take 4,294,967,303 bytes, but there are 11"),
  ])
  func namesWhatIsWrong(fault: Fault) throws {
    let files = try MNISTFiles()
    try files.write(fault.images, "t10k-images-idx3-ubyte")
    try files.write(fault.labels, "t10k-labels-idx1-ubyte")
    let failure = #expect(throws: Failure.self) { try MNISTFolder(files.path).read(.test) }
    #expect(failure?.file == "\(files.path)/\(fault.file)")
    #expect(failure?.offset == fault.offset)
    #expect(failure?.cause.contains(fault.cause) == true, "\(failure?.cause ?? "")")
    #expect(failure?.advice != nil)
  }

  @Test func gzipThatBreaksOffOrIsDamaged() throws {
    let files = try MNISTFiles()
    try files.writeTestHalf(count: 500, gzip: true)
    let path = files.path + "/t10k-images-idx3-ubyte.gz"
    let good = try Files.read(path)
    try Files.write(good.prefix(good.count / 2), to: path)
    let cut = #expect(throws: Failure.self) { try MNISTFolder(files.path).read(.test) }
    #expect(cut?.file == path && cut?.offset == good.count / 2)
    #expect(cut?.cause == "the gzip data is damaged: it ends too early")
    var damaged = good
    damaged[good.count / 2] ^= 0xFF
    try Files.write(damaged, to: path)
    let broken = #expect(throws: Failure.self) { try MNISTFolder(files.path).read(.test) }
    #expect(broken?.cause.hasPrefix("the gzip data is damaged: ") == true)
    // The last eight bytes are gzip's own CRC and length.
    damaged = good
    damaged[good.count - 6] ^= 1
    try Files.write(damaged, to: path)
    #expect(throws: Failure.self) { try MNISTFolder(files.path).read(.test) }
  }

  /// RFC 1952, section 2.2: a file is a series of members, one after another.
  @Test func gzipInSeveralMembers() throws {
    let files = try MNISTFiles()
    try files.writeTestHalf(count: 12)
    let (name, whole) = ("t10k-images-idx3-ubyte", MNISTFiles.images(count: 12))
    var packed: [UInt8] = []
    for part in [whole[..<7], whole[7..<3_000], whole[3_000...]] {
      try files.write(Array(part), "part", gzip: true)
      packed += try Files.read(files.path + "/part.gz")
    }
    try FileManager.default.removeItem(atPath: "\(files.path)/\(name)")
    try files.write(packed, name + ".gz")
    #expect(try MNISTFolder(files.path).read(.test).pixels == Array(whole[16...]))
    // What follows and isn't a member is ignored, as gzip and zlib do.
    try files.write(packed + Array("</html>".utf8), name + ".gz")
    #expect(try MNISTFolder(files.path).read(.test).pixels == Array(whole[16...]))
    // Half a further member is damage.
    try files.write(packed + packed.prefix(30), name + ".gz")
    #expect(throws: Failure.self) { try MNISTFolder(files.path).read(.test) }
  }
}
