// What gives a picture row by row as it lies in its file. Must never hold more of it than that where the format allows.

import Support

protocol PictureRowSource {
  var width: Int { get }
  var height: Int { get }
  /// Bytes a pixel: 1 for grey, 3 for red, green, blue.
  var samples: Int { get }
  var orientation: PictureOrientation { get }
  var frames: Int { get }

  /// The next row's `width` × `samples` bytes; after the last one the file is proven to its end.
  mutating func next(_ row: UnsafeMutablePointer<UInt8>) throws
}

extension Failure {
  /// For what a decoder refuses.
  init(decoding path: String, _ name: String, _ message: String, at offset: Int, ended: Bool, systemError: Int32) {
    if systemError != 0 {
      self = InputFile.failure(path, systemError)
    } else if ended {
      self.init(
        file: path, offset: offset, "the \(name) ends too early: it was cut off, or isn't wholly there",
        advice: "Copy or download it again")
    } else {
      self.init(
        file: path, offset: offset, "\(name): \(message)",
        advice: "Copy or download it again, or save it anew with a program that can open it")
    }
  }
}
