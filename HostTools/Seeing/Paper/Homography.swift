// How a plane is seen in perspective. Must never bend a straight line.

/// A place in a photograph in pixels, whose middles are at halves.
struct PhotoPoint: Equatable {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  func distance(to other: PhotoPoint) -> Double {
    ((x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)).squareRoot()
  }
}

struct Homography {
  /// Row by row, the last 1. Page coordinates are first brought to the order of 1.
  private let m: [Double]
  private let centre: PagePoint
  private let scale: Double

  /// The one that takes `page` to `photo` with the least squares of its equations; exact for four.
  /// - Returns: nil where three of four points are in line.
  init?(_ page: [PagePoint], _ photo: [PhotoPoint]) {
    let count = Double(page.count)
    let centre = PagePoint(page.reduce(0) { $0 + $1.x } / count, page.reduce(0) { $0 + $1.y } / count)
    let spread = page.reduce(0) { $0 + max(($1.x - centre.x).magnitude, ($1.y - centre.y).magnitude) } / count
    guard spread > 0 else { return nil }
    var system = LeastSquares(unknowns: 8)
    // Pixels too, or rows would weigh as they are far from the picture's corner.
    let size = photo.reduce(1) { max($0, $1.x.magnitude, $1.y.magnitude) }
    for (from, to) in zip(page, photo) {
      let (x, y) = ((from.x - centre.x) / spread, (from.y - centre.y) / spread)
      let (u, v) = (to.x / size, to.y / size)
      system.add([x, y, 1, 0, 0, 0, -u * x, -u * y], u)
      system.add([0, 0, 0, x, y, 1, -v * x, -v * y], v)
    }
    guard let h = system.solution() else { return nil }
    m = [h[0] * size, h[1] * size, h[2] * size, h[3] * size, h[4] * size, h[5] * size, h[6], h[7]]
    (self.centre, scale) = (centre, 1 / spread)
  }

  /// Whether the point lies before the eye and not behind it.
  func isSeen(_ point: PagePoint) -> Bool {
    m[6] * (point.x - centre.x) * scale + m[7] * (point.y - centre.y) * scale + 1 > 0
  }

  func callAsFunction(_ point: PagePoint) -> PhotoPoint {
    let (x, y) = ((point.x - centre.x) * scale, (point.y - centre.y) * scale)
    let w = m[6] * x + m[7] * y + 1
    return PhotoPoint((m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w)
  }
}
