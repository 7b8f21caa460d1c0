// What a panel shows, as a picture for files and films. Must never be anything but its pixels.

import Firmware
import Pictures

extension PanelModel {
  /// A refresh in progress shows only at its end.
  public var picture: GreyPicture { Self.picture(reflectance) }

  /// The same in the middle of a refresh, for a film.
  public func picture(at now: Instant) -> GreyPicture {
    Self.picture(reflectance(at: now))
  }

  private static func picture(_ levels: [UInt16]) -> GreyPicture {
    GreyPicture(width: 200, height: 200, pixels: Self.pixels(levels))
  }
}
