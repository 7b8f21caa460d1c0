// The glyphs of a chip's image: the file that was named, or else what `idf.py glyphs` has made in the build folder, or
// what `glyphs build` would make, once for all chips. Must never take digits other than those it says.

import Support

final class GlyphsOfBuild {
  private let named: String?
  private var made: (folder: TemporaryFolder, path: String)?

  init(named: String?) { self.named = named }

  /// - Throws: `Failure` if there are no digits to make them from.
  func path(for build: String) throws -> String {
    if let named { return named }
    let built = build + "/glyphs.bin"
    return Files.exists(built) ? built : try madePath()
  }

  private func madePath() throws -> String {
    if let made { return made.path }
    let image = try DigitChoice.fetchedImage()
    let folder = try TemporaryFolder()
    let path = folder.path + "/glyphs.bin"
    try Files.write(image.bytes, to: path)
    made = (folder, path)
    return path
  }
}
