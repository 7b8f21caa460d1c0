// Which four marks are a sheet's, which sheet it is and how it lies. Must never decide by what a mark looks like alone:
// all four must agree.

struct FoundSheet {
  let layout: SheetLayout
  /// In the order of `SheetCorner`, each told from the corner that is its upper left on the page.
  let marks: [FoundMark]

  /// The corners of all marks on the page, in the same order.
  var page: [PagePoint] { SheetCorner.allCases.flatMap { layout.mark($0).corners } }
}

enum SheetSearch {
  /// Of sixteen bits. The words differ in eight, so three wrong ones still leave no doubt.
  private static let mostWrong = 3
  /// More marks than this aren't tried in fours; the ones with the strongest contrast are.
  private static let mostMarks = 12

  static func sheet(of found: [FoundMark]) throws(SheetFault) -> FoundSheet {
    guard found.count >= 4 else {
      throw .marks(found: found.count, missing: found.count == 3 ? missing(found) : nil)
    }
    let marks = Array(found.sorted { $0.contrast > $1.contrast }.prefix(mostMarks))
    var sheets: [(sheet: FoundSheet, members: [Int], wrong: Int)] = []
    for a in 0..<marks.count {
      for b in a + 1..<marks.count {
        for c in b + 1..<marks.count {
          for d in c + 1..<marks.count {
            guard let fit = fit([marks[a], marks[b], marks[c], marks[d]]) else { continue }
            sheets.append((fit.sheet, [a, b, c, d], fit.wrong))
          }
        }
      }
    }
    guard let best = sheets.min(by: { $0.wrong < $1.wrong }) else { throw .noSheet }
    for other in sheets where !other.members.contains(where: { best.members.contains($0) }) { throw .severalSheets }
    return best.sheet
  }

  private static func fit(_ marks: [FoundMark]) -> (sheet: FoundSheet, wrong: Int)? {
    guard let ring = clockwise(marks) else { return nil }
    var best: (sheet: FoundSheet, wrong: Int)?
    for turn in 0..<4 {
      let turned = (0..<4).map { ring[($0 + turn) % 4] }
      for paper in PaperSize.allCases {
        let layout = SheetLayout(paper)
        let aligned = aligned(turned, SheetCorner.allCases, layout)
        let wrong = wrongBits(aligned, SheetCorner.allCases, paper)
        guard wrong <= mostWrong, wrong < best?.wrong ?? .max else { continue }
        best = (FoundSheet(layout: layout, marks: aligned), wrong)
      }
    }
    return best
  }

  /// Which corner's mark is missing, by the other three: by what they look like, and by how they lie to each other.
  private static func missing(_ marks: [FoundMark]) -> SheetCorner? {
    var best: (corner: SheetCorner, misfit: Double)?
    guard let ring = clockwise(marks) else { return nil }
    for missing in SheetCorner.allCases {
      let corners = (1...3).map { SheetCorner.allCases[(missing.rawValue + $0) % 4] }
      for turn in 0..<3 {
        let turned = (0..<3).map { ring[($0 + turn) % 3] }
        for paper in PaperSize.allCases {
          let layout = SheetLayout(paper)
          let aligned = aligned(turned, corners, layout)
          guard wrongBits(aligned, corners, paper) <= 1 else { continue }
          let misfit = misfit(aligned, corners, layout)
          if misfit < best?.misfit ?? .infinity { best = (missing, misfit) }
        }
      }
    }
    return best?.corner
  }

  private static func wrongBits(_ marks: [FoundMark], _ corners: [SheetCorner], _ paper: PaperSize) -> Int {
    zip(marks, corners).reduce(0) { $0 + ($1.0.cells ^ SheetLayout.cells(paper, $1.1)).nonzeroBitCount }
  }

  /// In clockwise order around their middle; nil if one lies inside, or if they aren't of one size.
  private static func clockwise(_ marks: [FoundMark]) -> [FoundMark]? {
    let sides = marks.map { $0.side }
    // At 30 degrees and from near, the furthest is little more than half as large as the nearest.
    guard let least = sides.min(), let most = sides.max(), most < 3 * least else { return nil }
    let centres = marks.map { $0.centre }
    let count = Double(marks.count)
    let middle = PhotoPoint(centres.reduce(0) { $0 + $1.x } / count, centres.reduce(0) { $0 + $1.y } / count)
    let order = marks.sorted { angle($0.centre, middle) < angle($1.centre, middle) }
    for index in order.indices {
      let (a, b, c) = (
        order[index].centre, order[(index + 1) % order.count].centre, order[(index + 2) % order.count].centre
      )
      let turn = (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x)
      // Far from a straight line: the sheet's corners are.
      guard turn > 0.2 * a.distance(to: b) * b.distance(to: c) else { return nil }
    }
    return order
  }

  /// A number that grows with the direction from `middle`, clockwise in a picture: 0 to the right, 1 down, 2 left, 3 up.
  private static func angle(_ point: PhotoPoint, _ middle: PhotoPoint) -> Double {
    let (x, y) = (point.x - middle.x, point.y - middle.y)
    let sum = max(x.magnitude + y.magnitude, 1e-9)
    if y >= 0 { return x >= 0 ? y / sum : 1 - x / sum }
    return x < 0 ? 2 - y / sum : 3 + x / sum
  }

  /// Each mark from its upper left corner on, if these are the marks of `corners`.
  private static func aligned(_ marks: [FoundMark], _ corners: [SheetCorner], _ layout: SheetLayout) -> [FoundMark] {
    let centres = corners.map { centre($0, layout) }
    return marks.indices.map { index in
      let mark = marks[index]
      let (right, down) = ways(index, marks, centres)
      var (best, most) = (0, -Double.infinity)
      for turn in 0..<4 {
        let (first, third) = (mark.corners[turn], mark.corners[(turn + 2) % 4])
        let along = (third.x - first.x) * (right.x + down.x) + (third.y - first.y) * (right.y + down.y)
        if along > most { (best, most) = (turn, along) }
      }
      return mark.turned(best)
    }
  }

  /// How far the sides of aligned marks are from where the page's would go, in sides of a mark.
  private static func misfit(_ marks: [FoundMark], _ corners: [SheetCorner], _ layout: SheetLayout) -> Double {
    let centres = corners.map { centre($0, layout) }
    let side = Double(SheetLayout.markModule * SheetLayout.markModules) / 100
    var misfit = 0.0
    for (index, mark) in marks.enumerated() {
      let (right, down) = ways(index, marks, centres)
      for (way, end) in [(right, mark.corners[1]), (down, mark.corners[3])] {
        let expected = PhotoPoint(mark.corners[0].x + way.x * side, mark.corners[0].y + way.y * side)
        misfit += expected.distance(to: end) / mark.side
      }
    }
    return misfit
  }

  private static func centre(_ corner: SheetCorner, _ layout: SheetLayout) -> PagePoint {
    let ends = layout.mark(corner).corners
    return PagePoint((ends[0].x + ends[2].x) / 2, (ends[0].y + ends[2].y) / 2)
  }

  /// How a millimetre to the right and one down on the page go in the photograph, by the mark and its two neighbours.
  private static func ways(
    _ index: Int, _ marks: [FoundMark], _ centres: [PagePoint]
  ) -> (right: PhotoPoint, down: PhotoPoint) {
    let others = marks.indices.filter { $0 != index }
    let (origin, place) = (centres[index], marks[index].centre)
    let near = others.sorted { distance(centres[$0], origin) < distance(centres[$1], origin) }
    let (a, b) = (centres[near[0]], centres[near[1]])
    let (toA, toB) = (marks[near[0]].centre, marks[near[1]].centre)
    let (ax, ay, bx, by) = (a.x - origin.x, a.y - origin.y, b.x - origin.x, b.y - origin.y)
    let cross = ax * by - ay * bx
    /// Of the ways to the two neighbours.
    func sum(_ u: Double, _ v: Double) -> PhotoPoint {
      PhotoPoint(
        (u * (toA.x - place.x) + v * (toB.x - place.x)) / cross,
        (u * (toA.y - place.y) + v * (toB.y - place.y)) / cross)
    }
    return (sum(by, -ay), sum(-bx, ax))
  }

  private static func distance(_ a: PagePoint, _ b: PagePoint) -> Double {
    (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)
  }
}
