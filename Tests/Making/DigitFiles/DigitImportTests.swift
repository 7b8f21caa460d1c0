// What people have their digits in, made by NumPy and Pillow: what is read of it, and in which words the rest is refused.

import DigitFiles
import DigitForm
import Digits
import Support
import TestSupport
import Testing

@Suite struct DigitImportTests {
  private let folder: TemporaryFolder
  private let digits = StrokeDigits.make(countPerDigit: 2)

  init() throws {
    folder = try TemporaryFolder()
    try Files.write(digits.pixels, to: path("pixels"))
    try Files.write(digits.labels, to: path("labels"))
  }

  private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  /// Makes files, with the images `x` and the labels `y` at hand.
  private func make(_ script: String) throws {
    let start = """
      x = numpy.fromfile("pixels", "uint8").reshape(-1, 28, 28)
      y = numpy.fromfile("labels", "uint8")

      """
    try PythonJudge.run(start + script, folder: folder.path)
  }

  /// The drawn digits are too few and too plain to be judged by how they lie.
  private func read(
    _ names: String..., reversal: Reversal = .auto, turns: Bool = false, skips: Bool = false
  ) throws -> DigitImport {
    var work = DigitImport(reversal: reversal, turns: turns, skips: skips)
    try work.read(names.map(path))
    return work
  }

  private func refusal(_ names: String...) throws -> String {
    var work = DigitImport(turns: false)
    let failure = #expect(throws: Failure.self) { try work.read(names.map(path)) }
    return (failure?.description ?? "").replacing(folder.path + "/", with: "")
  }

  // MARK: NumPy

  @Test(arguments: [
    "x", "x[..., None]", "x.reshape(-1, 784)", "x[:, None]", "x.astype('int16')", "x.astype('>i4')",
    "x.astype('int64')",
    "x.astype('uint64')", "x.astype('>u2')", "(x / 255).astype('float32')", "x / 255", "x.astype('float64')",
    "x.astype('>f4')", "x[::-1][::-1]",
  ])
  func arraysOfEveryTypeAndShape(expression: String) throws {
    try make("numpy.save('x_train.npy', \(expression)); numpy.save('y_train.npy', y)")
    #expect(try read("x_train.npy", "y_train.npy").digits == digits)
  }

  @Test(arguments: [
    "y.astype('int64')", "y.astype('float32')", "y[:, None]", "numpy.eye(10)[y]", "numpy.eye(10, dtype='uint8')[y]",
  ])
  func labelsOfEveryTypeAndShape(expression: String) throws {
    try make("numpy.save('images.npy', x); numpy.save('labels.npy', \(expression))")
    #expect(try read("labels.npy", "images.npy").digits == digits)
  }

  @Test func arraysOfTrueAndFalse() throws {
    try make("numpy.save('x.npy', x > 127); numpy.save('y.npy', y)")
    #expect(try read("x.npy", "y.npy").digits.pixels == digits.pixels.map { $0 > 127 ? 255 : 0 })
  }

  /// The first images are at most 1, and a later one shows that 255 is the most.
  @Test func floatsUpTo255() throws {
    try make("x = x.astype(float); x[:9] = x[:9] > 127; numpy.save('x.npy', x); numpy.save('y.npy', y)")
    let expected = digits.pixels.indices.map { $0 < 9 * 784 ? (digits.pixels[$0] > 127 ? 1 : 0) : digits.pixels[$0] }
    #expect(try read("x.npy", "y.npy").digits.pixels == expected)
  }

  @Test(arguments: [1, 2, 3])
  func everyVersionAlsoPacked(version: Int) throws {
    try make(
      """
      import gzip
      for name, array in (("x", x), ("y", y)):
          with gzip.open(f"{name}_test.npy.gz", "wb") as file:
              numpy.lib.format.write_array(file, array, (\(version), 0))
      """)
    #expect(try read("x_test.npy.gz", "y_test.npy.gz").digits == digits)
  }

  @Test(arguments: [
    ("numpy.asfortranarray(x)", "x.npy: byte 10: its elements are in Fortran's order, columns first. Save it with"),
    ("x[:, :, :27]", "x.npy: byte 10: its shape is (20, 28, 27); images have (n, 28, 28), (n, 28, 28, 1) or (n, 784)"),
    ("x[0]", "x.npy: byte 10: its shape is (28, 28); images have"), ("x[:0]", "x.npy: byte 10: it has 0 images"),
    ("x[:5]", "y.npy: it has 20 labels, but x.npy has 5 images. The two files must come from the same data set"),
    ("x.astype('float16')", "x.npy: byte 10: its elements are of type <f2; whole numbers"),
    ("x.astype('complex64')", "x.npy: byte 10: its elements are of type <c8; whole"),
    ("x.astype('U3')", "x.npy: byte 10: its elements are of type <U3; whole"),
    ("x.astype([('a', 'u1')])", "x.npy: byte 10: it holds a table of several columns"),
    ("x.astype(int) - 1", "x.npy: image 0 has -1.0 in row 0, column 0, all counted from 0; pixels go from 0 to 255"),
    ("x.astype(int) + 256", "x.npy: image 0 has 256.0 in row 0"), ("x * numpy.nan", "x.npy: image 0 has nan in row 0"),
    ("x + numpy.inf", "x.npy: image 0 has inf in row 0, column 0"),
    ("x * 0", "x.npy: the largest pixel value is 0; all below 43 of 255 is paper: every digit is blank"),
  ])
  func arraysThatAreRefused(expression: String, words: String) throws {
    try make("numpy.save('x.npy', \(expression)); numpy.save('y.npy', y)")
    let refusal = try refusal("x.npy", "y.npy")
    #expect(refusal.hasPrefix(words), "\(refusal)")
  }

  @Test(arguments: [
    ("y + 1", "y.npy: label 9 is 10.0, not a digit from 0 to 9"), ("y + .5", "y.npy: label 0 is 0.5, not a digit"),
    ("numpy.eye(10)[y] * 0", "y.npy: row 0 of the one-hot labels doesn't have one 1 and nine 0s"),
    ("numpy.ones((20, 10))", "y.npy: row 0 of the one-hot labels doesn't have one 1 and nine 0s"),
    ("x", "x.npy: the labels belonging to it are missing. Name both, as x_train.npy and y_train.npy"),
  ])
  func labelsThatAreRefused(expression: String, words: String) throws {
    try make("numpy.save('x.npy', x); numpy.save('y.npy', \(expression))")
    let refusal = try refusal("x.npy", "y.npy")
    #expect(refusal.hasPrefix(words), "\(refusal)")
  }

  @Test func oneOfTwoArrays() throws {
    try make("numpy.save('x.npy', x); numpy.save('y.npy', y); numpy.savez('both.npz', x=x)")
    #expect(try refusal("x.npy").hasPrefix("x.npy: the labels belonging to it are missing"))
    #expect(try refusal("y.npy").hasPrefix("y.npy: it holds labels, and the images belonging to it weren't named"))
    #expect(try refusal("both.npz").hasPrefix("both.npz: it is an archive of arrays, and single ones are read"))
  }

  /// Cut off anywhere, or gone on with.
  @Test func damagedArrays() throws {
    try make("numpy.save('x.npy', x); numpy.save('y.npy', y)")
    let bytes = try Files.read(path("x.npy"))
    for length in Array(0..<130) + [1_000, bytes.count - 1] {
      try Files.write(bytes[..<length], to: path("x.npy"))
      #expect(try refusal("x.npy", "y.npy").hasPrefix("x.npy: "), "\(length)")
    }
    try Files.write(bytes + [0], to: path("x.npy"))
    #expect(
      try refusal("x.npy", "y.npy")
        == "x.npy: it goes on after the 15,680 elements that its header promises. Save or download it again")
    try Files.write(bytes[..<6] + [4] + bytes[7...], to: path("x.npy"))
    #expect(try refusal("x.npy", "y.npy").hasPrefix("x.npy: byte 6: it has version 4 of NumPy's format"))
    var random = SplitMix64(seed: 15)
    for _ in 0..<2_000 {
      var damaged = bytes.prefix(128)
      damaged[Int.random(in: 0..<128, using: &random)] = UInt8.random(in: 0...255, using: &random)
      try Files.write(damaged, to: path("x.npy"))
      _ = try refusal("x.npy", "y.npy")
    }
  }

  @Test func moreThanThereIsRoomFor() throws {
    try make(
      """
      text = "{'descr': '|u1', 'fortran_order': False, 'shape': (9000000000000000000, 28, 28), }".ljust(117) + "\\n"
      open("x.npy", "wb").write(b"\\x93NUMPY\\1\\0\\x76\\0" + text.encode())
      numpy.save("y.npy", y)
      """)
    #expect(
      try refusal("x.npy", "y.npy")
        == "x.npy: byte 10: it has 9,000,000,000,000,000,000 images, more than 400,000. Divide it")
  }

  // MARK: CSV

  @Test(arguments: [
    "['label'] + [f'pixel{i}' for i in range(784)]", "None",
    "['Label'] + [f'{r}x{c}' for r in range(28) for c in range(28)]",
  ])
  func csvWithAndWithoutAHeader(header: String) throws {
    try make(
      """
      import csv, gzip
      header = \(header)
      for name, opened in (("a.csv", open), ("b.csv.gz", gzip.open)):
          with opened(name, "wt", newline="") as file:
              writer = csv.writer(file, lineterminator="\\r\\n" if opened is open else "\\n")
              if header: writer.writerow(header)
              writer.writerows(numpy.column_stack([y, x.reshape(-1, 784)]).tolist())
      open("c.csv", "wb").write(b"\\xef\\xbb\\xbf" + open("a.csv", "rb").read().rstrip())
      with open("d.csv", "w", newline="") as file:
          writer = csv.writer(file, quoting=csv.QUOTE_ALL)
          if header: writer.writerow(header)
          writer.writerows(numpy.column_stack([y, x.reshape(-1, 784)]).tolist())
      """)
    for name in ["a.csv", "b.csv.gz", "c.csv", "d.csv"] { #expect(try read(name).digits == digits, "\(name)") }
  }

  /// As Excel for Mac saves "CSV (Macintosh)"; at the end there may be a line's end or none.
  @Test(arguments: ["\\n", "\\r\\n", "\\r"]) func csvWithAnyLineEnds(end: String) throws {
    try make(
      """
      lines = [",".join(["label"] + [f"pixel{i}" for i in range(784)])]
      lines += [",".join(map(str, row)) for row in numpy.column_stack([y, x.reshape(-1, 784)]).tolist()]
      lines = [line.encode() for line in lines]
      end = b"\(end)"
      open("a.csv", "wb").write(end.join(lines) + end)
      open("b.csv", "wb").write(end.join(lines[1:]))
      open("c.csv", "wb").write(end.join(lines[:3] + [b"", b"1,2,3"]))
      """)
    for name in ["a.csv", "b.csv"] { #expect(try read(name).digits == digits, "\(name)") }
    // An empty line counts.
    #expect(try refusal("c.csv").hasPrefix("c.csv: line 5: it has 3 columns, not 785"))
  }

  @Test(arguments: [
    ("", "a.csv: it has no digits"), ("label,a,b\n1,2,3\n", "a.csv: line 1: its header has 3 columns. Kaggle's"),
    ("1,2,3\n", "a.csv: line 1: it has 3 columns, not 785. Kaggle's layout is label,pixel0,…,pixel783"),
    ("ImageId,Label\n1,2\n", "a.csv: line 1: its header begins with ImageId, not with label"),
    ("12", "a.csv: line 1: label 12 is not a digit"), ("1,256", "a.csv: line 1: column 2 has a number above 255"),
    ("1,,", "a.csv: line 1: column 2 is empty"), ("1,0.5", "a.csv: line 1: column 2 has ., and only whole numbers"),
    ("1,-5", "a.csv: line 1: column 2 has -, and only"), ("1;2", "a.csv: line 1: column 1 has ;, and only"),
    ("1" + String(repeating: ",0", count: 785), "a.csv: line 1: it has more than 785 columns"),
    ("1" + String(repeating: ",0", count: 784) + "\n7,7", "a.csv: line 2: it has 2 columns, not 785"),
    ("pixel0" + String(repeating: ",pixel1", count: 783) + "\n", "a.csv: line 1: it has pixels, but no labels"),
    ("a" + String(repeating: "b", count: 40_000), "a.csv: line 1: its first line is neither a header nor numbers"),
  ])
  func csvThatIsRefused(text: String, words: String) throws {
    try Files.write(text.utf8, to: path("a.csv"))
    let refusal = try refusal("a.csv")
    #expect(refusal.hasPrefix(words), "\(refusal)")
  }

  // MARK: IDX

  @Test func idxPairsOfOtherNames() throws {
    try IDX.write(
      digits, images: path("emnist-digits-test-images-idx3-ubyte"), labels: path("emnist-digits-test-labels-idx1-ubyte")
    )
    _ = try ChildProcess.run("gzip", [path("emnist-digits-test-labels-idx1-ubyte")])
    #expect(try read("emnist-digits-test-images-idx3-ubyte").digits == digits)
    #expect(try read("").digits == digits)
    #expect(
      try refusal("emnist-digits-test-labels-idx1-ubyte.gz").contains("the images belonging to it weren't named"))
    try Files.write([], to: path("mine-images.idx3-ubyte"))
    #expect(
      try refusal("mine-images.idx3-ubyte")
        == "mine-images.idx3-ubyte: the labels belonging to it are missing: mine-labels.idx1-ubyte. Put them beside it")
  }

  /// As EMNIST's are, with ink and paper exchanged too: both are found and told.
  @Test func transposedAndReversedDigitsAreTurned() throws {
    let digits = StrokeDigits.make(countPerDigit: 24)
    let transposed = try NumPy(digits).apply("255 - images.transpose(0, 2, 1)")
    let name = "emnist-images-idx3-ubyte"
    try IDX.write(transposed, images: path(name), labels: path("emnist-labels-idx1-ubyte"))
    let work = try read(name, turns: true)
    #expect(work.digits == digits)
    #expect(work.report.reversedFiles == [path(name)])
    #expect(work.report.turnedFiles.map(\.fault) == ["rows and columns are swapped, as in EMNIST's files"])
    let kept = try read(name, reversal: .no)
    #expect(kept.digits == transposed && kept.report == DigitImport.Report())
  }

  // MARK: Pictures

  /// MNIST's form comes through, whatever the depth and the ground.
  @Test func picturesByNameAndByFolder() throws {
    try make(
      """
      from PIL import Image
      os.makedirs("all/3/old"); os.makedirs("all/mixed")
      square = numpy.zeros((28, 28), "uint8")
      square[4:24, 5:23] = 255
      square[8:20, 9:19] = 0
      Image.fromarray(square).save("all/mixed/test_0.png")
      Image.fromarray(255 - square).save("all/mixed/paper_7.png")
      Image.fromarray(square > 0).save("all/mixed/bits_8.PNG")
      Image.fromarray((square.astype("uint16") * 257)).save("all/mixed/deep_1.png")
      ink = Image.new("RGBA", (28, 28), (0, 0, 0, 0))
      ink.paste((0, 0, 99, 255), (0, 0), Image.fromarray(square))
      ink.resize((280, 280), Image.NEAREST).save("all/3/IMG_0017.png")
      Image.fromarray(255 - square).resize((560, 560), Image.NEAREST).convert("CMYK").save("all/3/scan.jpg", quality=95)
      open("all/notes.txt", "w").write("notes")
      open("all/.DS_Store", "w").write("hidden")
      square.tofile("square")
      """)
    let work = try read("all")
    #expect(work.failures.isEmpty)
    // In the order of their paths.
    #expect(work.digits.labels == [3, 3, 8, 1, 7, 0])
    #expect(work.report.pictures == 6 && work.report.reversedPictures == 3 && work.report.picturesInForm == 4)
    #expect(work.report.leftOut == [path("all/notes.txt")])
    let square = try Files.read(path("square"))
    for index in 2..<6 { #expect(Array(work.digits.image(index)) == square, "\(index)") }
    // Scaled there and back; JPEG may be off by a little at the edges.
    for index in 0..<2 {
      let worst = zip(work.digits.image(index), square).map { abs(Int($0) - Int($1)) }.max() ?? 255
      #expect(worst <= 24, "\(index): \(worst)")
    }
  }

  @Test func reversalAsTold() throws {
    try make(
      """
      from PIL import Image
      sheet = numpy.full((50, 50), 255, "uint8")
      sheet[10:40, 20:30] = 0
      Image.fromarray(sheet).save("a1.png")
      """)
    #expect(try read("a1.png").report.reversedPictures == 1)
    #expect(try read("a1.png", reversal: .yes).digits == read("a1.png").digits)
    let kept = try read("a1.png", reversal: .no)
    #expect(kept.report.reversedPictures == 0)
    #expect(try read("a1.png").digits != kept.digits)
  }

  @Test func namesWithoutADigitAreAllNamed() throws {
    try make(
      """
      os.makedirs("all/x")
      for name in ("one_1", "two", "x/three", "four", "five", "six", "seven"):
          open(f"all/{name}.png", "w").write("no picture")
      """)
    #expect(
      try refusal("all")
        == "the name doesn't say which digit: all/five.png, all/four.png, all/seven.png, all/six.png, all/two.png and "
        + "1 more. A name ends with its digit, as test_3.png, or the folder above is called by it, as 3/test.png")
  }

  @Test func foldersWithoutDigits() throws {
    try Files.makeFolder(path("empty"))
    #expect(try refusal("empty").hasPrefix("empty: the folder is empty. PNG and JPEG are read"))
    try Files.makeFolder(path("texts"))
    try Files.write([], to: path("texts/a.txt"))
    #expect(try refusal("texts").hasPrefix("texts: the folder has no pictures, nor other files with digits"))
    #expect(try refusal("none").hasPrefix("none: it can't be read: No such file or directory"))
    #expect(try refusal("texts/a.txt").hasPrefix("texts/a.txt: its name says neither PNG, JPEG"))
  }

  /// Linux has any bytes as names, and no path in UTF-8 leads to these: they are told, and nothing beside them is lost.
  @Test func namesThatAreNotUTF8() throws {
    try make(
      """
      from PIL import Image
      os.makedirs(b"all/4"); os.makedirs(b"alone")
      sheet = numpy.full((50, 50), 255, "uint8")
      sheet[10:40, 20:30] = 0
      Image.fromarray(sheet).save("all/right_1.png")
      for name in (b"all/caf\\xe9_3.png", b"all/4/\\xff.png", b"all/.\\xfe.png", b"alone/\\xe9_2.png"):
          open(name, "wb").write(open("all/right_1.png", "rb").read())
      os.makedirs(b"all/\\xe8/5")
      """)
    let advice = "is not UTF-8, which every name must be. Rename it; `convmv` does that for many at once"
    let expected = [
      "all: the name caf\u{FFFD}_3.png in it \(advice)", "all: the name \u{FFFD} in it \(advice)",
      "all/4: the name \u{FFFD}.png in it \(advice)",
    ]
    let work = try read("all")
    #expect(work.failures.map { $0.description.replacing(folder.path + "/", with: "") } == expected)
    #expect(work.digits.labels == [1])
    let alone = try read("alone")
    #expect(alone.failures.count == 1 && alone.digits.count == 0)
    var told: [Failure] = []
    var read: [String] = []
    try NamedDigits([path("all"), path("alone")], reversal: .auto).forEach {
      read.append($0.file)
    } failed: {
      told.append($0)
    }
    #expect(told == work.failures + alone.failures && read == [path("all/right_1.png")])
  }

  /// Each that is wrong is named, and the others are still read.
  @Test func wrongPicturesAreGathered() throws {
    try make(
      """
      from PIL import Image
      os.makedirs("all")
      sheet = numpy.full((50, 50), 255, "uint8")
      Image.fromarray(sheet).save("all/blank_0.png")
      Image.new("L", (1, 1)).save("all/one_1.png")
      sheet[10:40, 20:30] = 0
      Image.fromarray(sheet).save("all/right_2.png")
      data = open("all/right_2.png", "rb").read()
      open("all/cut_3.png", "wb").write(data[:70])
      open("all/phone_4.heic", "wb").write(b"\\0\\0\\0\\x18ftypheic\\0\\0\\0\\0mif1heic")
      open("all/text_5.jpg", "w").write("no picture")
      """)
    let work = try read("all")
    let causes = work.failures.map { $0.description.replacing(folder.path + "/", with: "") }
    #expect(work.digits.labels == [2] && causes.count == 5)
    for (cause, words) in zip(
      causes,
      [
        "all/blank_0.png: there is no digit to be seen on its 50 × 50 pixels, whose greys go from 255 to 255",
        "all/cut_3.png: byte 70: the PNG ends too early", "all/one_1.png: there is no digit to be seen on its 1 × 1",
        "all/phone_4.heic: it is a HEIC photo", "all/text_5.jpg: byte 0: it is neither a PNG nor a JPEG picture",
      ])
    {
      #expect(cause.hasPrefix(words), "\(cause)")
    }
    #expect(work.failures.allSatisfy { $0.advice != nil })
    // A file with many digits is only read then if they are left out.
    try make("numpy.save('all/x.npy', x); numpy.save('all/y.npy', y)")
    #expect(try read("all").digits.count == 1)
    #expect(try read("all", skips: true).digits.count == 21)
  }
}
