// `mnist-clock digits` as people use it: what it prints, what it leaves behind, and what it refuses before any work.

import Digits
import Foundation
import Support
import TestSupport
import Testing

@Suite struct DigitsCommandTests {
  private let files: MNISTFiles
  private let digits = StrokeDigits.make(countPerDigit: 3)

  init() throws {
    files = try MNISTFiles()
    for (half, name) in [("train", "train"), ("test", "t10k")] {
      try Files.makeFolder("\(files.path)/\(half)")
      try write(digits, "set", name)
    }
  }

  private func path(_ name: String) -> String { "\(files.path)/\(name)" }

  private func write(_ digits: DigitSet, _ folder: String, _ half: String) throws {
    try Files.makeFolder(path(folder))
    try IDX.write(
      digits, images: path("\(folder)/\(half)-images-idx3-ubyte"), labels: path("\(folder)/\(half)-labels-idx1-ubyte"))
  }

  private func run(_ words: String...) throws -> Program.Result {
    try Program.start(["digits"] + words, cache: Program.noCache, folder: files.path).result()
  }

  @Test func aDigitIsShownAsArrayLabelAndPicture() throws {
    let result = try run("show", "--mnist", "set", "34", "--png", "four.png")
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "test 4: label 4, one-hot [0 0 0 0 1 0 0 0 0 0]")
    try Files.write(lines[1..<29].joined(separator: "\n").utf8, to: path("array"))
    try Files.write(digits.image(4), to: path("pixels"))
    try PythonJudge.run(
      """
      array = numpy.array(eval(open("array").read().replace("[ ", "[").replace("  ", " ").replace("  ", " ").replace(" ", ",").replace(",,", ",").replace(",\\n,", ",\\n").replace("[,", "[").replace("\\n", ",").replace(",,", ",")))
      assert (array.ravel() == numpy.fromfile("pixels", "uint8")).all()
      picture = numpy.array(Image.open("four.png"))
      # 5 × 5 pixels each, ink dark.
      small = 255 - numpy.fromfile("pixels", "uint8").reshape(28, 28)
      large = small.repeat(5, 0).repeat(5, 1)
      windows = numpy.lib.stride_tricks.sliding_window_view(picture, large.shape)
      assert (windows == large).all((2, 3)).any()
      """, folder: files.path)
    // Fourteen lines of characters, with no colours in a file.
    #expect(lines[29..<43].contains { $0.contains("█") } && !result.output.contains("\u{1B}"))
    let normalized = try run("show", "--mnist", "set", "--split", "test", "4", "--normalized")
    #expect(normalized.output.contains(" 0.000 ") && normalized.output.hasPrefix("test 4: label 4"))
  }

  @Test func aSetIsShownInFigures() throws {
    let result = try run("show", "--mnist", "set", "--png", "means.png")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasPrefix("30 training digits and 30 test digits, 28 × 28 pixels each\n"))
    #expect(result.output.contains("  7          6  10.00 %"))
    let mean = try PythonJudge.run(
      "x = numpy.fromfile('set/t10k-images-idx3-ubyte', 'uint8')[16:]; print(f'{x.mean():.2f} of 255, or {x.mean() / 255:.4f} of 1')",
      folder: files.path)
    #expect(result.output.contains("mean     \(mean)"), "\(mean)\(result.output)")
    #expect(Files.exists(path("means.png")))
  }

  @Test func numbersThatAreNone() throws {
    #expect(try run("show", "--mnist", "set", "60").errors.hasSuffix("there is no digit 60: the set has 0 to 59\n"))
    for word in ["seven", "-1", "1.5", ""] {
      let result = try run("show", "--mnist", "set", word)
      #expect(result.status == 2 && result.errors.contains("is no number of a digit"), "\(result.errors)")
    }
  }

  /// There and back by every format, to the same bytes.
  @Test(arguments: ["npy", "csv", "png", "idx"])
  func exportsComeBackAsTheyWere(format: String) throws {
    let result = try run("export", "--mnist", "set", "--format", format, "--output", "out/\(format)")
    #expect(result.status == 0, "\(result.errors)")
    let sources = [
      "npy": ["out/npy/x_test.npy", "out/npy/y_test.npy"], "csv": ["out/csv/test.csv"], "png": ["out/png/test"],
      "idx": ["out/idx/t10k-images-idx3-ubyte"],
    ]
    // Turned or reversed they wouldn't be the same.
    let words = ["digits", "import"] + (sources[format] ?? []) + ["--half", "test", "--output", "back"]
    let back = try Program.start(words, cache: Program.noCache, folder: files.path).result()
    #expect(back.status == 0, "\(back.errors)")
    if format == "png" {
      // Drawn digits are in another form than MNIST's, and are brought into it.
      #expect(back.output.contains("back: 30 digits (0: 3; 1: 3; 2: 3; 3: 3; 4: 3; 5: 3; 6: 3; 7: 3; 8: 3; 9: 3).\n"))
    } else {
      for name in ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"] {
        #expect(try Files.read(path("back/\(name)")) == Files.read(path("set/\(name)")))
      }
    }
  }

  @Test func whatMakesNoSense() throws {
    for (words, cause) in [
      (["export", "--output", "out"], "--format is missing"),
      (["export", "--format", "npy"], "--output DIR is missing"),
      (["export", "--format", "npz", "--output", "out"], "--format npz: expected npy, csv, png, idx"),
      (["export", "--format", "csv", "--flat", "--output", "out"], "--flat needs --format npy"),
      (
        ["export", "--format", "idx", "--mnist", "set", "--output", "set"], "--output set/train-images-idx3-ubyte would"
      ),
      (["import", "--output", "out"], "FILE is missing"), (["import", "a_1.png"], "--output DIR is missing"),
      (["import", "", "--output", "out"], "a path is missing"),
      (["import", "a_1.png", "--reverse", "maybe", "--output", "out"], "--reverse maybe: expected auto, yes, no"),
      (["import", "set/train-images-idx3-ubyte", "--output", "set"], "would overwrite what FILE reads"),
    ] {
      let result = try Program.start(["digits"] + words, cache: Program.noCache, folder: files.path).result()
      #expect(result.status == 2 && result.errors.contains(cause), "\(words): \(result.errors)")
    }
    #expect(try run().errors.hasPrefix("mnist-clock: digits needs show, export or import"))
    #expect(!Files.exists(path("out")))
  }

  /// All of them, and nothing is written without --skip.
  @Test func wrongPicturesAreNamedBeforeAnythingIsWritten() throws {
    try PythonJudge.run(
      """
      os.makedirs("mine")
      sheet = numpy.full((50, 50), 255, "uint8")
      Image.fromarray(sheet).save("mine/blank_0.png")
      sheet[10:40, 20:30] = 0
      Image.fromarray(sheet).save("mine/right_1.png")
      open("mine/phone_4.heic", "wb").write(b"\\0\\0\\0\\x18ftypheic\\0\\0\\0\\0mif1heic")
      """, folder: files.path)
    let refused = try run("import", "mine", "--output", "out/new")
    #expect(refused.status == 1 && refused.output.isEmpty && !Files.exists(path("out")))
    let lines = refused.errors.split(separator: "\n")
    #expect(lines.count == 3 && lines[0].hasPrefix("mnist-clock: mine/blank_0.png: there is no digit"))
    #expect(lines[1].contains("HEIC photo") && lines[1].contains("heif-convert"))
    #expect(lines[2] == "mnist-clock: 2 pictures can't be read, and nothing was written. --skip leaves them out")
    let skipped = try run("import", "mine", "--output", "out/new", "--skip")
    #expect(skipped.status == 0, "\(skipped.errors)")
    #expect(
      skipped.output.contains("Dark on light, and turned round: 1 of 1.\nLeft out, since they can't be read: 2.\n"))
    #expect(
      try IDX.read(images: path("out/new/train-images-idx3-ubyte"), labels: path("out/new/train-labels-idx1-ubyte"))
        .count == 1)
  }

  /// Ctrl-C within a long export; and what `timeout` sends, to the process and at once to its group.
  @Test(arguments: [[SIGINT], [SIGTERM], [SIGTERM, SIGTERM], [SIGHUP, SIGTERM]])
  func anInterruptedExportLeavesNothing(signals: [Int32]) throws {
    try write(StrokeDigits.make(countPerDigit: 500), "large", "train")
    let (process, result) = try Program.start(
      ["digits", "export", "--mnist", "large", "--format", "png", "--output", "out"], cache: Program.noCache,
      folder: files.path)
    let end = ContinuousClock.now + .seconds(60)
    func made() -> Bool {
      ((try? FileManager.default.contentsOfDirectory(atPath: files.path)) ?? []).contains { name in
        name.hasPrefix(".mnist-clock-") && Files.exists(path("\(name)/whole/train/00100_0.png"))
      }
    }
    while !made(), process.isRunning, ContinuousClock.now < end { usleep(1_000) }
    for signal in signals {
      kill(process.processIdentifier, signal)
      // Two that wait together are one.
      usleep(2_000)
    }
    let ended = result()
    #expect(ended.status == 130, "\(ended.output)\(ended.errors)")
    #expect(ended.errors.hasSuffix("interrupted; nothing half-made was kept\n"), "\(ended.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: files.path)
    #expect(!names.contains("out") && !names.contains { $0.hasPrefix(".mnist-clock-") }, "\(names)")
  }

  /// Grey, and in colours with its bytes in a few blocks: read row by row.
  @Test func twentyThousandPixelsSquareTakeLessThan500MB() throws {
    let peak = try PythonJudge.run(
      """
      import resource, struct, subprocess, zlib
      side = 20000
      def chunk(name, data):
          return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
      deflate = zlib.compressobj(1)
      data = b""
      for y in range(side):
          ink = b"\\0" * 6000 if 4000 <= y < 16000 else b"\\xff" * 6000
          data += deflate.compress(b"\\0" + b"\\xff" * 7000 + ink + b"\\xff" * 7000)
      header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
      open("large_1.png", "wb").write(
          b"\\x89PNG\\r\\n\\x1a\\n" + header + chunk(b"IDAT", data + deflate.flush()) + chunk(b"IEND", b""))
      result = subprocess.run(["\(Program.path)", "digits", "import", "large_1.png", "--output", "out"], capture_output=True)
      assert result.returncode == 0, result.stderr
      image = numpy.fromfile("out/train-images-idx3-ubyte", "uint8")[16:].reshape(28, 28)
      # 6,000 × 12,000 of ink in the middle.
      assert (image[4:24, 9:19] == 255).all() and image.sum() == 255 * 200
      peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
      print(peak // (1 << 20 if os.uname().sysname == "Darwin" else 1 << 10))
      """, folder: files.path)
    let megabytes = try #require(Int(peak.filter(\.isNumber)))
    #expect(megabytes < 500, "\(megabytes) MB")
  }
}
