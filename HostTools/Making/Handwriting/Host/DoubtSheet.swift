// The doubtful digits of all photographs on one picture, to judge them at a glance. Must never leave one out.

import Digits
import Pictures

public enum DoubtSheet {
  /// Of 28 × 28 pixels each becomes so many on a side, with room for a line of text below.
  private static let scale = 5
  /// So many fit side by side on most screens.
  private static let columns = 8

  /// - Parameter photos: the doubtful digits of each, under its name.
  public static func draw(_ photos: [(name: String, digits: [WrittenDigit])]) -> GreyPicture {
    guard !photos.isEmpty else { return PictureRows.draw([("NO DIGIT IS DOUBTFUL", [])]) }
    var rows: [(title: String, pictures: [GreyPicture])] = []
    for photo in photos {
      for first in stride(from: 0, to: photo.digits.count, by: columns) {
        let part = photo.digits[first..<min(first + columns, photo.digits.count)]
        rows.append((first == 0 ? photo.name.uppercased() : "", part.map(cell)))
      }
    }
    return PictureRows.draw(rows)
  }

  /// Dark on light, as it was written.
  private static func cell(_ digit: WrittenDigit) -> GreyPicture {
    let picture = GreyPicture(width: DigitSet.side, height: DigitSet.side, pixels: digit.pixels.map { 255 - $0 })
    let read = digit.doubt.map { " READ \($0.digit) \($0.percent)%" } ?? ""
    return picture.enlarged(by: scale).captioned("ROW \(digit.row) BOX \(digit.box)\(read)")
  }
}
