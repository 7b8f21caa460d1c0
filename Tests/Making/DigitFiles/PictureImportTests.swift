// What people have their digits in as pictures, made by Pillow: what is read of it, and in which words the rest is
// refused.

import DigitFiles
import DigitForm
import Digits
import Support
import TestSupport
import Testing

@Suite struct PictureImportTests {
  private let trial: ImportTrial

  init() throws { trial = try ImportTrial() }

  /// MNIST's form comes through, whatever the depth and the ground.
  @Test func picturesByNameAndByFolder() throws {
    try trial.make(
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
    let work = try trial.read("all")
    #expect(work.failures.isEmpty)
    // In the order of their paths.
    #expect(work.digits.labels == [3, 3, 8, 1, 7, 0])
    #expect(work.report.pictures == 6 && work.report.reversedPictures == 3 && work.report.picturesInForm == 4)
    #expect(work.report.leftOut == [trial.path("all/notes.txt")])
    let square = try Files.read(trial.path("square"))
    for index in 2..<6 { #expect(Array(work.digits.image(index)) == square, "\(index)") }
    // Scaled there and back; JPEG may be off by a little at the edges.
    for index in 0..<2 {
      let worst = zip(work.digits.image(index), square).map { abs(Int($0) - Int($1)) }.max() ?? 255
      #expect(worst <= 24, "\(index): \(worst)")
    }
  }

  @Test func reversalAsTold() throws {
    try trial.make(
      """
      from PIL import Image
      sheet = numpy.full((50, 50), 255, "uint8")
      sheet[10:40, 20:30] = 0
      Image.fromarray(sheet).save("a1.png")
      """)
    #expect(try trial.read("a1.png").report.reversedPictures == 1)
    #expect(try trial.read("a1.png", reversal: .yes).digits == trial.read("a1.png").digits)
    let kept = try trial.read("a1.png", reversal: .no)
    #expect(kept.report.reversedPictures == 0)
    #expect(try trial.read("a1.png").digits != kept.digits)
  }

  @Test func namesWithoutADigitAreAllNamed() throws {
    try trial.make(
      """
      os.makedirs("all/x")
      for name in ("one_1", "two", "x/three", "four", "five", "six", "seven"):
          open(f"all/{name}.png", "w").write("no picture")
      """)
    #expect(
      try trial.refusal("all")
        == "the name doesn't say which digit: all/five.png, all/four.png, all/seven.png, all/six.png, all/two.png and "
        + "1 more. A name ends with its digit, as test_3.png, or the folder above is called by it, as 3/test.png")
  }

  @Test func foldersWithoutDigits() throws {
    try Files.makeFolder(trial.path("empty"))
    #expect(try trial.refusal("empty").hasPrefix("empty: the folder is empty. PNG and JPEG are read"))
    try Files.makeFolder(trial.path("texts"))
    try Files.write([], to: trial.path("texts/a.txt"))
    #expect(try trial.refusal("texts").hasPrefix("texts: the folder has no pictures, nor other files with digits"))
    #expect(try trial.refusal("none").hasPrefix("none: it can't be read: No such file or directory"))
    #expect(try trial.refusal("texts/a.txt").hasPrefix("texts/a.txt: its name says neither PNG, JPEG"))
  }

  /// Linux has any bytes as names, and no path in UTF-8 leads to these: they are told, and nothing beside them is lost.
  @Test func namesThatAreNotUTF8() throws {
    try trial.make(
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
    let work = try trial.read("all")
    #expect(work.failures.map { $0.description.replacing(trial.folder.path + "/", with: "") } == expected)
    #expect(work.digits.labels == [1])
    let alone = try trial.read("alone")
    #expect(alone.failures.count == 1 && alone.digits.count == 0)
    var told: [Failure] = []
    var read: [String] = []
    try NamedDigits([trial.path("all"), trial.path("alone")], reversal: .auto).forEach {
      read.append($0.file)
    } failed: {
      told.append($0)
    }
    #expect(told == work.failures + alone.failures && read == [trial.path("all/right_1.png")])
  }

  /// Each that is wrong is named, and the others are still read.
  @Test func wrongPicturesAreGathered() throws {
    try trial.make(
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
    let work = try trial.read("all")
    let causes = work.failures.map { $0.description.replacing(trial.folder.path + "/", with: "") }
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
    try trial.make("numpy.save('all/x.npy', x); numpy.save('all/y.npy', y)")
    #expect(try trial.read("all").digits.count == 1)
    #expect(try trial.read("all", skips: true).digits.count == 21)
  }
}
