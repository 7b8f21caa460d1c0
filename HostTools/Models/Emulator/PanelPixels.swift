// What a panel shows, pixel by pixel. Must never look into its RAM.

import Firmware

extension PanelModel {
  /// 200 × 200 pixels in rows from the top, from 0 for the ink's black to 255 for its white, in the middle of a refresh
  /// too.
  public func pixels(at now: Instant) -> [UInt8] {
    Self.pixels(reflectance(at: now))
  }

  /// 1023 levels of ink to 255 of a picture.
  static func pixels(_ levels: [UInt16]) -> [UInt8] { levels.map { UInt8((Int($0) * 255 + 511) / 1_023) } }
}
