// What a file is, by its first bytes. Must never go by its name.

import Support

enum PictureFormat {
  case png, jpeg

  /// What is needed to tell.
  static let mostBytes = 32

  /// - Throws: `Failure` with how to convert what isn't read here.
  init(_ first: [UInt8], _ path: String) throws {
    func text(_ range: Range<Int>) -> String {
      range.upperBound <= first.count ? String(plain: first[range]) : ""
    }
    func refusal(_ what: String, _ advice: String) -> Failure { Failure(file: path, what, advice: advice) }
    let general = "Convert it to PNG or JPEG, with ImageMagick for instance: magick FILE digit.png"
    if first.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { self = .png; return }
    if first.starts(with: [0xFF, 0xD8, 0xFF]) { self = .jpeg; return }
    if first.isEmpty { throw refusal("it is empty, not a picture", "Copy or download it again") }
    if text(4..<8) == "ftyp" {
      // The brands of ISO/IEC 23008-12, Annex B and C, and of AV1's.
      switch text(8..<12) {
      case "avif", "avis": throw refusal("it is an AVIF picture, which is not read here", general)
      case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1":
        throw refusal(
          "it is a HEIC photo, which only Apple's and few other programs read",
          "An iPhone takes JPEGs with Settings, Camera, Formats, Most Compatible; here `heif-convert FILE photo.jpg` of "
            + "libheif converts it, on a Mac `sips -s format jpeg FILE --out photo.jpg`")
      default: throw refusal("it is a film or another file of that family, not a picture", general)
      }
    }
    let others: [(String, String)] = [
      ("GIF8", "a GIF"), ("BM", "a BMP"), ("II*\u{0}", "a TIFF"), ("MM\u{0}*", "a TIFF"), ("%PDF", "a PDF"),
    ]
    if let other = others.first(where: { first.starts(with: $0.0.utf8) }) {
      throw refusal("it is \(other.1), not PNG or JPEG", general)
    }
    if text(0..<4) == "RIFF", text(8..<12) == "WEBP" { throw refusal("it is a WebP picture, not PNG or JPEG", general) }
    throw Failure(file: path, offset: 0, "it is neither a PNG nor a JPEG picture", advice: general)
  }
}
