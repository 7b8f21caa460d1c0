// A mark's sides to a fraction of a pixel, and how sharp they are. Must never trust a single profile across a side.

struct MarkEdges {
  /// Clockwise, in the order of the mark that was refined.
  let corners: [PhotoPoint]
  /// How many pixels an edge takes from a quarter to three quarters of its rise, for the two pairs of sides.
  let rises: [Double]

  /// Profiles across each side, over its inner four fifths.
  private static let profiles = 16
  /// In squares of the mark: the border is one wide, and what is outside is white for several.
  private static let (outward, inward) = (1.6, 0.5)

  /// - Returns: nil where an edge can't be told.
  init?(_ mark: FoundMark, in photo: Photograph) {
    var lines: [(point: PhotoPoint, direction: PhotoPoint)] = []
    var rises: [[Double]] = [[], []]
    for side in 0..<4 {
      let (start, end) = (mark.corners[side], mark.corners[(side + 1) % 4])
      var points: [PhotoPoint] = []
      for profile in 0..<MarkEdges.profiles {
        let share = 0.1 + 0.8 * (Double(profile) + 0.5) / Double(MarkEdges.profiles)
        guard let edge = MarkEdges.edge(start, end, share, mark.side / 8, mark.contrast, photo) else { continue }
        points.append(edge.place)
        rises[side % 2].append(edge.rise)
      }
      guard let line = MarkEdges.line(points) else { return nil }
      lines.append(line)
    }
    var corners: [PhotoPoint] = []
    for side in 0..<4 {
      guard let corner = MarkEdges.crossing(lines[(side + 3) % 4], lines[side]),
        corner.distance(to: mark.corners[side]) < mark.side / 4
      else { return nil }
      corners.append(corner)
    }
    self.corners = corners
    self.rises = rises.map { $0.sorted()[$0.count / 2] }
  }

  /// Where brightness is half-way from outside to inside on a line across the side.
  private static func edge(
    _ start: PhotoPoint, _ end: PhotoPoint, _ share: Double, _ module: Double, _ contrast: Double, _ photo: Photograph
  ) -> (place: PhotoPoint, rise: Double)? {
    let length = start.distance(to: end)
    // To the right of the side's direction is inside.
    let (dx, dy) = (-(end.y - start.y) / length, (end.x - start.x) / length)
    let (x, y) = (start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
    let step = 0.25
    let (first, last) = (-Int(outward * module / step), Int(inward * module / step))
    guard last - first >= 8 else { return nil }
    let values = (first...last).map { photo.grey(x + Double($0) * step * dx, y + Double($0) * step * dy) }
    // The means of three at the ends, against noise; inside the darkest, since a blurred border has no plateau.
    let white = (values[0] + values[1] + values[2]) / 3
    var black = white
    for index in 1..<values.count - 1 {
      black = min(black, (values[index - 1] + values[index] + values[index + 1]) / 3)
    }
    guard white - black > contrast / 3 else { return nil }
    func crossing(_ share: Double) -> Double? {
      let level = white + (black - white) * share
      for index in 1..<values.count where values[index] <= level && values[index - 1] > level {
        return Double(index - 1) + (values[index - 1] - level) / (values[index - 1] - values[index])
      }
      return nil
    }
    guard let quarter = crossing(0.25), let half = crossing(0.5), let most = crossing(0.75) else { return nil }
    let along = (Double(first) + half) * step
    return (PhotoPoint(x + along * dx, y + along * dy), max(0, most - quarter) * step)
  }

  /// The line through `points` by least squares, twice: the second time without those that are far from the first.
  private static func line(_ points: [PhotoPoint]) -> (point: PhotoPoint, direction: PhotoPoint)? {
    guard points.count >= profiles / 2 else { return nil }
    let first = fit(points)
    let distances = points.map { distance($0, first) }
    // Twice the median, but no less than what noise makes.
    let most = max(0.3, 2 * distances.sorted()[distances.count / 2])
    let near = points.indices.filter { distances[$0] <= most }.map { points[$0] }
    return near.count >= profiles / 2 ? fit(near) : nil
  }

  private static func fit(_ points: [PhotoPoint]) -> (point: PhotoPoint, direction: PhotoPoint) {
    let count = Double(points.count)
    let middle = PhotoPoint(points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for point in points {
      let (x, y) = (point.x - middle.x, point.y - middle.y)
      (xx, xy, yy) = (xx + x * x, xy + x * y, yy + y * y)
    }
    // The eigenvector of the larger eigenvalue.
    let half = (xx - yy) / 2
    let root = (half * half + xy * xy).squareRoot()
    let direction = half >= 0 ? PhotoPoint(half + root, xy) : PhotoPoint(xy, root - half)
    let length = direction.distance(to: PhotoPoint(0, 0))
    return (middle, length > 0 ? PhotoPoint(direction.x / length, direction.y / length) : PhotoPoint(1, 0))
  }

  private static func distance(_ point: PhotoPoint, _ line: (point: PhotoPoint, direction: PhotoPoint)) -> Double {
    ((point.x - line.point.x) * line.direction.y - (point.y - line.point.y) * line.direction.x).magnitude
  }

  private static func crossing(
    _ first: (point: PhotoPoint, direction: PhotoPoint), _ second: (point: PhotoPoint, direction: PhotoPoint)
  ) -> PhotoPoint? {
    let cross = first.direction.x * second.direction.y - first.direction.y * second.direction.x
    // Less than 10 degrees between the sides of a square is no view of it that could be read.
    guard cross.magnitude > 0.17 else { return nil }
    let (x, y) = (second.point.x - first.point.x, second.point.y - first.point.y)
    let along = (x * second.direction.y - y * second.direction.x) / cross
    return PhotoPoint(first.point.x + along * first.direction.x, first.point.y + along * first.direction.y)
  }
}
