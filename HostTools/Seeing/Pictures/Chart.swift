// A line over a grid with numbers on it. Must never know what it shows.

import Support

public enum Chart {
  private static let (width, height) = (720, 420)
  private static let (left, right, top, bottom) = (56, 24, 28, 40)
  private static let grid: UInt8 = 216

  /// `points` from left to right, at least one; titles in upper-case letters.
  public static func draw(_ points: [(x: Double, y: Double)], xTitle: String, yTitle: String) -> GreyPicture {
    var picture = GreyPicture(width: width, height: height, fill: 255)
    let horizontal = Axis(points.map(\.x), from: left, to: width - right)
    let vertical = Axis(points.map(\.y), from: height - bottom, to: top)
    for (value, text) in horizontal.ticks {
      let x = horizontal.place(value)
      for y in top...height - bottom { picture[x, y] = grid }
      PictureText.draw(text, x: x - PictureText.width(text) / 2, y: height - bottom + 6, on: &picture)
    }
    for (value, text) in vertical.ticks {
      let y = vertical.place(value)
      for x in left...width - right { picture[x, y] = grid }
      let offset = PictureText.height / 2
      PictureText.draw(text, x: left - 6 - PictureText.width(text), y: y - offset, on: &picture)
    }
    PictureText.draw(yTitle, x: 8, y: 8, on: &picture)
    PictureText.draw(xTitle, x: width - right - PictureText.width(xTitle), y: height - 14, on: &picture)
    let places = points.map { (horizontal.place($0.x), vertical.place($0.y)) }
    for (start, end) in zip(places, places.dropFirst()) { line(from: start, to: end, on: &picture) }
    return picture
  }

  private static func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), on picture: inout GreyPicture) {
    let steps = max(1, abs(end.x - start.x), abs(end.y - start.y))
    for step in 0...steps {
      picture[start.x + (end.x - start.x) * step / steps, start.y + (end.y - start.y) * step / steps] = 0
    }
  }

  /// Values along one side of the chart, with round numbers between the least and the largest.
  struct Axis {
    private let least: Double
    private let largest: Double
    private let first: Int
    private let last: Int
    /// Between ticks: 1, 2 or 5 times a power of ten.
    private let step: Double

    init(_ values: [Double], from first: Int, to last: Int) {
      let (low, high) = (values.min() ?? 0, values.max() ?? 1)
      let span = high > low ? high - low : 1
      var step = 1.0
      while step * 8 < span { step *= 10 }
      while step * 0.8 > span { step /= 10 }
      if step * 1.6 > span { step /= 5 } else if step * 4 > span { step /= 2 }
      self.step = step
      least = (low / step).rounded(.down) * step
      largest = max((high / step).rounded(.up) * step, least + step)
      (self.first, self.last) = (first, last)
    }

    func place(_ value: Double) -> Int {
      first + Int(((value - least) / (largest - least) * Double(last - first)).rounded())
    }

    var ticks: [(value: Double, text: String)] {
      var places = 0
      var unit = 1.0
      while unit > step * 1.01 {
        unit /= 10
        places += 1
      }
      return (0...Int(((largest - least) / step).rounded())).map { index in
        let value = least + Double(index) * step
        return (value, value.formatted(places: places))
      }
    }
  }
}
