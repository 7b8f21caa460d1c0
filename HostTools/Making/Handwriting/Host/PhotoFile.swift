// A photograph of the sheet in a file. Must never look at a pixel.

import Paper
import Pictures
import ReaderModels
import Support

extension HandwritingPhoto {
  /// - Throws: `Failure` with what to do better.
  public init(_ path: String, reader: LoadedReader) throws {
    let picture = try PictureFile.read(path)
    guard let photo = Photograph(width: picture.width, height: picture.height, channels: 3, samples: picture.pixels)
    else { throw HandwritingPhoto.failure(path, width: picture.width, height: picture.height) }
    try self.init(photo, named: path, reader: reader)
  }
}
