// How four panels share a terminal's columns and lines. Must never take more of them than there are.

public struct TerminalLayout: Equatable {
  private static let panels = 4
  /// A glyph is 28 pixels wide, and a character shows two: from this width on each pixel has its own place.
  private static let everyPixel = 14
  /// Below this, digits can't be told apart.
  private static let least = 8
  /// Two of a panel's 200 pixels to a column: more columns would show nothing more.
  private static let most = 100

  /// Panels side by side.
  public let perRow: Int
  /// The width of a panel, in columns.
  public let width: Int
  /// The height of a panel, in lines: half as many, since a character is twice as high as wide.
  public let height: Int
  /// Columns between two panels; there is one line between two rows.
  public let gap: Int

  /// One row, as a clock is read, if it has room for every pixel; otherwise as large as possible.
  /// - Returns: nil if digits would be too small to read.
  public init?(columns: Int, lines: Int) {
    let layouts = [4, 2, 1].map { TerminalLayout(perRow: $0, columns, lines) }
    guard let best = layouts[0].showsEveryPixel ? layouts[0] : layouts.max(by: { $0.width < $1.width }),
      best.width >= TerminalLayout.least
    else { return nil }
    self = best
  }

  /// So many pictures side by side, each of so many columns.
  public init(perRow: Int, width: Int) {
    (self.perRow, self.width, height, gap) = (perRow, width, (width + 1) / 2, 2)
  }

  private init(perRow: Int, _ columns: Int, _ lines: Int) {
    let rows = TerminalLayout.panels / perRow
    self.perRow = perRow
    // Two as soon as a row of four still has room for every pixel.
    gap = columns < 4 * TerminalLayout.everyPixel + 3 * 2 ? 1 : 2
    let room = min((columns - gap * (perRow - 1)) / perRow, 2 * ((lines - (rows - 1)) / rows))
    width = max(0, min(room, TerminalLayout.most))
    height = (width + 1) / 2
  }

  public var showsEveryPixel: Bool { width >= TerminalLayout.everyPixel }
}
