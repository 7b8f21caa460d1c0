// The chips that a flash image can be for. Must never include one that the firmware isn't compiled for.

public enum Chip: String, CaseIterable, Sendable {
  // As spelt by ESP-IDF and esptool.
  case esp32, esp32s3, esp32c3, esp32c6

  /// In the headers of bootloaders and apps.
  var imageID: UInt16 {
    switch self {
    case .esp32: 0
    case .esp32s3: 9
    case .esp32c3: 5
    case .esp32c6: 13
    }
  }

  /// Where the chip's ROM looks for the bootloader.
  var bootloaderOffset: Int { self == .esp32 ? 0x1000 : 0 }

  /// As ESP Web Tools calls it.
  public var family: String {
    switch self {
    case .esp32: "ESP32"
    case .esp32s3: "ESP32-S3"
    case .esp32c3: "ESP32-C3"
    case .esp32c6: "ESP32-C6"
    }
  }

  static func name(ofImageID id: UInt16) -> String {
    allCases.first { $0.imageID == id }?.rawValue ?? "a chip with ID \(id)"
  }
}
