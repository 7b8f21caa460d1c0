// Panels as characters, in cells whose best character is obvious.

import Pictures
import TestSupport
import Testing

@Suite struct TerminalPictureTests {
  /// A panel of 8 × 4 characters: each is 25 × 50 pixels.
  private let layout = TerminalLayout(columns: 8, lines: 19)

  private func panel(black: [(x: Range<Int>, y: Range<Int>)]) -> GreyPicture {
    var panel = GreyPicture(width: 200, height: 200, fill: 255)
    for area in black { for y in area.y { for x in area.x { panel[x, y] = 0 } } }
    return panel
  }

  @Test func dotsAreWhereInkIs() throws {
    let layout = try #require(layout)
    #expect(layout.perRow == 1 && layout.width == 8 && layout.height == 4)
    // Dots 1 and 8 of the first cell, all of the second, and a stroke that half covers two dots of the third.
    let lines = TerminalPicture.draw(
      [panel(black: [(0..<13, 0..<13), (12..<25, 37..<50), (25..<50, 0..<50), (56..<69, 0..<13)])], layout,
      hasGreys: false)
    #expect(lines[0] == "⢁⣿⠉⠀⠀⠀⠀⠀")
  }

  @Test func aCellHasItsTwoGreys() throws {
    let layout = try #require(layout)
    let lines = TerminalPicture.draw(
      [panel(black: [(0..<13, 0..<25), (25..<50, 0..<50), (50..<75, 0..<7), (75..<100, 43..<50)])], layout,
      hasGreys: true)
    // A quarter; black alone; an eighth at the top, which Unicode has at the bottom only; and one at the bottom.
    let expected = [
      ("232", "255", "▘"), (nil, "232", " "), ("255", "232", "▇"), ("232", "255", "▁"), (nil, "255", " "),
    ]
    var line = ""
    var (front, back) = (nil as String?, nil as String?)
    for (ink, paper, character) in expected as [(String?, String?, String)] {
      if let ink, ink != front { line += "\u{1B}[38;5;\(ink)m" }
      if let paper, paper != back { line += "\u{1B}[48;5;\(paper)m" }
      (front, back) = (ink ?? front, paper ?? back)
      line += character
    }
    #expect(lines[0] == line + "   \u{1B}[0m")
  }

  @Test func withoutGreysBlocksHaveTheNearestEighth() throws {
    let layout = try #require(TerminalLayout(columns: 14, lines: 31))
    #expect(layout.showsEveryPixel && layout.height == 7)
    // 200 pixels in 7 lines: 28.6 each, an eighth of a line 3.6.
    let lines = TerminalPicture.draw([panel(black: [(0..<200, 11..<29)])], layout, hasGreys: false)
    #expect(lines[0] == String(repeating: "▅", count: 14))
    #expect(lines[1] == String(repeating: " ", count: 14))
  }

  @Test func everyPixelCountsForItsArea() {
    var picture = GreyPicture(width: 3, height: 2, fill: 0)
    for (index, value) in [0, 90, 180, 60, 150, 240].enumerated() { picture.pixels[index] = UInt8(value) }
    #expect(picture.averages(columns: 3, rows: 2) == [[0, 90, 180], [60, 150, 240]])
    #expect(picture.averages(columns: 1, rows: 1) == [[120]])
    // One and a half pixels each, and two rows of one each.
    #expect(picture.averages(columns: 2, rows: 2) == [[30, 150], [90, 210]])
    #expect(picture.averages(columns: 6, rows: 1) == [[30, 30, 120, 120, 210, 210]])
  }
}
