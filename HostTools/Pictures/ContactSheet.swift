// Many glyphs on one sheet, to look through. Must never scale: one pixel is one pixel.

public enum ContactSheet {
  private static let side = 28
  private static let gap = 4
  public static let columns = 40

  /// - Parameter glyphs: 784 levels from 0 (paper) to 3 (ink) each, laid out row by row, 40 in a row.
  public static func draw(_ glyphs: [[UInt8]]) -> GreyPicture {
    let columns = max(1, min(ContactSheet.columns, glyphs.count))
    let rows = max(1, (glyphs.count + columns - 1) / columns)
    let pitch = side + gap
    var sheet = GreyPicture(width: columns * pitch + gap, height: rows * pitch + gap, fill: 224)
    for (index, levels) in glyphs.enumerated() {
      var cell = GreyPicture(width: side, height: side, fill: 255)
      cell.pixels = levels.map { 255 - 85 * $0 }
      sheet.paste(cell, x: gap + index % columns * pitch, y: gap + index / columns * pitch)
    }
    return sheet
  }
}
