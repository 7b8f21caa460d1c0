// What people have their digits in as arrays and tables, made by NumPy: what is read of it, and in which words the rest
// is refused.

import DigitFiles
import DigitForm
import Digits
import Support
import TestSupport
import Testing

@Suite struct DigitImportTests {
  private let trial: ImportTrial

  init() throws { trial = try ImportTrial() }

  // MARK: NumPy

  @Test(arguments: [
    "x", "x[..., None]", "x.reshape(-1, 784)", "x[:, None]", "x.astype('int16')", "x.astype('>i4')",
    "x.astype('int64')",
    "x.astype('uint64')", "x.astype('>u2')", "(x / 255).astype('float32')", "x / 255", "x.astype('float64')",
    "x.astype('>f4')", "x[::-1][::-1]",
  ])
  func arraysOfEveryTypeAndShape(expression: String) throws {
    try trial.make("numpy.save('x_train.npy', \(expression)); numpy.save('y_train.npy', y)")
    #expect(try trial.read("x_train.npy", "y_train.npy").digits == trial.digits)
  }

  @Test(arguments: [
    "y.astype('int64')", "y.astype('float32')", "y[:, None]", "numpy.eye(10)[y]", "numpy.eye(10, dtype='uint8')[y]",
  ])
  func labelsOfEveryTypeAndShape(expression: String) throws {
    try trial.make("numpy.save('images.npy', x); numpy.save('labels.npy', \(expression))")
    #expect(try trial.read("labels.npy", "images.npy").digits == trial.digits)
  }

  @Test func arraysOfTrueAndFalse() throws {
    try trial.make("numpy.save('x.npy', x > 127); numpy.save('y.npy', y)")
    #expect(try trial.read("x.npy", "y.npy").digits.pixels == trial.digits.pixels.map { $0 > 127 ? 255 : 0 })
  }

  /// The first images are at most 1, and a later one shows that 255 is the most.
  @Test func floatsUpTo255() throws {
    try trial.make("x = x.astype(float); x[:9] = x[:9] > 127; numpy.save('x.npy', x); numpy.save('y.npy', y)")
    let expected = trial.digits.pixels.indices.map {
      $0 < 9 * 784 ? (trial.digits.pixels[$0] > 127 ? 1 : 0) : trial.digits.pixels[$0]
    }
    #expect(try trial.read("x.npy", "y.npy").digits.pixels == expected)
  }

  @Test(arguments: [1, 2, 3])
  func everyVersionAlsoPacked(version: Int) throws {
    try trial.make(
      """
      import gzip
      for name, array in (("x", x), ("y", y)):
          with gzip.open(f"{name}_test.npy.gz", "wb") as file:
              numpy.lib.format.write_array(file, array, (\(version), 0))
      """)
    #expect(try trial.read("x_test.npy.gz", "y_test.npy.gz").digits == trial.digits)
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
    try trial.make("numpy.save('x.npy', \(expression)); numpy.save('y.npy', y)")
    let refusal = try trial.refusal("x.npy", "y.npy")
    #expect(refusal.hasPrefix(words), "\(refusal)")
  }

  @Test(arguments: [
    ("y + 1", "y.npy: label 9 is 10.0, not a digit from 0 to 9"), ("y + .5", "y.npy: label 0 is 0.5, not a digit"),
    ("numpy.eye(10)[y] * 0", "y.npy: row 0 of the one-hot labels doesn't have one 1 and nine 0s"),
    ("numpy.ones((20, 10))", "y.npy: row 0 of the one-hot labels doesn't have one 1 and nine 0s"),
    ("x", "x.npy: the labels belonging to it are missing. Name both, as x_train.npy and y_train.npy"),
  ])
  func labelsThatAreRefused(expression: String, words: String) throws {
    try trial.make("numpy.save('x.npy', x); numpy.save('y.npy', \(expression))")
    let refusal = try trial.refusal("x.npy", "y.npy")
    #expect(refusal.hasPrefix(words), "\(refusal)")
  }

  @Test func oneOfTwoArrays() throws {
    try trial.make("numpy.save('x.npy', x); numpy.save('y.npy', y); numpy.savez('both.npz', x=x)")
    #expect(try trial.refusal("x.npy").hasPrefix("x.npy: the labels belonging to it are missing"))
    #expect(
      try trial.refusal("y.npy").hasPrefix("y.npy: it holds labels, and the images belonging to it weren't named"))
    #expect(try trial.refusal("both.npz").hasPrefix("both.npz: it is an archive of arrays, and single ones are read"))
  }

  /// Cut off anywhere, or gone on with.
  @Test func damagedArrays() throws {
    try trial.make("numpy.save('x.npy', x); numpy.save('y.npy', y)")
    let bytes = try Files.read(trial.path("x.npy"))
    for length in Array(0..<130) + [1_000, bytes.count - 1] {
      try Files.write(bytes[..<length], to: trial.path("x.npy"))
      #expect(try trial.refusal("x.npy", "y.npy").hasPrefix("x.npy: "), "\(length)")
    }
    try Files.write(bytes + [0], to: trial.path("x.npy"))
    #expect(
      try trial.refusal("x.npy", "y.npy")
        == "x.npy: it goes on after the 15,680 elements that its header promises. Save or download it again")
    try Files.write(bytes[..<6] + [4] + bytes[7...], to: trial.path("x.npy"))
    #expect(try trial.refusal("x.npy", "y.npy").hasPrefix("x.npy: byte 6: it has version 4 of NumPy's format"))
    var random = SplitMix64(seed: 15)
    for _ in 0..<2_000 {
      var damaged = bytes.prefix(128)
      damaged[Int.random(in: 0..<128, using: &random)] = UInt8.random(in: 0...255, using: &random)
      try Files.write(damaged, to: trial.path("x.npy"))
      _ = try trial.refusal("x.npy", "y.npy")
    }
  }

  @Test func moreThanThereIsRoomFor() throws {
    try trial.make(
      """
      text = "{'descr': '|u1', 'fortran_order': False, 'shape': (9000000000000000000, 28, 28), }".ljust(117) + "\\n"
      open("x.npy", "wb").write(b"\\x93NUMPY\\1\\0\\x76\\0" + text.encode())
      numpy.save("y.npy", y)
      """)
    #expect(
      try trial.refusal("x.npy", "y.npy")
        == "x.npy: byte 10: it has 9,000,000,000,000,000,000 images, more than 400,000. Divide it")
  }

  // MARK: CSV

  @Test(arguments: [
    "['label'] + [f'pixel{i}' for i in range(784)]", "None",
    "['Label'] + [f'{r}x{c}' for r in range(28) for c in range(28)]",
  ])
  func csvWithAndWithoutAHeader(header: String) throws {
    try trial.make(
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
    for name in ["a.csv", "b.csv.gz", "c.csv", "d.csv"] {
      #expect(try trial.read(name).digits == trial.digits, "\(name)")
    }
  }

  /// As Excel for Mac saves "CSV (Macintosh)"; at the end there may be a line's end or none.
  @Test(arguments: ["\\n", "\\r\\n", "\\r"]) func csvWithAnyLineEnds(end: String) throws {
    try trial.make(
      """
      lines = [",".join(["label"] + [f"pixel{i}" for i in range(784)])]
      lines += [",".join(map(str, row)) for row in numpy.column_stack([y, x.reshape(-1, 784)]).tolist()]
      lines = [line.encode() for line in lines]
      end = b"\(end)"
      open("a.csv", "wb").write(end.join(lines) + end)
      open("b.csv", "wb").write(end.join(lines[1:]))
      open("c.csv", "wb").write(end.join(lines[:3] + [b"", b"1,2,3"]))
      """)
    for name in ["a.csv", "b.csv"] { #expect(try trial.read(name).digits == trial.digits, "\(name)") }
    // An empty line counts.
    #expect(try trial.refusal("c.csv").hasPrefix("c.csv: line 5: it has 3 columns, not 785"))
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
    try Files.write(text.utf8, to: trial.path("a.csv"))
    let refusal = try trial.refusal("a.csv")
    #expect(refusal.hasPrefix(words), "\(refusal)")
  }

  // MARK: IDX

  @Test func idxPairsOfOtherNames() throws {
    try IDX.write(
      trial.digits, images: trial.path("emnist-digits-test-images-idx3-ubyte"),
      labels: trial.path("emnist-digits-test-labels-idx1-ubyte")
    )
    _ = try ChildProcess.run("gzip", [trial.path("emnist-digits-test-labels-idx1-ubyte")])
    #expect(try trial.read("emnist-digits-test-images-idx3-ubyte").digits == trial.digits)
    #expect(try trial.read("").digits == trial.digits)
    #expect(
      try trial.refusal("emnist-digits-test-labels-idx1-ubyte.gz").contains("the images belonging to it weren't named"))
    try Files.write([], to: trial.path("mine-images.idx3-ubyte"))
    #expect(
      try trial.refusal("mine-images.idx3-ubyte")
        == "mine-images.idx3-ubyte: the labels belonging to it are missing: mine-labels.idx1-ubyte. Put them beside it")
  }

  /// As EMNIST's are, with ink and paper exchanged too: both are found and told.
  @Test func transposedAndReversedDigitsAreTurned() throws {
    let digits = StrokeDigits.make(countPerDigit: 24)
    let transposed = try NumPy(digits).apply("255 - images.transpose(0, 2, 1)")
    let name = "emnist-images-idx3-ubyte"
    try IDX.write(transposed, images: trial.path(name), labels: trial.path("emnist-labels-idx1-ubyte"))
    let work = try trial.read(name, turns: true)
    #expect(work.digits == digits)
    #expect(work.report.reversedFiles == [trial.path(name)])
    #expect(work.report.turnedFiles.map(\.fault) == ["rows and columns are swapped, as in EMNIST's files"])
    let kept = try trial.read(name, reversal: .no)
    #expect(kept.digits == transposed && kept.report == DigitImport.Report())
  }
}
