// Least squares by the normal equations. Must never be given more than a few unknowns: it is Gauss's elimination.

struct LeastSquares {
  private let count: Int
  private var matrix: [Double]
  private var right: [Double]

  init(unknowns: Int) {
    count = unknowns
    matrix = [Double](repeating: 0, count: unknowns * unknowns)
    right = [Double](repeating: 0, count: unknowns)
  }

  /// That `row` times the unknowns should be `value`.
  mutating func add(_ row: [Double], _ value: Double, weight: Double = 1) {
    for i in 0..<count where row[i] != 0 {
      for j in 0..<count { matrix[i * count + j] += weight * row[i] * row[j] }
      right[i] += weight * row[i] * value
    }
  }

  /// - Returns: nil where what was added doesn't determine the unknowns.
  func solution() -> [Double]? {
    var (a, b) = (matrix, right)
    for column in 0..<count {
      var pivot = column
      for row in column + 1..<count where a[row * count + column].magnitude > a[pivot * count + column].magnitude {
        pivot = row
      }
      // Unknowns are of the order of 1, so the sums of squares are too, or larger.
      guard a[pivot * count + column].magnitude > 1e-12 else { return nil }
      if pivot != column {
        for j in 0..<count { a.swapAt(pivot * count + j, column * count + j) }
        b.swapAt(pivot, column)
      }
      for row in 0..<count where row != column {
        let factor = a[row * count + column] / a[column * count + column]
        guard factor != 0 else { continue }
        for j in column..<count { a[row * count + j] -= factor * a[column * count + j] }
        b[row] -= factor * b[column]
      }
    }
    return (0..<count).map { b[$0] / a[$0 * count + $0] }
  }
}
