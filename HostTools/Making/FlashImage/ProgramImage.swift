// What the header of a bootloader or an app says. Must never judge its contents: esptool does.

import Support

struct ProgramImage {
  /// From the app's description; nil for a bootloader.
  let version: String?

  private static let magic: UInt8 = 0xE9
  private static let headerSize = 24
  /// The offset of the app's description, which is at the start of the first segment.
  private static let descriptionOffset = 32
  private static let descriptionMagic = 0xABCD_5432
  private static let descriptionSize = 256

  init(_ bytes: [UInt8], _ file: String, is what: String, for chip: Chip) throws {
    let advice = "`idf.py set-target \(chip.rawValue) build` makes one"
    guard bytes.count >= ProgramImage.headerSize, bytes[0] == ProgramImage.magic else {
      throw Failure(file: file, offset: 0, "this is not an ESP32 \(what)", advice: advice)
    }
    let id = UInt16(littleEndian(bytes, at: 12, size: 2))
    guard id == chip.imageID else {
      throw Failure(
        file: file, offset: 12, "this \(what) is for \(Chip.name(ofImageID: id)), not for \(chip.rawValue)",
        advice: advice)
    }
    guard what == "app" else {
      version = nil
      return
    }
    let start = ProgramImage.descriptionOffset
    guard bytes.count >= start + ProgramImage.descriptionSize,
      littleEndian(bytes, at: start, size: 4) == ProgramImage.descriptionMagic
    else { throw Failure(file: file, offset: start, "the app's description is missing here", advice: advice) }
    version = String(decoding: bytes[start + 16..<start + 48].prefix { $0 != 0 }, as: UTF8.self)
  }
}
