// Grey pictures as PNG, the four panels side by side, and sheets of glyphs.

import Pictures
import Support
import TestSupport
import Testing

@Suite struct PictureTests {
  @Test func pngGoesThereAndBack() throws {
    let folder = try TemporaryFolder()
    var picture = GreyPicture(width: 7, height: 3, fill: 9)
    picture[6, 2] = 255
    picture[0, 1] = 0
    try picture.writePNG(folder.path + "/a.png")
    #expect(try GreyPicture(reading: folder.path + "/a.png") == picture)
    // The standard's signature, and a header of 7 × 3 pixels, 8 bits of grey.
    #expect(
      try Files.read(folder.path + "/a.png").prefix(26)
        == [137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 7, 0, 0, 0, 3, 8, 0])
  }

  @Test func whatIsNoPNGIsAnError() throws {
    let folder = try TemporaryFolder()
    try Files.write([1, 2, 3], to: folder.path + "/a.png")
    #expect(throws: Failure.self) { try GreyPicture(reading: folder.path + "/a.png") }
    #expect(throws: Failure.self) {
      try GreyPicture(width: 1, height: 1, fill: 0).writePNG(folder.path + "/none/a.png")
    }
  }

  @Test func fourPanelsStandSideBySideWithAGapInTheMiddle() {
    var panels = Array(repeating: GreyPicture(width: 200, height: 200, fill: 255), count: 4)
    for panel in 0..<4 { panels[panel][0, 0] = 0 }
    let picture = ClockPicture.draw(panels)
    #expect(picture.width == 20 * 4 + 48 + 800 && picture.height == 240)
    for left in [20, 240, 488, 708] {
      #expect(picture[left, 20] < 64)
      #expect(picture[left + 1, 20] > 200)
      #expect(picture[left + 199, 219] > 200)
      #expect(picture[left + 202, 100] < 200)
    }
  }

  @Test func aSheetHasFortyInARow() {
    let glyphs = (0..<41).map { [UInt8](repeating: UInt8($0 % 4), count: 784) }
    let sheet = ContactSheet.draw(glyphs)
    #expect(sheet.width == 40 * 54 + 4 && sheet.height == 2 * 54 + 4)
    // In ink, one level all over is either paper or black: one third becomes paper, two thirds black.
    #expect((0..<4).map { sheet[4 + 54 * $0 + 25, 4 + 25] } == [255, 255, 0, 0])
    // The panel's margin of two pixels is half a pixel here.
    #expect(sheet[4 + 54 * 3, 4 + 25] == 127)
    #expect(sheet[4 + 25, 58 + 25] == 255)
    #expect(sheet[58, 58] == 224)
  }
}
