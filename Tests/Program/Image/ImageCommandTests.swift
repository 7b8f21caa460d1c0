// `mnist-clock image` on build folders that the tests write, with the real esptool: what it writes.

import Foundation
import Support
import TestSupport
import Testing

@Suite struct ImageCommandTests {
  private let trial: ImageTrial

  init() throws { trial = try ImageTrial() }

  /// Against a vector that esptool's own `image_info` accepted.
  @Test func theTestsProgramsAreTheFormats() throws {
    let text = "E9010220000038 40EE00000005 00000000FFFF0000000001 0000384004000000 01020304".filter { $0 != " " }
    let vector = stride(from: 0, to: text.count, by: 2).compactMap { UInt8(text.dropFirst($0).prefix(2), radix: 16) }
    let whole = try BuildFiles.program([1, 2, 3, 4], BuildFiles.esp32c3, address: 0x4038_0000)
    #expect(whole.starts(with: vector) && whole.count == 80 && whole[47] == 0xEB)
    #expect(whole[48...].starts(with: [0xD7, 0x17, 0x91, 0x50, 0x5D]))
  }

  @Test(arguments: ["_", "-"])
  func everyPieceLiesAtItsPlace(underscore: String) throws {
    let build = try BuildFiles()
    try build.describe(underscore: underscore)
    let result = try trial.run(build)
    #expect(result.status == 0, "\(result.errors)")
    let merged = try Files.read(trial.output)
    let expected = trial.flash([
      (0, try trial.withFlashSettings(build.bootloader, clock: 15)), (0x8000, try BuildFiles.table()),
      (0xF000, build.otadata),
      (0x20000, build.app), (0x260000, trial.glyphs),
    ])
    #expect(merged == expected, "\(zip(merged, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? merged.count)")
    #expect(result.output.contains("clock.bin: ESP32-C3, version 1.2-3-gabc, \(expected.count.grouped) bytes"))
    #expect(result.output.contains("erases what the clock keeps in nvs.\n"), "\(result.output)")
  }

  /// ESP-IDF's programming guides: the first chip's bootloader is at 0x1000, the S3's at 0.
  @Test(arguments: [("esp32", BuildFiles.esp32, 0x1000, "ESP32"), ("esp32s3", BuildFiles.esp32s3, 0, "ESP32-S3")])
  func theBootloaderIsWhereTheChipLooks(chip: String, id: UInt8, offset: Int, family: String) throws {
    let build = try BuildFiles(chip: chip, id: id)
    let result = try trial.run(build, chip: chip, "--parts", "--manifest", trial.path + "/manifest.json")
    #expect(result.status == 0, "\(result.errors)")
    let merged = try Files.read(trial.output)
    let expected = trial.flash([
      (offset, try trial.withFlashSettings(build.bootloader, clock: 15)), (0x8000, try BuildFiles.table()),
      (0xF000, build.otadata), (0x20000, build.app), (0x260000, trial.glyphs),
    ])
    #expect(merged == expected, "\(zip(merged, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? merged.count)")
    #expect(result.output.contains("clock.bin: \(family), version 1.2-3-gabc, \(expected.count.grouped) bytes"))
    let manifest = String(decoding: try Files.read(trial.path + "/manifest.json"), as: UTF8.self)
    #expect(manifest.contains(#""chipFamily" : "\#(family)""#))
    let part = manifest.split(separator: "{").first { $0.contains("clock-bootloader.bin") }
    #expect(part?.contains("\"offset\" : \(offset),") == true, "\(manifest)")
  }

  @Test func aBootloaderOfTheFirstChipIsNotAtTheBeginning() throws {
    let build = try BuildFiles(chip: "esp32", id: BuildFiles.esp32)
    try build.describe(chip: "esp32", files: ["0x0": "bootloader/bootloader.bin"].merging(build.files) { $1 })
    let twice = try trial.run(build, chip: "esp32")
    #expect(twice.status == 1 && twice.errors.contains("no partition begins at 0x0"), "\(twice.errors)")
    let damaged = try BuildFiles(chip: "esp32", id: BuildFiles.esp32)
    try damaged.write(
      Array(damaged.bootloader[..<500]) + [0] + damaged.bootloader[501...], "bootloader/bootloader.bin")
    let result = try trial.run(damaged, chip: "esp32")
    #expect(result.status == 1 && result.errors.contains("a damaged bootloader: Checksum: 0x"), "\(result.errors)")
  }

  @Test func settingsLieInTheirPartition() throws {
    let build = try BuildFiles()
    // A page in use, and erased ones up to the partition's end.
    let settings = [0xFE] + [UInt8](repeating: 0xFF, count: 0x5FFF)
    try Files.write(settings, to: trial.path + "/nvs.bin")
    let result = try trial.run(build, "--settings", trial.path + "/nvs.bin")
    #expect(result.status == 0, "\(result.errors)")
    #expect(try Files.read(trial.output)[0x9000..<0xF000].elementsEqual(settings))
    #expect(!result.output.contains("erases"))
    // It holds a password.
    let attributes = try FileManager.default.attributesOfItem(atPath: trial.output)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func theManifestOfTwoChipsNamesTheirParts() throws {
    let builds = [
      try BuildFiles(), try BuildFiles(chip: "esp32c6", id: BuildFiles.esp32c6, appSize: 8_000),
    ]
    let manifest = trial.path + "/manifest.json"
    try Files.makeFolder(trial.path + "/c6")
    let words = [
      "--chip", "esp32c3", "--build", builds[0].path, "--output", trial.output, "--chip", "esp32c6", "--build",
      builds[1].path, "--output", trial.path + "/c6/clock.bin", "--glyphs", trial.folder.image, "--manifest",
      manifest,
    ]
    struct Manifest: Decodable, Equatable {
      struct Build: Decodable, Equatable {
        let chipFamily: String
        let parts: [Part]
      }
      struct Part: Decodable, Equatable {
        let path: String
        let offset: Int
      }
      let name, version: String
      let asksBeforeErasing: Bool
      let improvWait: Int?
      let builds: [Build]

      enum CodingKeys: String, CodingKey {
        case name, version, builds
        case asksBeforeErasing = "new_install_prompt_erase"
        case improvWait = "new_install_improv_wait_time"
      }
    }
    func written() throws -> Manifest {
      try JSONDecoder().decode(Manifest.self, from: Data(try Files.read(manifest)))
    }

    // Flashing a merged file erases everything, so the page doesn't ask, and may take no clock for one to be updated.
    let result = try trial.run(words)
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      try written()
        == Manifest(
          name: "MNIST Clock", version: "1.2-3-gabc", asksBeforeErasing: false, improvWait: 0,
          builds: [
            .init(chipFamily: "ESP32-C3", parts: [.init(path: "clock.bin", offset: 0)]),
            .init(chipFamily: "ESP32-C6", parts: [.init(path: "c6/clock.bin", offset: 0)]),
          ]))
    let merged = try Files.read(trial.path + "/c6/clock.bin")
    #expect(merged.starts(with: try trial.withFlashSettings(builds[1].bootloader, clock: 0)))
    #expect(merged[0x20000...].starts(with: builds[1].app))

    // The pieces leave the settings' and the journal's sectors alone.
    #expect(try trial.run(words + ["--parts"]).status == 0)
    let parts = try written()
    #expect(parts.asksBeforeErasing)
    // Absent, which is ESP Web Tools' own ten seconds: a clock is known, and asked for its Wi-Fi after installing.
    #expect(parts.name == "MNIST Clock" && parts.improvWait == nil)
    let names = [
      ("bootloader", 0), ("partition-table", 32_768), ("otadata", 61_440), ("ota_0", 131_072), ("glyphs", 2_490_368),
    ]
    for (index, stem) in ["clock", "c6/clock"].enumerated() {
      #expect(parts.builds[index].parts == names.map { .init(path: "\(stem)-\($0.0).bin", offset: $0.1) })
      let pieces = [
        builds[index].bootloader, try BuildFiles.table(), builds[index].otadata, builds[index].app, trial.glyphs,
      ]
      for (part, piece) in zip(parts.builds[index].parts, pieces) {
        #expect(try Files.read("\(trial.path)/\(part.path)") == piece)
        for kept in [0x9000..<0xF000, 0x3E0000..<0x3F0000] {
          #expect(!(part.offset..<part.offset + piece.count).overlaps(kept))
        }
      }
    }
  }

  /// A folder has the last part's name: no other part is written, nor the merged file.
  @Test func partsAreProvenFirst() throws {
    try Files.makeFolder(trial.path + "/clock-glyphs.bin")
    let result = try trial.run(try BuildFiles(), "--parts", "--manifest", trial.path + "/manifest.json")
    let file = trial.path + "/clock-glyphs.bin"
    #expect(result.status == 1 && result.output == "", "\(result)")
    let cause = "\(file): it can't be written: Is a directory. Choose another file"
    #expect(result.errors == "mnist-clock: \(cause)\n", "\(result.errors)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: trial.path).sorted() == ["clock-glyphs.bin", "glyphs.bin"])
  }

  @Test func commandLinesThatMakeNoSense() throws {
    func usage(_ words: String..., cause: String) throws {
      let result = try trial.run(words)
      #expect(result.status == 2 && result.errors.contains(cause), "\(result.errors)")
    }
    try usage(cause: "--chip is missing")
    try usage("--chip", "esp32c3", "--output", "a", cause: "1 times --chip, 0 times --build and 1 times --output")
    try usage(
      "--chip", "esp32c2", "--build", "b", "--output", "a",
      cause: "--chip esp32c2: expected esp32, esp32s3, esp32c3, esp32c6")
    try usage(
      "--chip", "esp32c3", "--build", "b", "--output", "a", "--chip", "esp32c3", "--build", "b", "--output", "c",
      cause: "each chip can be named once only")
    try usage(
      "--chip", "esp32c3", "--build", "b", "--output", "a", "--chip", "esp32c6", "--build", "c", "--output", "a",
      cause: "are one file")
    let away = try trial.run(
      ["--chip", "esp32c3", "--build", "b", "--output", trial.output, "--manifest", trial.path + "/web/manifest.json"])
    #expect(away.status == 1 && away.errors.contains("it isn't in or below the manifest's folder"))
  }

  @Test func buildsOfTwoVersionsAreNoRelease() throws {
    let old = try BuildFiles()
    let new = try BuildFiles(chip: "esp32c6", id: BuildFiles.esp32c6, version: "1.3")
    let result = try trial.run([
      "--chip", "esp32c3", "--build", old.path, "--output", trial.output, "--chip", "esp32c6", "--build", new.path,
      "--output", trial.output + "6", "--glyphs", trial.folder.image,
    ])
    #expect(result.status == 1 && result.errors.contains("the builds are of different versions: 1.2-3-gabc, 1.3"))
  }
}
