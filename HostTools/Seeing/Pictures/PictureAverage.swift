// A picture reduced to any number of samples. Must never let a pixel count for more or less than its area.

extension GreyPicture {
  /// The mean brightness of each of `columns` × `rows` equal parts, row by row.
  package func averages(columns: Int, rows: Int) -> [[Int]] {
    let lines = (0..<height).map { y in pixels[y * width..<(y + 1) * width].map(Int.init) }
    let reduced = GreyPicture.averages(lines, rows)
    return GreyPicture.transposed(GreyPicture.averages(GreyPicture.transposed(reduced), columns))
  }

  /// Lengths are counted in units of which `count` make a line, so that all are whole numbers.
  private static func averages(_ lines: [[Int]], _ count: Int) -> [[Int]] {
    (0..<count).map { part in
      let (start, end) = (part * lines.count, (part + 1) * lines.count)
      var sums = [Int](repeating: lines.count / 2, count: lines[0].count)
      for line in start / count..<(end + count - 1) / count {
        let overlap = min(end, (line + 1) * count) - max(start, line * count)
        let pixels = lines[line]
        for index in sums.indices { sums[index] += overlap * pixels[index] }
      }
      return sums.map { $0 / lines.count }
    }
  }

  private static func transposed(_ lines: [[Int]]) -> [[Int]] {
    lines[0].indices.map { column in lines.map { $0[column] } }
  }
}
