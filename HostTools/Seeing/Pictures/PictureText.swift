// Small text in pictures: the firmware's own letters, and the digits that it draws by hand.
// Must never grow to lower case: charts only need short titles and numbers.

import Firmware

enum PictureText {
  /// Columns from one character to the next, and rows of a character.
  static let pitch = 6
  static let height = 7

  private static let digits: [[UInt8]] = [
    [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
    [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
    [0b01110, 0b10001, 0b00001, 0b00010, 0b00100, 0b01000, 0b11111],
    [0b11111, 0b00010, 0b00100, 0b00010, 0b00001, 0b10001, 0b01110],
    [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
    [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
    [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
    [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
    [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
    [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
  ]

  private static func rows(_ character: Character) -> [UInt8] {
    switch character {
    case ".": [0, 0, 0, 0, 0, 0b01100, 0b01100]
    case "-": [0, 0, 0, 0b11111, 0, 0, 0]
    case "_": [0, 0, 0, 0, 0, 0, 0b11111]
    case "/": [0, 0b00001, 0b00010, 0b00100, 0b01000, 0b10000, 0]
    // The clock's signs have no use for these.
    case "Q": [0b01110, 0b10001, 0b10001, 0b10001, 0b10101, 0b10010, 0b01101]
    case "%": [0b11000, 0b11001, 0b00010, 0b00100, 0b01000, 0b10011, 0b00011]
    case "0"..."9": digits[character.wholeNumberValue ?? 0]
    default:
      character.asciiValue.map { code in (0..<7).map { letterRow(code, $0) } } ?? []
    }
  }

  static func width(_ text: String) -> Int { text.count * pitch - 1 }

  /// Draws in black; what doesn't fit on the picture is left out.
  static func draw(_ text: String, x: Int, y: Int, on picture: inout GreyPicture) {
    for (index, character) in text.enumerated() {
      for (row, bits) in rows(character).enumerated() {
        for column in 0..<5 where bits >> UInt8(4 - column) & 1 == 1 {
          let (left, top) = (x + index * pitch + column, y + row)
          guard (0..<picture.width).contains(left), (0..<picture.height).contains(top) else { continue }
          picture[left, top] = 0
        }
      }
    }
  }
}
