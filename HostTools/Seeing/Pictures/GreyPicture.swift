// A picture of grey pixels, and PNG files made of it through libpng. Must never know what it shows.

import CPNG
import Support

public struct GreyPicture: Equatable {
  public let width: Int
  public let height: Int
  /// Rows from the top, 0 black to 255 white.
  public var pixels: [UInt8]

  public init(width: Int, height: Int, fill: UInt8) {
    self.width = width
    self.height = height
    pixels = [UInt8](repeating: fill, count: width * height)
  }

  /// - Precondition: `width` × `height` pixels.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(pixels.count == width * height, "A picture has a byte for each pixel")
    (self.width, self.height, self.pixels) = (width, height, pixels)
  }

  public subscript(_ x: Int, _ y: Int) -> UInt8 {
    get { pixels[y * width + x] }
    set { pixels[y * width + x] = newValue }
  }

  /// Copies `other` so that its top left corner is at (`x`, `y`); all of it must fit.
  public mutating func paste(_ other: GreyPicture, x: Int, y: Int) {
    for row in 0..<other.height {
      let start = (y + row) * width + x
      pixels.replaceSubrange(
        start..<start + other.width, with: other.pixels[row * other.width..<(row + 1) * other.width])
    }
  }

  /// A part of it, which must lie within.
  public func cut(x: Int, y: Int, width: Int, height: Int) -> GreyPicture {
    let rows = (y..<y + height).map { pixels[$0 * self.width + x..<$0 * self.width + x + width] }
    return GreyPicture(width: width, height: height, pixels: Array(rows.joined()))
  }

  public func writePNG(_ path: String) throws { try writePNG(OutputFile(path)) }

  public func writePNG(_ output: OutputFile) throws { try output.write(png(output.path)) }

  /// The bytes of a PNG file.
  /// - Parameter path: that of the file, for a `Failure`.
  public func png(_ path: String) throws -> [UInt8] {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    image.width = UInt32(width)
    image.height = UInt32(height)
    image.format = UInt32(PNG_FORMAT_GRAY)
    // As large as it can get, by libpng's PNG_ZLIB_MAX_SIZE: each row has a byte before it, and packing may add an
    // eighth and a sixty-fourth. Asked for the size libpng would pack everything twice.
    let most = (width + 1) * height
    var size = most + most / 8 + most / 64 + 1_024
    var file = [UInt8](repeating: 0, count: size)
    guard png_image_write_to_memory(&image, &file, &size, 0, pixels, 0, nil) != 0 else {
      throw Failure(file: path, "libpng: \(message(image))")
    }
    return Array(file.prefix(size))
  }

  /// Of a PNG or JPEG of any kind.
  public init(reading path: String) throws { self = try PictureFile.readGrey(path).picture }
}

private func message(_ image: png_image) -> String {
  withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}
