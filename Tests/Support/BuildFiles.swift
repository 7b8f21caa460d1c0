// A build folder as ESP-IDF leaves it, its binaries written byte by byte from the descriptions of the formats.
// Must never use the readers that it tests.

import Foundation
import Support

package struct BuildFiles {
  package let folder: TemporaryFolder
  package var path: String { folder.path }

  /// Board/ESP32/partitions.csv, written out a second time.
  package static let rows: [(name: String, type: UInt8, subtype: UInt8, offset: UInt32, size: UInt32)] = [
    ("nvs", 1, 2, 0x9000, 0x6000), ("otadata", 1, 0, 0xF000, 0x2000), ("phy_init", 1, 1, 0x11000, 0x1000),
    ("ota_0", 0, 0x10, 0x20000, 0x120000), ("ota_1", 0, 0x11, 0x140000, 0x120000),
    ("glyphs", 1, 6, 0x260000, 0x180000), ("journal", 1, 6, 0x3E0000, 0x10000), ("coredump", 1, 3, 0x3F0000, 0x10000),
  ]

  package static let esp32: UInt8 = 0
  package static let esp32s3: UInt8 = 9
  package static let esp32c3: UInt8 = 5
  package static let esp32c6: UInt8 = 13

  package let bootloader: [UInt8]
  package let app: [UInt8]
  package let otadata = [UInt8](repeating: 0xFF, count: 0x2000)
  package private(set) var files = [
    "0x0": "bootloader/bootloader.bin", "0x8000": "partition_table/partition-table.bin",
    "0xf000": "ota_data_initial.bin",
    "0x20000": "mnist-clock.bin",
  ]

  /// `id` is the chip's ID in both programs; `appSize` is a multiple of 16, and at least 400.
  package init(chip: String = "esp32c3", id: UInt8 = esp32c3, version: String = "1.2-3-gabc", appSize: Int = 4_000)
    throws
  {
    folder = try TemporaryFolder()
    // In its first 4 KB the first chip keeps the digests of a secured boot.
    if chip == "esp32" { files["0x1000"] = files.removeValue(forKey: "0x0") }
    bootloader = try Self.program([UInt8](repeating: 0x5A, count: 1_000), id, address: 0x4038_0000)
    // Without the header, the segment's header, the line with the checksum, and the SHA-256.
    let contents = (0..<appSize - 24 - 8 - 48).map { UInt8(truncatingIfNeeded: $0 / 7) }
    app = try Self.program(Self.description(version) + contents.dropFirst(256), id, address: 0x3C00_0020)
    for name in ["bootloader", "partition_table"] { try Files.makeFolder("\(path)/\(name)") }
    try write(bootloader, "bootloader/bootloader.bin")
    try write(try Self.table(), "partition_table/partition-table.bin")
    try write(otadata, "ota_data_initial.bin")
    try write(app, "mnist-clock.bin")
    try describe(chip: chip)
  }

  package func write(_ bytes: [UInt8], _ name: String) throws {
    try Files.write(bytes, to: "\(path)/\(name)")
  }

  /// flasher_args.json as ESP-IDF writes it; since version 6 its options have hyphens instead of underscores.
  package func describe(chip: String = "esp32c3", files: [String: String]? = nil, underscore: String = "_") throws {
    let description: [String: Any] = [
      "write_flash_args": [
        "--flash\(underscore)mode", "dio", "--flash\(underscore)size", "4MB", "--flash\(underscore)freq", "80m",
      ],
      "flash_settings": ["flash_mode": "dio", "flash_size": "4MB", "flash_freq": "80m"],
      "flash_files": files ?? self.files,
      "app": ["offset": "0x20000", "file": "mnist-clock.bin", "encrypted": "false"],
      "extra_esptool_args": ["after": "hard_reset", "before": "default_reset", "stub": true, "chip": chip],
    ]
    try Files.write(try JSONSerialization.data(withJSONObject: description), to: path + "/flasher_args.json")
  }

  /// One segment, DIO, 4 MB, clock code 0, with checksum and SHA-256.
  package static func program(_ segment: [UInt8], _ id: UInt8, address: UInt32) throws -> [UInt8] {
    var bytes: [UInt8] = [0xE9, 1, 2, 0x20] + littleEndian(address) + [0xEE, 0, 0, 0, id, 0, 0, 0, 0, 0xFF, 0xFF]
    bytes += [0, 0, 0, 0, 1] + littleEndian(address) + littleEndian(UInt32(segment.count)) + segment
    bytes += [UInt8](repeating: 0, count: 15 - bytes.count % 16) + [segment.reduce(0xEF, ^)]
    return bytes + (try digest(bytes, by: "sha256sum"))
  }

  /// The 256 bytes of esp_app_desc.
  private static func description(_ version: String) -> [UInt8] {
    func text(_ text: String, _ size: Int) -> [UInt8] {
      Array(text.utf8) + [UInt8](repeating: 0, count: size - text.utf8.count)
    }
    return littleEndian(0xABCD_5432) + [UInt8](repeating: 0, count: 12) + text(version, 32) + text("mnist-clock", 32)
      + text("12:34:56", 16) + text("Nov 21 2026", 16) + text("v5.5.1", 32) + [UInt8](repeating: 7, count: 32)
      + [0, 0, 199, 0, 16] + [UInt8](repeating: 0, count: 75)
  }

  /// 3,072 bytes: the rows, their MD5, then erased flash.
  package static func table(_ rows: [(name: String, type: UInt8, subtype: UInt8, offset: UInt32, size: UInt32)] = rows)
    throws -> [UInt8]
  {
    var bytes: [UInt8] = []
    for row in rows {
      bytes += [0xAA, 0x50, row.type, row.subtype] + littleEndian(row.offset) + littleEndian(row.size)
      bytes += Array(row.name.utf8) + [UInt8](repeating: 0, count: 16 - row.name.utf8.count) + [0, 0, 0, 0]
    }
    bytes += [0xEB, 0xEB] + [UInt8](repeating: 0xFF, count: 14) + (try digest(bytes, by: "md5sum"))
    return bytes + [UInt8](repeating: 0xFF, count: 3_072 - bytes.count)
  }

  package static func digest(_ bytes: [UInt8], by tool: String) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    try Files.write(bytes, to: folder.path + "/bytes")
    let text = Array(try ChildProcess.run(tool, [folder.path + "/bytes"]).output.prefix { $0 != " " })
    return stride(from: 0, to: text.count, by: 2).compactMap { UInt8(String(text[$0..<$0 + 2]), radix: 16) }
  }
}
