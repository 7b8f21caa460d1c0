// Where the lines of the boxes really are: lenses and paper bend what the four corners would have straight. Must never
// take writing for a line.

enum GridFit {
  /// So far around, in millimetres, a corner of the boxes is looked for: less than to the next line.
  private static let reach = 2.5
  /// Each of a corner's lines is compared over this length, in millimetres, with the paper on both sides of it.
  private static let armLength = 5.0
  private static let besides = 0.9
  /// A pixel counts for no more than this, so that dark ink doesn't outweigh a whole line.
  private static let most: UInt8 = 60

  struct Result {
    let place: SheetPlace
    /// How far each corner still is from where `place` has it, in millimetres on the page: for each row and each line
    /// across its boxes the upper and the lower one. None where the corner wasn't found.
    let rests: [PagePoint]
    /// Corners that lie where the bend has them, and all.
    let found: Int
    let count: Int

    /// How far the sides of a box are from where `place` has them, each by its two corners.
    func rest(row: Int, column: Int) -> (left: Double, top: Double, right: Double, bottom: Double) {
      let first = (row * (SheetLayout.columns + 1) + column) * 2
      let box = rests[first..<first + 4].map { $0 }
      return (
        (box[0].x + box[1].x) / 2, (box[0].y + box[2].y) / 2, (box[2].x + box[3].x) / 2, (box[1].y + box[3].y) / 2
      )
    }
  }

  private struct Corner {
    let point: PagePoint
    /// The ways from here along the lines: left, right, up or down.
    let arms: [(Double, Double)]
    var shift = PagePoint(0, 0)
    var score = 0.0
  }

  /// - Parameter darkness: of the part of the page that begins at `origin`, `density` pixels a millimetre.
  static func fit(
    _ darkness: Plane, from origin: PagePoint, density: Double, _ place: SheetPlace, _ layout: SheetLayout
  ) -> Result {
    var corners = corners(layout)
    for index in corners.indices { find(&corners[index], darkness, origin, density) }
    // Half of the median: writing hides a part of some corners, and of few all.
    let scores = corners.map { $0.score }.sorted()
    let least = max(4, scores[scores.count / 2] / 2)
    let clear = corners.filter { $0.score >= least }
    let none = [PagePoint](repeating: PagePoint(0, 0), count: corners.count)
    guard clear.count >= 40 else { return Result(place: place, rests: none, found: 0, count: corners.count) }
    // First what can't go wrong, then what fits closely.
    var bent = place
    for (terms, tolerance) in [(1, 1.5), (3, 1.0), (6, 0.6), (10, 0.4), (10, 0.3)] {
      let near = clear.filter { miss($0, bent) <= tolerance }
      if let next = bend(terms == 1 ? clear : near, terms, place) { bent = next }
    }
    let found = clear.count { miss($0, bent) <= 0.4 }
    let rests = corners.map { corner in
      // More is something else than the corner.
      guard corner.score >= least, miss(corner, bent) <= 0.8 else { return PagePoint(0, 0) }
      let bend = bent.bend(at: corner.point)
      return PagePoint(corner.shift.x - bend.x, corner.shift.y - bend.y)
    }
    return Result(place: bent, rests: rests, found: found, count: corners.count)
  }

  private static func miss(_ corner: Corner, _ bent: SheetPlace) -> Double {
    let bend = bent.bend(at: corner.point)
    let (x, y) = (corner.shift.x - bend.x, corner.shift.y - bend.y)
    return (x * x + y * y).squareRoot()
  }

  /// For one term the median, which no outlier moves; for more least squares.
  private static func bend(_ corners: [Corner], _ count: Int, _ place: SheetPlace) -> SheetPlace? {
    guard corners.count >= 3 * count else { return nil }
    let padding = [Double](repeating: 0, count: SheetPlace.termCount - count)
    if count == 1 {
      let (x, y) = (corners.map { $0.shift.x }.sorted(), corners.map { $0.shift.y }.sorted())
      return place.bent(x: [x[x.count / 2]] + padding, y: [y[y.count / 2]] + padding)
    }
    var (x, y) = (LeastSquares(unknowns: count), LeastSquares(unknowns: count))
    for corner in corners {
      let terms = Array(place.terms(corner.point).prefix(count))
      x.add(terms, corner.shift.x)
      y.add(terms, corner.shift.y)
    }
    guard let first = x.solution(), let second = y.solution() else { return nil }
    return place.bent(x: first + padding, y: second + padding)
  }

  private static func corners(_ layout: SheetLayout) -> [Corner] {
    var corners: [Corner] = []
    for row in 0..<SheetLayout.rows {
      for column in 0...SheetLayout.columns {
        let box = layout.box(row: row, column: column)
        for isLower in [false, true] {
          var arms = [(0.0, isLower ? -1.0 : 1.0)]
          if column > 0 { arms.append((-1, 0)) }
          if column < SheetLayout.columns { arms.append((1, 0)) }
          let y = Double(isLower ? box.y + box.height : box.y) / 100
          corners.append(Corner(point: PagePoint(Double(box.x) / 100, y), arms: arms))
        }
      }
    }
    return corners
  }

  /// The best place in whole pixels, and between its neighbours by the parabola through their scores.
  private static func find(_ corner: inout Corner, _ darkness: Plane, _ origin: PagePoint, _ density: Double) {
    let (x, y) = ((corner.point.x - origin.x) * density, (corner.point.y - origin.y) * density)
    let (column, row) = (Int(x), Int(y))
    let (reach, aside, arm) = (Int(GridFit.reach * density), Int(besides * density) + 1, Int(armLength * density) + 1)
    func margin(_ right: Double, _ down: Double) -> Int {
      reach + (corner.arms.contains { $0.0 == right && $0.1 == down } ? arm : aside)
    }
    // `SheetReading.surroundings` has room for this.
    guard column >= margin(-1, 0), column + margin(1, 0) < darkness.width, row >= margin(0, -1),
      row + margin(0, 1) < darkness.height
    else { return }
    let samples = samples(corner, density, darkness.width)
    let side = 2 * reach + 1
    var scores = [Int](repeating: 0, count: side * side)
    darkness.pixels.withUnsafeBufferPointer { pixels in
      for down in 0..<side {
        for right in 0..<side {
          let start = (row + down - reach) * darkness.width + column + right - reach
          var score = 0
          for sample in samples {
            let (first, second) = (pixels[start + sample.first], pixels[start + sample.second])
            score += 2 * Int(min(most, pixels[start + sample.line])) - Int(min(most, first)) - Int(min(most, second))
          }
          scores[down * side + right] = score
        }
      }
    }
    guard let best = scores.indices.max(by: { scores[$0] < scores[$1] }) else { return }
    let (down, right) = (best / side, best % side)
    func between(_ before: Int, _ after: Int) -> Double {
      let bend = 2 * scores[best] - scores[before] - scores[after]
      return bend > 0 ? Double(scores[after] - scores[before]) / Double(2 * bend) : 0
    }
    let finer = (
      right > 0 && right < side - 1 ? between(best - 1, best + 1) : 0,
      down > 0 && down < side - 1 ? between(best - side, best + side) : 0
    )
    corner.shift = PagePoint(
      (Double(column + right - reach) + 0.5 + finer.0 - x) / density,
      (Double(row + down - reach) + 0.5 + finer.1 - y) / density)
    corner.score = Double(scores[best]) / Double(2 * samples.count)
  }

  /// Pixels on the corner's lines and on both sides of them, from the corner's on.
  private static func samples(_ corner: Corner, _ density: Double, _ width: Int)
    -> [(line: Int, first: Int, second: Int)]
  {
    var samples: [(line: Int, first: Int, second: Int)] = []
    let aside = Int(besides * density)
    for (right, down) in corner.arms {
      for along in 1...Int(armLength * density) {
        let line = along * (Int(right) + Int(down) * width)
        let across = aside * (Int(down) + Int(right) * width)
        samples.append((line, line - across, line + across))
      }
    }
    return samples
  }
}
