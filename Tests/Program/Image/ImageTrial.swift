// `mnist-clock image` with one image of glyphs and one output, as its tests run it, with the real esptool.
// Must never know what the command should say.

import Foundation
import Support
import TestSupport
import Testing

struct ImageTrial {
  let folder: TemporaryFolder
  let glyphs: [UInt8]
  var path: String { folder.path }
  var output: String { path + "/clock.bin" }

  init() throws {
    folder = try TemporaryFolder(glyphsPerDigit: 3)
    glyphs = try Files.read(folder.image)
  }

  /// With the project's own esptool, which `HostTools/install-packages tests` installs.
  func run(
    _ words: [String], folder: String = RealDigits.root, cache: String = Program.noCache, path: String? = nil,
    program: String = Program.path
  ) throws -> Program.Result {
    try #require(
      Files.exists(RealDigits.root + "/.build-esptool/python3"), "HostTools/install-packages tests installs it")
    return try Program.start(["image"] + words, cache: cache, folder: folder, path: path, program: program).result()
  }

  func run(_ build: BuildFiles, chip: String = "esp32c3", _ more: String...) throws -> Program.Result {
    try run(
      ["--chip", chip, "--build", build.path, "--glyphs", folder.image, "--output", output] + more)
  }

  /// What flash would hold, put together by hand: 0xFF, and each piece at its offset.
  func flash(_ pieces: [(offset: Int, bytes: [UInt8])]) -> [UInt8] {
    var flash = [UInt8](repeating: 0xFF, count: pieces.map { $0.offset + $0.bytes.count }.max() ?? 0)
    for piece in pieces { flash.replaceSubrange(piece.offset..<piece.offset + piece.bytes.count, with: piece.bytes) }
    return flash
  }

  /// The code for 80 MHz is 0 on the C6 and 15 on the others; the SHA-256 at the end covers the changed header.
  func withFlashSettings(_ bootloader: [UInt8], clock: UInt8) throws -> [UInt8] {
    var bytes = Array(bootloader.dropLast(32))
    bytes[3] = 0x20 | clock
    return bytes + (try BuildFiles.digest(bytes, by: "sha256sum"))
  }

  func refuse(_ build: BuildFiles, _ more: String..., cause: String) throws {
    try? FileManager.default.removeItem(atPath: output)
    let words = ["--chip", "esp32c3", "--build", build.path, "--output", output]
    let result = try run(
      more.contains("--glyphs") ? words + more : words + ["--glyphs", folder.image] + more)
    #expect(result.status == 1 && result.errors.contains(cause), "\(cause): \(result.errors)")
    #expect(!Files.exists(output))
  }
}
