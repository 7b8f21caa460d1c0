// The page's pictures: what browsers show that can't run the clock, and its icon. Must never be drawn by anything but
// the firmware and its panels.

import GlyphImage
import Pictures
import Run
import Support
import TimeZones

struct SitePictures {
  /// The four panels at 12:34, as PNG.
  let still: [UInt8]
  /// A square of the four, as PNG.
  let icon: [UInt8]

  private static let time = "12:34"
  /// What browsers want for an installed page.
  private static let iconSide = 512
  private static let iconGap = 36
  /// As the page's background, #f3f0e9, is in grey.
  private static let background: UInt8 = 240

  init(_ image: GlyphImageFile) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/still.png"
    var options = RunOptions()
    options.start = LocalMoment.parse(SitePictures.time)
    (options.showsOnce, options.speed) = (true, .max)
    options.picture = try OutputFile(path)
    guard try RunSession(options, image, write: { _ in }).run() == 0 else { throw Failure("interrupted") }
    still = try Files.read(path)
    icon = try SitePictures.square(GreyPicture(reading: path)).png("icon.png")
  }

  private static func square(_ row: GreyPicture) -> GreyPicture {
    let side = ClockPicture.panelSide
    var picture = GreyPicture(width: iconSide, height: iconSide, fill: background)
    for panel in 0..<4 {
      let far = iconSide - iconGap - side
      picture.paste(
        row.cut(x: ClockPicture.left(of: panel), y: ClockPicture.top, width: side, height: side),
        x: panel % 2 == 0 ? iconGap : far, y: panel < 2 ? iconGap : far)
    }
    return picture
  }
}
