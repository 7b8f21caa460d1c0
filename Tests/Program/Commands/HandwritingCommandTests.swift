// `mnist-clock sheet` and `handwriting` as people use them: from paper to a clock's glyphs, and what can go wrong.
// Must never call into the commands' code.

import Digits
import Foundation
import Support
import TestSupport
import Testing

@Suite struct HandwritingCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func run(_ words: String...) throws -> Program.Result {
    try Program.start(words, cache: Program.noCache, folder: folder.path).result()
  }

  @Test func fromPaperToTheClock() throws {
    #expect(try run("sheet", "--output", "sheet.pdf").output == "sheet.pdf: a sheet to print on A4, at any scale.\n")
    let camera = try SheetCamera(pdf: folder.path + "/sheet.pdf", first: 0, count: 1)
    let shot = camera.shots[0]
    let written = shot.written.count { $0 != nil }
    let result = try run("handwriting", shot.path, "--output", "mine", "--doubtful", "keep")
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    #expect(result.output.hasPrefix("\(shot.path): \(written) digits on A4\n"), "\(result.output)")
    let digits = try MNISTFolder(folder.path + "/mine").read(.train)
    #expect(digits.count == written)
    let rows = shot.written.enumerated().filter { $1 != nil }.map { UInt8($0.offset / 12) }
    #expect(digits.labels == rows)
    #expect(Files.exists(folder.path + "/mine/train/00000_0.png") && Files.exists(folder.path + "/mine/doubtful.png"))
    let lines = String(decoding: try Files.read(folder.path + "/mine/boxes.csv"), as: UTF8.self).split(separator: "\n")
    #expect(lines[0] == "number,photo,row,box,doubt" && lines.count == written + 1)
    #expect(try run("glyphs", "build", "--mnist", "mine", "--output", "mine.bin").status == 0)
    let clock = try run("run", "--image", "mine.bin", "--at", "12:34", "--png", "clock.png")
    #expect(clock.status == 0 && Files.exists(folder.path + "/clock.png"), "\(clock.errors)")

    // The same again without the doubtful ones, beside a photograph that can't be read.
    try Files.write([0, 0, 0, 24] + Array("ftypheic".utf8) + [0, 0, 0, 0], to: folder.path + "/phone.heic")
    let second = try run("handwriting", shot.path, "phone.heic", "--output", "new")
    #expect(second.status == 1)
    #expect(second.errors.contains("phone.heic: it is a HEIC photo") && second.errors.contains("heif-convert"))
    let kept = try MNISTFolder(folder.path + "/new").read(.train).count
    let doubtful = second.output.split(separator: "\n").count { $0.hasPrefix("  row ") }
    #expect(kept == written - doubtful)
  }

  @Test func whatIsNoSheetSaysWhatToDoBetter() throws {
    #expect(try run("sheet", "--paper", "letter", "--output", "sheet.pdf").status == 0)
    try PrintedSheet.poppler("pdftoppm", ["-r", "100", "-png", "-singlefile", "sheet.pdf", "empty"], in: folder.path)
    let empty = try run("handwriting", "empty.png", "--output", "mine")
    #expect(empty.status == 1 && empty.errors.contains("empty.png: the sheet's boxes are all empty"), "\(empty.errors)")
    try PrintedSheet.poppler("pdftoppm", ["-r", "50", "-png", "-singlefile", "sheet.pdf", "small"], in: folder.path)
    let small = try run("handwriting", "small.png", "--output", "mine")
    #expect(small.status == 1 && small.errors.contains("where 3.0 are needed. Go nearer"), "\(small.errors)")
    try PrintedSheet.poppler(
      "pdftoppm", ["-r", "100", "-H", "900", "-png", "-singlefile", "sheet.pdf", "half"], in: folder.path)
    let half = try run("handwriting", "half.png", "--output", "mine")
    #expect(half.status == 1 && half.errors.contains("only 2 of the sheet's four corner marks"), "\(half.errors)")
    let none = try run("handwriting", "half.png", "small.png", "none.png", "--output", "mine")
    #expect(none.status == 1 && none.errors.contains("none of the 3 photographs can be read"), "\(none.errors)")
    let all = try run("handwriting", ".", "--output", "mine")
    #expect(all.errors.hasSuffix(".: it is a folder, and photographs are named one by one. ./* names all in it\n"))
    // Nothing was left behind.
    #expect(!Files.exists(folder.path + "/mine"))
  }

  /// Each square a dark part of its own, of one pixel, of four, and the noise of a broken camera: as much memory as a
  /// photograph of 16 million pixels takes, 161 MB, and a little.
  @Test(arguments: ["(xx + yy) % 2 * 255", "(xx // 2 + yy // 2) % 2 * 255", "rng.integers(0, 256, xx.shape)"])
  func finePatternsTakeLittleMemory(pixels: String) throws {
    try PythonJudge.run(
      """
      rng = numpy.random.default_rng(1)
      yy, xx = numpy.mgrid[:4000, :4000]
      Image.fromarray((\(pixels)).astype("uint8")).save("pattern.png", compress_level=1)
      """, folder: folder.path)
    // By itself: what a process has when it starts another counts for that too.
    let peak = try PythonJudge.run(
      """
      import resource, subprocess
      result = subprocess.run(["\(Program.path)", "handwriting", "pattern.png", "--output", "out"], capture_output=True)
      assert b"none of the sheet's four corner marks" in result.stderr, result.stderr
      peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
      print(peak // (1 << 20 if os.uname().sysname == "Darwin" else 1 << 10))
      """, folder: folder.path)
    let megabytes = try #require(Int(peak.filter(\.isNumber)))
    #expect(megabytes < 200, "\(megabytes) MB")
  }

  @Test func otherPeoplesDigitsAreLeftAlone() throws {
    let mnist = try MNISTFiles()
    try mnist.writeTestHalf(count: 10)
    let result = try run("handwriting", "photo.jpg", "--output", mnist.path)
    #expect(result.status == 1 && result.errors.contains("Choose another folder"), "\(result.errors)")
    #expect(try run("handwriting", "--output", "mine").status == 2)
    #expect(try run("handwriting", "photo.jpg").status == 2)
    #expect(try run("sheet").status == 2)
    #expect(try run("sheet", "--paper", "a5", "--output", "sheet.pdf").status == 2)
  }
}
