// ESP-IDF's app in Espressif's QEMU: the build's files and the glyphs as one flash, kept from run to run if a file for
// it is named. Must never touch what the clock has written there: settings, journal, the choice of app.

import FlashImage
import GlyphImage
import LinkHost
import Support

enum ChipMachine {
  private static let flashSize = 4 << 20
  /// The partitions that belong to the clock once it runs.
  private static let kept = ["nvs", "otadata", "journal"]

  static func make(_ options: RunOptions, _ image: GlyphImageFile) throws -> QEMUProcess {
    let project = try ProjectFolder.path
    let build = options.build ?? project + "/build-qemu"
    guard !Files.isMissing(build) else {
      throw Failure(
        file: build, "there is no such folder; ESP-IDF's build for QEMU makes it",
        advice: "Board/ESP32/README.md has the command; --build names another folder")
    }
    let folder = try TemporaryFolder()
    try Files.write(image.bytes, to: folder.path + "/glyphs.bin")
    let layout = try FlashLayout(
      chip: .esp32c3, build: build, table: project + "/Board/ESP32/partitions.csv", glyphs: folder.path + "/glyphs.bin",
      settings: nil)
    let file = try options.flashFile ?? LockedFile(folder.path + "/flash")
    let isNew = try file.makeErased(size: flashSize)
    let size = try file.size
    guard size == flashSize else {
      throw Failure(
        file: file.path, "it has \(size.grouped) bytes, not the 4 MB of this chip's flash",
        advice: "Another kind of run keeps its journal there: choose another file")
    }
    for piece in layout.pieces where isNew || !kept.contains(piece.name) {
      try file.write(piece.bytes, at: piece.offset)
    }
    return try QEMUProcess(esp32c3: file, folder)
  }
}
