// Values as bars, one below the other. Must never know what it shows.

public struct Bar: Sendable {
  public let title: String
  public let value: Double
  /// The value in words, at the bar's end.
  public let text: String

  public init(title: String, value: Double, text: String) {
    (self.title, self.value, self.text) = (title, value, text)
  }
}

public enum BarChart {
  private static let (width, rowHeight, thickness) = (720, 22, 14)
  private static let (margin, top, gap) = (16, 40, 8)

  /// - Parameters:
  ///   - bars: none of them negative.
  ///   - title: in upper-case letters, as the bars' titles and texts.
  public static func draw(_ bars: [Bar], title: String) -> GreyPicture {
    var picture = GreyPicture(width: width, height: top + bars.count * rowHeight + margin, fill: 255)
    PictureText.draw(title, x: margin, y: margin, on: &picture)
    let left = margin + gap + (bars.map { PictureText.width($0.title) }.max() ?? 0)
    let right = width - margin - gap - (bars.map { PictureText.width($0.text) }.max() ?? 0)
    let most = max(bars.map(\.value).max() ?? 0, .leastNonzeroMagnitude)
    for (row, bar) in bars.enumerated() {
      let y = top + row * rowHeight
      let textTop = y + (thickness - PictureText.height) / 2
      PictureText.draw(bar.title, x: left - gap - PictureText.width(bar.title), y: textTop, on: &picture)
      let end = left + max(1, Int((bar.value / most * Double(right - left)).rounded()))
      for line in y..<y + thickness {
        for x in left..<end { picture[x, line] = 64 }
      }
      PictureText.draw(bar.text, x: end + gap, y: textTop, on: &picture)
    }
    return picture
  }
}
