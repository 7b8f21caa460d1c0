// The four panels side by side, as somebody in front of the clock sees them. Must never know what the panels should
// show: only what they do show.

public enum ClockPicture {
  public static let panelSide = 200
  /// Between two panels, and around them; hours and minutes are further apart.
  private static let gap = 20
  private static let middleGap = 48
  /// Black e-ink is a dark grey and white a light one, against a wall in between.
  private static let ink: UInt8 = 28
  private static let paper: UInt8 = 236
  private static let wall: UInt8 = 150
  private static let frame: UInt8 = 110

  /// Where the panels' first row is in a picture of them.
  public static let top = gap

  /// Where a panel's first column is in a picture of them.
  public static func left(of panel: Int) -> Int {
    gap + panel * (panelSide + gap) + (panel >= 2 ? middleGap - gap : 0)
  }

  /// - Parameter panels: 200 × 200 pixels each, 0 black to 255 white.
  public static func draw(_ panels: [GreyPicture]) -> GreyPicture {
    let lefts = panels.indices.map(left(of:))
    let width = (lefts.last ?? 0) + panelSide + gap
    var picture = GreyPicture(width: width, height: panelSide + 2 * gap, fill: wall)
    for (panel, left) in zip(panels, lefts) {
      picture.paste(GreyPicture(width: panelSide + 4, height: panelSide + 4, fill: frame), x: left - 2, y: gap - 2)
      var seen = panel
      seen.pixels = panel.pixels.map { UInt8(Int(ink) + Int($0) * Int(paper - ink) / 255) }
      picture.paste(seen, x: left, y: gap)
    }
    return picture
  }
}
