// How large a picture may be, proven by its header before memory is spent. Must never depend on the file's size, which
// says nothing about a packed picture's.

import Support

enum PictureLimits {
  /// JPEG's own. A row of such a PNG takes half a megabyte.
  private static let mostSide = 65_535
  /// More than 20,000 × 20,000, of which libpng unpacks 100 million a second.
  private static let mostPixels = 1 << 29
  /// What a decoder may keep of a picture that doesn't come row by row: with the largest result, 192 MB, and the
  /// program itself, less than 500 MB.
  private static let mostKept = 224 << 20

  static func check(_ path: String, width: Int, height: Int, kept: Int) throws {
    let size = "it has \(width.grouped) × \(height.grouped) pixels"
    guard width > 0, height > 0 else { throw Failure(file: path, "\(size), no picture", advice: "Save it anew") }
    guard width <= mostSide, height <= mostSide, width * height <= mostPixels else {
      throw Failure(
        file: path, "\(size); at most \(mostSide.grouped) on a side and \(mostPixels.grouped) in all are read",
        advice: "Cut out or shrink it first")
    }
    guard kept <= mostKept else {
      throw Failure(
        file: path,
        "\(size), and it is interlaced or progressive, which would take \((kept >> 20).grouped) MB to unpack",
        advice: "Save it without that, or smaller")
    }
  }
}
