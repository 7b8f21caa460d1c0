// The four panels as text: block characters in two greys each, or without greys block characters or Braille.
// Must never need more from a terminal than Unicode and, if it has them, 24 greys.

import Support

public enum TerminalPicture {
  /// - Parameter panels: from the left, of any size.
  public static func draw(_ panels: [GreyPicture], _ layout: TerminalLayout, hasGreys: Bool) -> [String] {
    var lines: [String] = []
    let gap = String(repeating: " ", count: layout.gap)
    for start in stride(from: 0, to: panels.count, by: layout.perRow) {
      let row = panels[start..<min(start + layout.perRow, panels.count)].map { text($0, layout, hasGreys) }
      if start > 0 { lines.append("") }
      for line in 0..<layout.height { lines.append(row.map { $0[line] }.joined(separator: gap)) }
    }
    return lines
  }

  private static func text(_ panel: GreyPicture, _ layout: TerminalLayout, _ hasGreys: Bool) -> [String] {
    let samples = panel.averages(columns: layout.width * BlockShape.columns, rows: layout.height * BlockShape.rows)
    return (0..<layout.height).map { line in
      let cells = (0..<layout.width).map { CellSamples(samples, column: $0, line: line) }
      if hasGreys { return greyLine(cells) }
      return String(cells.map { layout.showsEveryPixel ? $0.plain : $0.dots })
    }
  }

  private static func greyLine(_ cells: [CellSamples]) -> String {
    var line = ""
    var last: (front: Int, back: Int)?
    for fit in cells.map(\.twoGreys) {
      let (ink, paper) = (grey(fit.ink), grey(fit.paper))
      let (front, back) = fit.isReversed ? (paper, ink) : (ink, paper)
      if front != last?.front, fit.character != " " { line += "\u{1B}[38;5;\(front)m" }
      if back != last?.back { line += "\u{1B}[48;5;\(back)m" }
      last = (fit.character == " " ? last?.front ?? -1 : front, back)
      line.append(fit.character)
    }
    return line + "\u{1B}[0m"
  }

  /// The terminal's 24 greys are colours 232 (nearly black) to 255 (nearly white).
  private static func grey(_ brightness: Int) -> Int {
    232 + (brightness * 23 + 127) / 255
  }
}
