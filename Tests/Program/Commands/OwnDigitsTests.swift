// A user's own folder of digits: what the program says about it, and what it makes of it.

import Digits
import Foundation
import Support
import TestSupport
import Testing

@Suite struct OwnDigitsTests {
  private let files: MNISTFiles

  init() throws {
    files = try MNISTFiles()
  }

  private func write(_ digits: DigitSet) throws {
    try IDX.write(
      digits, images: files.path + "/t10k-images-idx3-ubyte", labels: files.path + "/t10k-labels-idx1-ubyte")
  }

  private func build(_ options: String...) throws -> Program.Result {
    let words = ["glyphs", "build", "--codec", "packed", "--mnist", files.path, "--output", files.path + "/out"]
    return try Program.start(words + options, cache: Program.noCache, folder: files.path).result()
  }

  @Test func oneHalfRuns() throws {
    try write(StrokeDigits.make(countPerDigit: 2))
    let run = try Program.run("--mnist", files.path, "--at", "12:34", folder: files.path)
    #expect(run.status == 0)
    #expect(run.errors == "Digits: \(files.path), 20 digits.\n")
    let whole = try build()
    #expect(whole.status == 0 && whole.errors.isEmpty, "\(whole.errors)")
    let train = try build("--split", "train")
    #expect(train.status == 1)
    #expect(train.errors.hasSuffix("missing, also as .gz. The folder has the test digits alone\n"), "\(train.errors)")
  }

  @Test func pixelsOfZeroAndOneAreRefused() throws {
    let digits = StrokeDigits.make(countPerDigit: 2)
    try write(DigitSet(pixels: digits.pixels.map { $0 > 127 ? 1 : 0 }, labels: digits.labels))
    let result = try build()
    #expect(result.status == 1 && !Files.exists(files.path + "/out"))
    #expect(
      result.errors == """
        mnist-clock: \(files.path): the largest pixel value is 1; all below 43 of 255 is paper: every digit is blank. \
        Scale the pixels to 0...255, in NumPy with (images * (255 / 1)).round().astype("uint8")

        """)
  }

  /// Two dozen of each are enough to tell.
  @Test func transposedDigitsAreToldAndBuilt() throws {
    let drawn = try NumPy(StrokeDigits.make(countPerDigit: 24)).apply("images.transpose(0, 2, 1)")
    try write(drawn)
    let result = try build()
    #expect(result.status == 0)
    #expect(
      result.errors == """
        mnist-clock: \(files.path): the digits seem to be the wrong way round: rows and columns are swapped, as in EMNIST's files. \
        In NumPy images.transpose(0, 2, 1) fixes it

        """)
  }

  /// A gigabyte of zeros after one image, or after a header that promises a gigabyte of images while there is one
  /// label.
  @Test(arguments: [(1, "1 image takes 800 bytes, but the file goes on"), (1_400_000, "it has 1 labels, but")])
  func noMoreIsUnpackedThanPromised(count: Int, message: String) throws {
    try files.write(Array(MNISTFiles.images(count: 1).prefix(4)), "start", gzip: true)
    try files.write(MNISTFiles.bigEndian(UInt32(count)) + MNISTFiles.images(count: 1)[8...], "rest", gzip: true)
    try files.write(.init(repeating: 0, count: 1 << 24), "zeros", gzip: true)
    let parts = try ["start", "rest"].map { try Files.read("\(files.path)/\($0).gz") }
    let zeros = try Files.read(files.path + "/zeros.gz")
    let bomb = parts.joined() + (0..<64).flatMap { _ in zeros }
    try files.write(Array(bomb), "t10k-images-idx3-ubyte.gz")
    try files.write(MNISTFiles.labels([7]), "t10k-labels-idx1-ubyte")
    let script = "ulimit -v 600000; exec \"$0\" --mnist '\(files.path)' --at 12:00"
    let result = try ChildProcess.run("bash", ["-c", script, Program.path])
    #expect(result.status == 1)
    #expect(result.errors.contains(message), "\(result.errors)")
  }
}
