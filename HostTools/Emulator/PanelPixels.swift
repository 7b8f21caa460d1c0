// What a panel shows, pixel by pixel. Must never look into its RAM.

import Pictures

extension SSD1681Model {
  /// 200 × 200 pixels, 0 black or 255 white.
  public var picture: GreyPicture {
    var picture = GreyPicture(width: 200, height: 200, fill: 0)
    for (index, byte) in visible.enumerated() {
      for bit in 0..<8 where byte & (0x80 >> bit) != 0 { picture.pixels[index * 8 + bit] = 255 }
    }
    return picture
  }
}
