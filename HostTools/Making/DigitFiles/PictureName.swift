// Which digit a picture's path says it shows. Must never guess.

import Support

package enum PictureName {
  private static let pictures: Set<String> = ["png", "jpg", "jpeg", "jpe", "jfif", "apng"]
  /// What isn't read here, but must not be passed over either, since somebody has put digits into it.
  private static let others: Set<String> = ["heic", "heif", "gif", "bmp", "tif", "tiff", "webp", "avif"]

  package static func isPicture(_ path: String) -> Bool {
    let ending = ending(of: path)
    return pictures.contains(ending) || others.contains(ending)
  }

  /// In lower case, without the dot; empty without one.
  static func ending(of path: String) -> String {
    let name = name(of: path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  /// 0...9: what the folder right above is called if that is a digit, as in `3/scan.png`, or else the last character of
  /// the name, as in `test_3.png`; nil if neither is one.
  package static func label(of path: String) -> UInt8? {
    let parts = path.split(separator: "/")
    if parts.count > 1, let digit = digit(parts[parts.count - 2]) { return digit }
    let name = name(of: path)
    let stem = name.lastIndex(of: ".").map { name[..<$0] } ?? name[...]
    return digit(stem.suffix(1))
  }

  private static func digit(_ text: some StringProtocol) -> UInt8? {
    guard text.utf8.count == 1, let digit = Int(decimal: text) else { return nil }
    return UInt8(digit)
  }

  private static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? ""
  }
}
