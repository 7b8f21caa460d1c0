// The four panels as text: 28 columns a panel, two of its rows in each line by half blocks.
// Must never need more of a terminal than Unicode and, when it has them, 24 greys.

import Support

public enum TerminalPicture {
  /// A panel shows 28 × 28 cells of 7 × 7 pixels, with two pixels around them.
  static let cells = 28
  private static let cell = 7
  private static let margin = 2
  private static let gap = 2

  /// Columns that `count` panels side by side take.
  public static func width(_ count: Int) -> Int {
    count * cells + (count - 1) * gap
  }

  /// As many panels in a row as `columns` have room for: four, two or one.
  /// - Parameter panels: 200 × 200 pixels each.
  public static func draw(_ panels: [GreyPicture], columns: Int, hasColours: Bool) -> [String] {
    let perRow = [4, 2].first { width($0) <= columns } ?? 1
    var lines: [String] = []
    for start in stride(from: 0, to: panels.count, by: perRow) {
      let row = panels[start..<min(start + perRow, panels.count)].map(shrink)
      if start > 0 { lines.append("") }
      for top in stride(from: 0, to: cells, by: 2) {
        let parts = row.map { hasColours ? greyLine($0, top) : plainLine($0, top) }
        lines.append(parts.joined(separator: String(repeating: " ", count: gap)))
      }
    }
    return lines
  }

  /// The mean brightness of each cell.
  static func shrink(_ panel: GreyPicture) -> [[Int]] {
    (0..<cells).map { row in
      (0..<cells).map { column in
        var sum = 0
        for y in 0..<cell {
          for x in 0..<cell {
            sum += Int(panel[margin + column * cell + x, margin + row * cell + y])
          }
        }
        return sum / (cell * cell)
      }
    }
  }

  /// The darker cell of two as the foreground of a half block, the other as its background, so that the
  /// characters alone, copied as text, still show the digit.
  private static func greyLine(_ rows: [[Int]], _ top: Int) -> String {
    var line = ""
    var last = ""
    for (upper, lower) in zip(rows[top], rows[top + 1]) {
      let (ink, paper) = (grey(min(upper, lower)), grey(max(upper, lower)))
      let colours = "\u{1B}[38;5;\(ink);48;5;\(paper)m"
      if colours != last { line += colours }
      last = colours
      line += ink == paper ? (max(upper, lower) < 128 ? "█" : " ") : upper < lower ? "▀" : "▄"
    }
    return line + "\u{1B}[0m"
  }

  /// The terminal's 24 greys are colours 232 (nearly black) to 255 (nearly white).
  private static func grey(_ brightness: Int) -> Int {
    232 + brightness * 23 / 255
  }

  /// Ink as blocks: right for a dark text on a light ground, and a negative on a dark one.
  private static func plainLine(_ rows: [[Int]], _ top: Int) -> String {
    String(
      zip(rows[top], rows[top + 1]).map { upper, lower in
        switch (upper < 128, lower < 128) {
        case (true, true): "█" as Character
        case (true, false): "▀"
        case (false, true): "▄"
        case (false, false): " "
        }
      })
  }
}
