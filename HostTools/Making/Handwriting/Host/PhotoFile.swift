// A photograph of the sheet in a file. Must never look at a pixel.

import Paper
import Pictures
import ReaderModels
import Support

extension HandwritingPhoto {
  /// A larger photograph is reduced on the way. A sheet of A4 that fills half of so many has 8 pixels a millimetre, more
  /// than digits have use for; and each pixel takes up to 12 bytes while marks are looked for.
  private static let mostPixels = 16_000_000

  /// - Throws: `Failure` with what to do better.
  public init(_ path: String, reader: LoadedReader) throws {
    let picture = try PictureFile.read(path, mostPixels: HandwritingPhoto.mostPixels)
    guard let photo = Photograph(width: picture.width, height: picture.height, channels: 3, samples: picture.pixels)
    else { throw HandwritingPhoto.failure(path, width: picture.width, height: picture.height) }
    try self.init(photo, named: path, reader: reader)
  }
}
