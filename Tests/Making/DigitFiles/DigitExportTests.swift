// Exports as NumPy, Python's csv and Pillow read them.

import DigitFiles
import Digits
import Support
import TestSupport
import Testing

@Suite struct DigitExportTests {
  private let folder: TemporaryFolder
  private let digits = StrokeDigits.make(countPerDigit: 3)
  private var output: String { folder.path + "/out" }

  init() throws {
    folder = try TemporaryFolder()
    try Files.write(digits.pixels, to: folder.path + "/pixels")
    try Files.write(digits.labels, to: folder.path + "/labels")
  }

  private func export(_ export: DigitExport, _ split: MNISTFolder.Split = .train, to path: String? = nil) throws {
    let whole = try WholeFolder(path ?? output)
    try export.write(digits, split, to: whole) { _ in }
    try whole.finish()
  }

  /// Runs asserts on what was written, with the raw pixels and labels at hand.
  private func judge(_ script: String) throws {
    let start = """
      pixels = numpy.fromfile("pixels", "uint8").reshape(-1, 28, 28)
      labels = numpy.fromfile("labels", "uint8")
      os.chdir("out")

      """
    try PythonJudge.run(start + script, folder: folder.path)
  }

  @Test func numPyReadsBytes() throws {
    try export(DigitExport(.npy))
    try judge(
      """
      x, y = numpy.load("x_train.npy"), numpy.load("y_train.npy")
      assert x.dtype == "uint8" and x.shape == (30, 28, 28, 1) and (x[..., 0] == pixels).all()
      assert y.dtype == "uint8" and y.shape == (30,) and (y == labels).all()
      assert sorted(os.listdir()) == ["x_train.npy", "y_train.npy"]
      # NumPy can map them, since the data are aligned.
      assert os.path.getsize("x_train.npy") == 128 + pixels.size
      """)
  }

  @Test func numPyReadsFlatFloatsAndOneHotLabels() throws {
    try export(DigitExport(.npy, isFlat: true, isNormalized: true, isOneHot: true), .test)
    try judge(
      """
      x, y = numpy.load("x_test.npy"), numpy.load("y_test.npy")
      assert x.dtype == "float32" and x.shape == (30, 784)
      assert (x == (pixels.reshape(-1, 784) / numpy.float32(255)).astype("float32")).all()
      assert y.shape == (30, 10) and (y == numpy.eye(10)[labels]).all()
      """)
  }

  @Test func kagglesLayout() throws {
    try export(DigitExport(.csv))
    try judge(
      """
      import csv
      rows = list(csv.reader(open("train.csv", newline="")))
      assert rows[0] == ["label"] + [f"pixel{i}" for i in range(784)]
      table = numpy.array(rows[1:], int)
      assert (table[:, 0] == labels).all() and (table[:, 1:] == pixels.reshape(-1, 784)).all()
      """)
  }

  @Test func picturesSayWhatTheyShow() throws {
    try export(DigitExport(.png), .test)
    try judge(
      """
      from PIL import Image
      names = sorted(os.listdir("test"))
      assert names == [f"{i:05}_{label}.png" for i, label in enumerate(labels)]
      for i, name in enumerate(names):
          picture = Image.open("test/" + name)
          assert picture.mode == "L" and (numpy.array(picture) == pixels[i]).all()
      """)
  }

  @Test func mnistsOwnFiles() throws {
    try export(DigitExport(.idx), .test)
    try judge(
      """
      images = numpy.fromfile("t10k-images-idx3-ubyte", "uint8")
      assert images[:16].view(">i4").tolist() == [0x803, 30, 28, 28] and (images[16:] == pixels.ravel()).all()
      found = numpy.fromfile("t10k-labels-idx1-ubyte", "uint8")
      assert found[:8].view(">i4").tolist() == [0x801, 30] and (found[8:] == labels).all()
      """)
  }

  /// Files of the same names are replaced and others stay; a folder of pictures is replaced whole, or not at all.
  @Test func aFolderThatIsThere() throws {
    try Files.makeFolder(output)
    try Files.write([1], to: output + "/mine")
    try Files.write([2], to: output + "/x_train.npy")
    try export(DigitExport(.npy))
    #expect(try Files.read(output + "/mine") == [1])
    #expect(try Files.read(output + "/x_train.npy").count == 128 + digits.pixels.count)
    try export(DigitExport(.png))
    try export(DigitExport(.png))
    try judge("assert sorted(os.listdir()) == [\"mine\", \"train\", \"x_train.npy\", \"y_train.npy\"]")
    try Files.write([3], to: output + "/train/notes")
    let failure = #expect(throws: Failure.self) { try export(DigitExport(.png)) }
    #expect(failure?.cause == "it has other files already, notes for one")
    try judge("assert len(os.listdir(\"train\")) == 31 and len(os.listdir()) == 4")
  }

  @Test func nothingIsLeftOfWhatWasNotFinished() throws {
    do {
      let whole = try WholeFolder(folder.path + "/a/b/c")
      try DigitExport(.png).write(digits, .train, to: whole) { _ in }
    }
    try PythonJudge.run("assert sorted(os.listdir()) == [\"labels\", \"pixels\"]", folder: folder.path)
    #expect(throws: Failure.self) { try WholeFolder(folder.path + "/pixels") }
    #expect(throws: Failure.self) { try WholeFolder("") }
    // A link to a folder that doesn't exist yet leads where it says.
    try PythonJudge.run("os.symlink(\"new\", \"link\")", folder: folder.path)
    try export(DigitExport(.csv), to: folder.path + "/link")
    #expect(Files.exists(folder.path + "/new/train.csv"))
  }

  @Test func figuresAreNumPys() throws {
    let figures = DigitFigures(digits)
    let means = (0...9).flatMap { figures.meanImage(of: $0) }
    try Files.write(means, to: folder.path + "/means")
    try Files.makeFolder(output)
    try judge(
      """
      assert \(figures.counts) == numpy.bincount(labels).tolist()
      assert (\(figures.least), \(figures.most)) == (pixels.min(), pixels.max())
      assert abs(\(figures.mean) - pixels.mean()) < 1e-9 and abs(\(figures.deviation) - pixels.std()) < 1e-9
      assert abs(\(figures.ink) - (pixels > 0).mean()) < 1e-9
      ours = numpy.fromfile("../means", "uint8").reshape(10, 28, 28)
      theirs = numpy.array([pixels[labels == d].mean(0) for d in range(10)])
      assert abs(ours - theirs).max() <= 0.501
      assert abs(\(figures.mean(of: 7) ?? -1) - pixels[labels == 7].mean()) < 1e-9
      """)
  }

  @Test func anArrayIsPrintedAsNumPyPrintsIt() throws {
    let text = DigitText.array(digits.image(4), isNormalized: false)
    let printed = try PythonJudge.run(
      """
      image = numpy.fromfile("pixels", "uint8").reshape(-1, 28, 28)[4]
      print(numpy.array2string(image, max_line_width=999, threshold=9999))
      """, folder: folder.path)
    #expect(text == printed)
    try Files.write(DigitText.array(digits.image(4), isNormalized: true).utf8, to: folder.path + "/text")
    try PythonJudge.run(
      """
      image = numpy.fromfile("pixels", "uint8").reshape(-1, 28, 28)[4] / 255
      ours = numpy.array(open("text").read().replace("[", "").replace("]", "").split(), float).reshape(28, 28)
      assert abs(ours - image).max() <= 0.0005001
      """, folder: folder.path)
    #expect(DigitText.label(3) == "label 3, one-hot [0 0 0 1 0 0 0 0 0 0]\n")
  }
}
