// Where captioned pictures lie on a sheet. Must never compare letters.

import Pictures
import TestSupport
import Testing

@Suite struct PictureRowsTests {
  @Test func halvingTakesTheMeanOfFour() {
    var picture = GreyPicture(width: 5, height: 4, fill: 255)
    for (x, y) in [(0, 0), (1, 1), (2, 2), (3, 2), (2, 3), (3, 3)] { picture[x, y] = 0 }
    let half = picture.halved
    #expect(half.width == 2 && half.height == 2)
    #expect(half.pixels == [128, 255, 255, 0])
  }

  @Test func aCaptionLeavesThePictureAsItIs() {
    let picture = GreyPicture(width: 40, height: 3, fill: 77)
    let captioned = picture.captioned("50%")
    #expect(captioned.width == 40 && Array(captioned.pixels.prefix(120)) == picture.pixels)
    #expect(captioned.pixels.dropFirst(120).contains(0))
    // Longer than the picture: cut off, and no trap.
    #expect(GreyPicture(width: 4, height: 4, fill: 0).captioned("MUCH TOO LONG").width == 4)
  }

  @Test func rowsOfDifferentLengthLieBelowEachOther() {
    let (dark, light) = (GreyPicture(width: 30, height: 20, fill: 1), GreyPicture(width: 30, height: 20, fill: 254))
    let sheet = PictureRows.draw([("A", [dark, light]), ("B", [light])])
    // 10 around, 12 for a title.
    #expect(sheet.width == 90 && sheet.height == 10 + 2 * 42)
    #expect(sheet[10, 22] == 1 && sheet[39, 41] == 1 && sheet[50, 22] == 254)
    #expect(sheet[10, 64] == 254 && sheet[50, 64] != 254)
    #expect(PictureRows.draw([]).width == 10)
  }
}
