// Many glyphs on one sheet, to look through. Must never draw one in any other way than a panel shows it.

import Firmware

public enum ContactSheet {
  /// A quarter of a panel's 200 pixels: 16 black or white pixels make one grey one.
  private static let side = 50
  private static let shrink = Frame.side / side
  private static let gap = 4
  public static let columns = 40

  /// - Parameter glyphs: 784 levels from 0 (paper) to 3 (ink) each, laid out row by row, 40 in a row.
  public static func draw(_ glyphs: [[UInt8]]) -> GreyPicture {
    let columns = max(1, min(ContactSheet.columns, glyphs.count))
    let rows = max(1, (glyphs.count + columns - 1) / columns)
    let pitch = side + gap
    var sheet = GreyPicture(width: columns * pitch + gap, height: rows * pitch + gap, fill: 224)
    for (index, levels) in glyphs.enumerated() {
      sheet.paste(cell(levels), x: gap + index % columns * pitch, y: gap + index / columns * pitch)
    }
    return sheet
  }

  private static func cell(_ levels: [UInt8]) -> GreyPicture {
    var frame = Frame()
    frame.draw(glyph(levels), .ink)
    var whites = [Int](repeating: 0, count: side * side)
    for pixel in 0..<Frame.side * Frame.side {
      let white = frame.bytes[pixel / 8] >> UInt8(7 - pixel % 8) & 1
      whites[pixel / Frame.side / shrink * side + pixel % Frame.side / shrink] += Int(white)
    }
    var picture = GreyPicture(width: side, height: side, fill: 255)
    picture.pixels = whites.map { UInt8($0 * 255 / (shrink * shrink)) }
    return picture
  }

  private static func glyph(_ levels: [UInt8]) -> Glyph {
    var glyph = Glyph()
    for (pixel, level) in levels.enumerated() { glyph.packed[pixel / 4] |= level << UInt8(6 - 2 * (pixel % 4)) }
    return glyph
  }
}
