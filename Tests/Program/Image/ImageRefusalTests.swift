// Builds that are for another chip, damaged or don't fit: `mnist-clock image` makes no file of them.

import Foundation
import Support
import TestSupport
import Testing

@Suite struct ImageRefusalTests {
  private let trial: ImageTrial

  init() throws { trial = try ImageTrial() }

  @Test func anotherChipsFilesAreRefused() throws {
    try trial.refuse(
      try BuildFiles(chip: "esp32c6"), cause: "flasher_args.json: this build is for esp32c6, not for esp32c3")
    try trial.refuse(
      try BuildFiles(id: BuildFiles.esp32c6), cause: "bootloader.bin: byte 12: this bootloader is for esp32c6")
    let build = try BuildFiles()
    try build.write(
      try BuildFiles.program(.init(repeating: 1, count: 400), 12, address: 0x3C00_0020), "mnist-clock.bin")
    try trial.refuse(build, cause: "mnist-clock.bin: byte 12: this app is for a chip with ID 12, not for esp32c3")
  }

  @Test func damagedProgramsAreRefused() throws {
    let build = try BuildFiles()
    try build.write(Array(build.app[..<300]) + [build.app[300] ^ 1] + build.app[301...], "mnist-clock.bin")
    try trial.refuse(build, cause: "mnist-clock.bin: esptool reports a damaged app: Checksum: 0x")
    try build.write([0xE8] + build.app[1...], "mnist-clock.bin")
    try trial.refuse(build, cause: "mnist-clock.bin: byte 0: this is not an ESP32 app")
    try build.write(try BuildFiles.program([1, 2, 3, 4], 5, address: 0x3C00_0020), "mnist-clock.bin")
    try trial.refuse(build, cause: "mnist-clock.bin: byte 32: the app's description is missing here")
    let other = try BuildFiles()
    try other.write(
      Array(other.bootloader[..<500]) + [0] + other.bootloader[501...], "bootloader/bootloader.bin")
    try trial.refuse(other, cause: "bootloader.bin: esptool reports a damaged bootloader: Checksum: 0x")
  }

  @Test func theTableMustBeTheProjects() throws {
    let build = try BuildFiles()
    let name = "partition_table/partition-table.bin"
    var bytes = try BuildFiles.table()
    bytes[0x2F] ^= 1
    try build.write(bytes, name)
    try trial.refuse(build, cause: "partition-table.bin: byte 272: the partition table is damaged: its MD5")
    var rows = BuildFiles.rows
    rows[5].size = 0x170000
    try build.write(try BuildFiles.table(rows), name)
    try trial.refuse(
      build,
      cause: "it has glyphs (type 1, subtype 6) of 1,507,328 bytes at 0x260000 instead of "
        + "glyphs (type 1, subtype 6) of 1,572,864 bytes at 0x260000")
    try build.write(try BuildFiles.table(BuildFiles.rows.dropLast()), name)
    try trial.refuse(build, cause: "it has nothing more instead of coredump (type 1, subtype 3)")
  }

  @Test func piecesStayWithinTheirBounds() throws {
    let build = try BuildFiles()
    // Padded, as for a signature, into the partition table.
    try build.write(build.bootloader + [UInt8](repeating: 0, count: 0x8000), "bootloader/bootloader.bin")
    try trial.refuse(build, cause: "bootloader.bin: byte 32768: bootloader extends from 0x0 into partition-table")
    let other = try BuildFiles()
    try other.describe(files: other.files.merging(["0x3e0000": "mnist-clock.bin"]) { $1 })
    try trial.refuse(other, cause: "the journal is the clock's own")
    try other.describe(files: other.files.merging(["0x12000": "mnist-clock.bin"]) { $1 })
    try trial.refuse(other, cause: "no partition begins at 0x12000")
    try other.describe(files: other.files.merging(["0x140000": "mnist-clock.bin"]) { $1 })
    try trial.refuse(other, cause: "there is already an app in another slot")
    try other.describe(files: other.files.merging(["0x11000": "mnist-clock.bin"]) { $1 })
    #expect(try trial.run(other).status == 0)
    try other.write([UInt8](repeating: 0, count: 0x1001), "phy.bin")
    try other.describe(files: other.files.merging(["0x11000": "phy.bin"]) { $1 })
    try trial.refuse(other, cause: "phy.bin: byte 4096: 4,097 bytes don't fit in the partition phy_init of 4,096")
  }

  /// An offset written in another way, what a parser of numbers would take for one, and what isn't one.
  @Test(arguments: [
    ("0x08000", "flash_files: 0x08000 and 0x8000 are the same offset"),
    ("0x8000 ", "flash_files: 0x8000  is not an offset, such as 0x8000"),
    ("0x+8000", "flash_files: 0x+8000 is not an offset"), ("0x-0", "flash_files: 0x-0 is not an offset"),
    ("32768", "flash_files: 32768 is not an offset"), ("0x", "flash_files: 0x is not an offset"),
  ])
  func offsetsAreWrittenOneWay(offset: String, cause: String) throws {
    let build = try BuildFiles()
    try build.describe(files: build.files.merging([offset: "mnist-clock.bin"]) { $1 })
    for _ in 0..<8 { try trial.refuse(build, cause: "flasher_args.json: " + cause) }
  }

  @Test(arguments: [
    ("0x0", "there is no bootloader at 0x0"), ("0x8000", "there is no partition table at 0x8000"),
    ("0xf000", "there is nothing for otadata at 0xf000"), ("0x20000", "there is nothing for ota_0 at 0x20000"),
  ])
  func nothingMayBeMissing(offset: String, cause: String) throws {
    let build = try BuildFiles()
    try FileManager.default.removeItem(atPath: "\(build.path)/\(try #require(build.files[offset]))")
    try trial.refuse(build, cause: "there is no such file; it belongs at \(offset). `idf.py build` makes it")
    try build.describe(files: build.files.filter { $0.key != offset })
    try trial.refuse(build, cause: cause)
  }

  @Test func anotherChoiceOfAppOrNoNVSIsRefused() throws {
    let build = try BuildFiles()
    try build.write([1, 0, 0, 0] + build.otadata[4...], "ota_data_initial.bin")
    try trial.refuse(build, cause: "ota_data_initial.bin: byte 0: otadata selects a different app")
    let other = try BuildFiles()
    let path = trial.path + "/nvs.bin"
    try Files.write([UInt8](repeating: 0xFF, count: 4_096) + [0xFD] + [UInt8](repeating: 0xFF, count: 4_095), to: path)
    try trial.refuse(other, "--settings", path, cause: "nvs.bin: byte 4096: this is not an NVS image")
    try Files.write([UInt8](repeating: 0xFF, count: 5_000), to: path)
    try trial.refuse(other, "--settings", path, cause: "nvs.bin: byte 4096: this is not an NVS image")
  }

  @Test func whatIsNoBuildFolderIsSaid() throws {
    let build = try BuildFiles()
    try build.write(Array("{".utf8), "flasher_args.json")
    try trial.refuse(build, cause: "flasher_args.json: it is not JSON")
    try build.write(Array(#"{"write_flash_args": [], "flash_files": {}}"#.utf8), "flasher_args.json")
    try trial.refuse(
      build, cause: "flasher_args.json: extra_esptool_args is missing, so this is not what ESP-IDF writes")
    let empty = try trial.run(["--chip", "esp32c3", "--build", trial.path, "--output", trial.output])
    #expect(empty.errors.contains("flasher_args.json: there is no such file, so this is not an ESP-IDF build folder"))
  }

  /// Of 0x120000 bytes, ten elevenths may be used: 1,072,407.27.
  @Test func theAppLeavesATenthFree() throws {
    #expect(try trial.run(try BuildFiles(appSize: 1_072_400)).status == 0)
    try trial.refuse(
      try BuildFiles(appSize: 1_072_416),
      cause: "the app's 1,072,416 bytes leave less than a tenth of that free in ota_0: at most 1,072,407 of its"
    )
  }

  @Test func glyphsMustBeWholeAndFit() throws {
    let path = trial.path + "/others.bin"
    let build = try BuildFiles()
    try Files.write(trial.glyphs.dropLast(), to: path)
    try trial.refuse(build, "--glyphs", path, cause: "others.bin: byte \(trial.glyphs.count - 1): it ends after")
    // There is room for 1,572,864 bytes; 8,100 packed glyphs take 1,588,000.
    try Files.write(imageBytes(counts: .init(repeating: 810, count: 10)), to: path)
    try trial.refuse(build, "--glyphs", path, cause: "bytes don't fit in the partition glyphs of 1,572,864")
    try trial.refuse(
      build, "--glyphs", trial.path + "/none.bin",
      cause: "none.bin: there is no such file; it belongs at 0x260000. `mnist-clock glyphs")
  }
}
