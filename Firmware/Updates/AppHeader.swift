// What an app says of itself at its beginning. Must never be believed for more than a first answer: the signature covers
// it like all else.

/// Offsets from the image's start. Source: ESP-IDF, `esp_image_header_t` (24 bytes), the first segment's header (8 bytes)
/// and `esp_app_desc_t`.
enum AppHeader {
  static var size: Int { 288 }
  private static var magic: UInt8 { 0xE9 }
  private static var chip: Int { 12 }
  private static var description: Int { 32 }
  private static var descriptionMagic: UInt32 { 0xABCD_5432 }
  private static var version: Range<Int> { 48..<80 }
  private static var project: Range<Int> { 80..<112 }
  private static var projectName: StaticString { "mnist-clock" }

  /// Whether it is an app at all, of whatever project.
  static func isApp(_ bytes: Span<UInt8>) -> Bool {
    bytes.count >= size && bytes[0] == magic && bytes.littleEndian32(at: description) == descriptionMagic
  }

  static func isClock(_ bytes: Span<UInt8>) -> Bool {
    let name = bytes.extracting(project)
    return name.begins(with: projectName) && name[projectName.utf8CodeUnitCount] == 0
  }

  static func chip(_ bytes: Span<UInt8>) -> UInt16 { bytes.littleEndian16(at: chip) }

  static func version(_ bytes: Span<UInt8>) -> AppVersion? {
    let text = bytes.extracting(version)
    return AppVersion(text.extracting(..<text.next(0, from: 0)))
  }
}

/// "MAJOR.MINOR.PATCH" (semver.org); what follows a hyphen or plus isn't compared.
public struct AppVersion: Comparable, Sendable {
  private let number: UInt32

  /// - Returns: nil for anything else, and for numbers of more than three digits.
  public init?(_ text: Span<UInt8>) {
    var value: UInt32 = 0
    var part: UInt32 = 0
    var (parts, digits) = (0, 0)
    var index = 0
    while index <= text.count {
      let byte = index < text.count ? text[index] : 0
      let digit = byte &- UInt8(ascii: "0")
      if index < text.count, digit < 10 {
        part = part &* 10 &+ UInt32(digit)
        digits &+= 1
        guard digits < 4 else { return nil }
      } else {
        guard digits > 0 else { return nil }
        value = value &* 1_000 &+ part
        (part, digits, parts) = (0, 0, parts &+ 1)
        if parts == 3 { break }
        guard byte == UInt8(ascii: ".") else { return nil }
      }
      index &+= 1
    }
    guard parts == 3 else { return nil }
    let end: UInt8 = index < text.count ? text[index] : 0
    guard end == 0 || end == UInt8(ascii: "-") || end == UInt8(ascii: "+") else { return nil }
    number = value
  }

  /// This firmware's.
  public static var own: AppVersion? {
    let text = Version.text
    return AppVersion(Span(_unsafeElements: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)))
  }

  public static func < (left: AppVersion, right: AppVersion) -> Bool { left.number < right.number }
}
