import DigitFiles
import Testing

@Suite struct PictureNameTests {
  @Test(
    arguments: [
      ("test_3.png", 3), ("a/b/3/IMG_0017.jpg", 3), ("00017_8.png", 8), ("3.png", 3), ("x/10/seven.png", nil),
      ("seven.png", nil), ("a.3.png", 3), ("3_a.png", nil), ("\u{663}.png", nil), ("a/7/b/c.png", nil),
      ("dir5/x.png", nil),
    ] as [(String, UInt8?)])
  func theLastCharacterOrTheFolderSaysWhichDigit(path: String, label: UInt8?) {
    #expect(PictureName.label(of: path) == label)
  }

  @Test func picturesAreKnownByTheirEnding() {
    for name in ["a.png", "b.JPG", "c/d.jpeg", "e.heic", "f.tiff"] { #expect(PictureName.isPicture(name)) }
    for name in ["png", ".png", "a.txt", "a.png.txt", "a", ""] { #expect(!PictureName.isPicture(name)) }
  }
}
