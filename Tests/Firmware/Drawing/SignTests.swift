// The words on the panels when there is no time or no glyph: every letter of them is there, and can be read.

import Firmware
import TestSupport
import Testing

@Suite struct SignTests {
  @Test func aWordIsDrawnInTheMiddle() {
    var frame = Frame()
    frame.draw("NO")
    // Each pixel of a letter is 8 × 8 on the panel: 11 columns are 88 pixels, 7 rows are 56.
    #expect(
      picture(frame, columns: 48..<152, rows: 64..<136, every: 8) == """
        .............
        .#...#..###..
        .##..#.#...#.
        .#.#.#.#...#.
        .#.#.#.#...#.
        .#..##.#...#.
        .#...#.#...#.
        .#...#..###..
        .............
        """)
  }

  /// Every letter of every sign has a picture, and none falls off the panel.
  @Test(arguments: [
    Sign.noTime, .noTimeFor(.network(.notSet)), .noTimeFor(.network(.absent)), .noTimeFor(.network(.rejected)),
    .noTimeFor(.noServer), .glyphsMissing, .glyphsUnusable(.size), .glyphsUnusable(.magic), .glyphsUnusable(.version),
    .glyphsUnusable(.header), .glyphsUnusable(.codec), .glyphsUnusable(.shape), .glyphsUnusable(.count),
    .glyphsUnusable(.data), .asleep, .cellEmpty,
  ])
  func everySignCanBeRead(sign: Sign) {
    for panel in 0..<4 {
      let word = sign.words[panel]
      let text = String(decoding: word.letters, as: UTF8.self)
      var frame = Frame()
      frame.draw(PanelPicture(word), .ink)
      let scale = min(8, 200 / (6 * text.count))
      let left = (200 - (6 * text.count - 1) * scale) / 2
      let top = (200 - 7 * scale) / 2
      var inside = 0
      for (index, letter) in text.enumerated() {
        let columns = left + index * 6 * scale..<left + (index * 6 + 5) * scale
        let part = picture(frame, columns: columns, rows: top..<top + 7 * scale).filter { $0 == "#" }.count
        #expect(part > 0, "\(letter) of \(text) is blank")
        inside += part
      }
      #expect(inside == blackPixels(frame))
    }
  }

  /// The words are stored in one string, in the order of the cases.
  @Test func everyWordSaysItsName() throws {
    for number in 0...SignWord.cell.rawValue {
      let word = try #require(SignWord(rawValue: number))
      #expect(String(decoding: word.letters, as: UTF8.self) == "\(word)".uppercased())
    }
    #expect(SignWord(rawValue: SignWord.cell.rawValue + 1) == nil)
  }

  @Test func aCharacterWithoutAPictureIsBlank() {
    var frame = Frame()
    frame.draw("?")
    #expect(blackPixels(frame) == 0)
    frame.draw("")
    #expect(blackPixels(frame) == 0)
  }
}
