// A picture of colours, as it was read. Must never know what it shows.

public struct ColourPicture: Equatable, Sendable {
  public let width: Int
  public let height: Int
  /// Three bytes a pixel, red, green and blue as in sRGB, rows from the top.
  public var pixels: [UInt8]
  public let reading: PictureReading
}

/// What was found and done in reading a picture.
public struct PictureReading: Equatable, Sendable {
  /// As they lie in the file, before turning and reducing.
  public let fileWidth: Int
  public let fileHeight: Int
  /// As EXIF says; it has been applied.
  public let orientation: PictureOrientation
  /// So many pixels of the file, across and down, became one: 1 unless the picture has more than what was asked for.
  public let reduction: Int
  /// Of an animated PNG, of which the still picture is read, that which programs without animation show; 1 otherwise.
  public let frames: Int
}

extension GreyPicture {
  /// How light each pixel is, by ITU-R BT.601, in the rounding of the program that most data sets were made with,
  /// Pillow.
  @inline(__always) static func grey(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    UInt8(truncatingIfNeeded: (UInt32(red) * 19_595 + UInt32(green) * 38_470 + UInt32(blue) * 7_471 + 0x8000) >> 16)
  }
}
