// The strokes and holes of a picture: its areas of ink, joined across corners, and its enclosed areas of paper, which
// aren't. Must never depend on how large its pixels are.

package struct StrokeCount: Equatable {
  package let strokes: Int
  package let holes: Int

  /// - Parameter ink: rows of equal width.
  package init(_ ink: [[Bool]]) {
    let width = (ink.first?.count ?? 0) + 2
    let blank = [Bool](repeating: false, count: width)
    let framed = [blank] + ink.map { [false] + $0 + [false] } + [blank]
    strokes = Self.parts(framed, of: true, reach: 1)
    holes = Self.parts(framed, of: false, reach: 0) - 1
  }

  private struct Run {
    let range: ClosedRange<Int>
    let part: Int
  }

  /// Counts areas by joining each row's runs with those of the row above that they touch within `reach` columns.
  private static func parts(_ picture: [[Bool]], of value: Bool, reach: Int) -> Int {
    var parents: [Int] = []
    func root(_ part: Int) -> Int {
      var part = part
      while parents[part] != part { part = parents[part] }
      return part
    }
    var count = 0
    var above: [Run] = []
    for row in picture {
      var runs: [Run] = []
      for range in ranges(row, of: value) {
        let part = parents.count
        parents.append(part)
        count += 1
        for run in above
        where run.range.lowerBound <= range.upperBound + reach && range.lowerBound <= run.range.upperBound + reach {
          let (one, other) = (root(run.part), root(part))
          guard one != other else { continue }
          parents[other] = one
          count -= 1
        }
        runs.append(Run(range: range, part: part))
      }
      above = runs
    }
    return count
  }

  private static func ranges(_ row: [Bool], of value: Bool) -> [ClosedRange<Int>] {
    var ranges: [ClosedRange<Int>] = []
    var start: Int?
    for (column, pixel) in row.enumerated() {
      if pixel == value { start = start ?? column }
      if let first = start, pixel != value || column == row.count - 1 {
        ranges.append(first...(pixel == value ? column : column - 1))
        start = nil
      }
    }
    return ranges
  }
}
