// What a panel shows, pixel by pixel. Must never look into its RAM.

import Firmware
import Pictures

extension PanelModel {
  /// 200 × 200 pixels, from 0 for the ink's black to 255 for its white.
  public var picture: GreyPicture { Self.picture(reflectance) }

  /// The same in the middle of a refresh, for a film.
  public func picture(at now: Instant) -> GreyPicture { Self.picture(reflectance(at: now)) }

  private static func picture(_ levels: [UInt16]) -> GreyPicture {
    var picture = GreyPicture(width: 200, height: 200, fill: 0)
    // 1023 levels of ink to 255 of a picture.
    picture.pixels = levels.map { UInt8((Int($0) * 255 + 511) / 1_023) }
    return picture
  }
}
