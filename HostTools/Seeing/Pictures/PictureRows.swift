// Captioned pictures, in rows under titles. Must never know what they show.

extension GreyPicture {
  /// With a line of upper-case text below, on the grey that sheets have.
  public func captioned(_ text: String) -> GreyPicture {
    var picture = GreyPicture(width: width, height: height + PictureRows.captionHeight, fill: PictureRows.wall)
    picture.paste(self, x: 0, y: 0)
    let left = max(0, (width - PictureText.width(text)) / 2)
    PictureText.draw(text, x: left, y: height + PictureRows.captionGap, on: &picture)
    return picture
  }

  /// So many times as wide and high, each pixel a square.
  public func enlarged(by factor: Int) -> GreyPicture {
    var large = GreyPicture(width: width * factor, height: height * factor, fill: 0)
    for y in 0..<large.height {
      for x in 0..<large.width { large[x, y] = self[x / factor, y / factor] }
    }
    return large
  }

  /// Half as wide and high, each pixel the mean of four: what dots of black and white look like from afar.
  public var halved: GreyPicture {
    var half = GreyPicture(width: width / 2, height: height / 2, fill: 0)
    for y in 0..<half.height {
      let upper = 2 * y * width
      for x in 0..<half.width {
        let (first, second) = (upper + 2 * x, upper + width + 2 * x)
        let sum = Int(pixels[first]) + Int(pixels[first + 1]) + Int(pixels[second]) + Int(pixels[second + 1])
        half[x, y] = UInt8((sum + 2) / 4)
      }
    }
    return half
  }
}

public enum PictureRows {
  static let wall: UInt8 = 216
  static let captionGap = 4
  static let captionHeight = captionGap + PictureText.height + 2
  private static let gap = 10
  private static let titleHeight = PictureText.height + 5

  /// - Parameter rows: at least one picture each; a title in upper-case letters goes above each row.
  public static func draw(_ rows: [(title: String, pictures: [GreyPicture])]) -> GreyPicture {
    let widths = rows.map { row in row.pictures.reduce(gap) { $0 + $1.width + gap } }
    let heights = rows.map { row in (row.pictures.map(\.height).max() ?? 0) + titleHeight + gap }
    var sheet = GreyPicture(width: widths.max() ?? gap, height: heights.reduce(gap, +), fill: wall)
    var top = gap
    for (row, height) in zip(rows, heights) {
      PictureText.draw(row.title, x: gap, y: top, on: &sheet)
      var left = gap
      for picture in row.pictures {
        sheet.paste(picture, x: left, y: top + titleHeight)
        left += picture.width + gap
      }
      top += height
    }
    return sheet
  }
}
