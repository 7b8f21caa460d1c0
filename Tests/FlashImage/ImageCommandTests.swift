// `mnist-clock image` on build folders that the tests write, with the real esptool.

import Foundation
import Support
import Testing

@Suite struct ImageCommandTests {
  private let folder: TemporaryFolder
  private let glyphs: [UInt8]
  private var output: String { folder.path + "/clock.bin" }

  init() throws {
    folder = try TemporaryFolder()
    glyphs = imageBytes(counts: .init(repeating: 3, count: 10))
    try Files.write(glyphs, to: folder.path + "/glyphs.bin")
  }

  /// With the project's own esptool, which `HostTools/install-packages tests` brought.
  private func run(
    _ words: [String], folder: String = RealDigits.root, cache: String = "/nonexistent", path: String? = nil,
    program: String = Program.path
  ) throws -> Program.Result {
    try #require(
      Files.exists(RealDigits.root + "/.build-esptool/python3"), "HostTools/install-packages tests brings it")
    return try Program.start(["image"] + words, cache: cache, folder: folder, path: path, program: program).result()
  }

  private func run(_ build: BuildFiles, _ more: String...) throws -> Program.Result {
    try run(
      ["--chip", "esp32c3", "--build", build.path, "--glyphs", folder.path + "/glyphs.bin", "--output", output] + more)
  }

  /// What flash would hold, laid by hand: FF, and each piece at its offset.
  private func flash(_ pieces: [(offset: Int, bytes: [UInt8])]) -> [UInt8] {
    var flash = [UInt8](repeating: 0xFF, count: pieces.map { $0.offset + $0.bytes.count }.max() ?? 0)
    for piece in pieces { flash.replaceSubrange(piece.offset..<piece.offset + piece.bytes.count, with: piece.bytes) }
    return flash
  }

  /// 80 MHz are 15 on the C3 and 0 on the C6; the SHA-256 at the end is of the changed header.
  private func withFlashSettings(_ bootloader: [UInt8], clock: UInt8) throws -> [UInt8] {
    var bytes = Array(bootloader.dropLast(32))
    bytes[3] = 0x20 | clock
    return bytes + (try BuildFiles.digest(bytes, by: "sha256sum"))
  }

  /// The app's vector is one that esptool's own `image_info` took.
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
    let result = try run(build)
    #expect(result.status == 0, "\(result.errors)")
    let merged = try Files.read(output)
    let expected = flash([
      (0, try withFlashSettings(build.bootloader, clock: 15)), (0x8000, try BuildFiles.table()),
      (0xF000, build.otadata),
      (0x20000, build.app), (0x260000, glyphs),
    ])
    #expect(merged == expected, "\(zip(merged, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? merged.count)")
    #expect(result.output.contains("clock.bin: ESP32-C3, version 1.2-3-gabc, \(expected.count.grouped) bytes"))
    #expect(result.output.contains("erases what the clock keeps in nvs.\n"), "\(result.output)")
  }

  @Test func settingsLieInTheirPartition() throws {
    let build = try BuildFiles()
    // A page in use, and erased ones up to the partition's end.
    let settings = [0xFE] + [UInt8](repeating: 0xFF, count: 0x5FFF)
    try Files.write(settings, to: folder.path + "/nvs.bin")
    let result = try run(build, "--settings", folder.path + "/nvs.bin")
    #expect(result.status == 0, "\(result.errors)")
    #expect(try Files.read(output)[0x9000..<0xF000].elementsEqual(settings))
    #expect(!result.output.contains("erases"))
    // There is a password in it.
    let attributes = try FileManager.default.attributesOfItem(atPath: output)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func theManifestOfTwoChipsNamesTheirParts() throws {
    let builds = [
      try BuildFiles(), try BuildFiles(chip: "esp32c6", id: BuildFiles.esp32c6, appSize: 8_000),
    ]
    let manifest = folder.path + "/manifest.json"
    try Files.makeFolder(folder.path + "/c6")
    let words = [
      "--chip", "esp32c3", "--build", builds[0].path, "--output", output, "--chip", "esp32c6", "--build",
      builds[1].path, "--output", folder.path + "/c6/clock.bin", "--glyphs", folder.path + "/glyphs.bin", "--manifest",
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
      let improvWait: Int
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

    // Whoever flashes a merged file loses all; the page then doesn't ask.
    let result = try run(words)
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      try written()
        == Manifest(
          name: "MNIST Clock", version: "1.2-3-gabc", asksBeforeErasing: false, improvWait: 0,
          builds: [
            .init(chipFamily: "ESP32-C3", parts: [.init(path: "clock.bin", offset: 0)]),
            .init(chipFamily: "ESP32-C6", parts: [.init(path: "c6/clock.bin", offset: 0)]),
          ]))
    let merged = try Files.read(folder.path + "/c6/clock.bin")
    #expect(merged.starts(with: try withFlashSettings(builds[1].bootloader, clock: 0)))
    #expect(merged[0x20000...].starts(with: builds[1].app))

    // The pieces leave the settings' and the journal's sectors alone.
    #expect(try run(words + ["--parts"]).status == 0)
    let parts = try written()
    #expect(parts.asksBeforeErasing)
    let names = [
      ("bootloader", 0), ("partition-table", 32_768), ("otadata", 61_440), ("ota_0", 131_072), ("glyphs", 2_490_368),
    ]
    for (index, stem) in ["clock", "c6/clock"].enumerated() {
      #expect(parts.builds[index].parts == names.map { .init(path: "\(stem)-\($0.0).bin", offset: $0.1) })
      let pieces = [builds[index].bootloader, try BuildFiles.table(), builds[index].otadata, builds[index].app, glyphs]
      for (part, piece) in zip(parts.builds[index].parts, pieces) {
        #expect(try Files.read("\(folder.path)/\(part.path)") == piece)
        for kept in [0x9000..<0xF000, 0x3E0000..<0x3F0000] {
          #expect(!(part.offset..<part.offset + piece.count).overlaps(kept))
        }
      }
    }
  }

  private func refuse(_ build: BuildFiles, _ more: String..., cause: String) throws {
    try? FileManager.default.removeItem(atPath: output)
    let words = ["--chip", "esp32c3", "--build", build.path, "--output", output]
    let result = try run(
      more.contains("--glyphs") ? words + more : words + ["--glyphs", folder.path + "/glyphs.bin"] + more)
    #expect(result.status == 1 && result.errors.contains(cause), "\(cause): \(result.errors)")
    #expect(!Files.exists(output))
  }

  @Test func anotherChipsFilesAreRefused() throws {
    try refuse(try BuildFiles(chip: "esp32c6"), cause: "flasher_args.json: this build is for esp32c6, not for esp32c3")
    try refuse(try BuildFiles(id: BuildFiles.esp32c6), cause: "bootloader.bin: byte 12: this bootloader is for esp32c6")
    let build = try BuildFiles()
    try build.write(try BuildFiles.program(.init(repeating: 1, count: 400), 9, address: 0x3C00_0020), "mnist-clock.bin")
    try refuse(build, cause: "mnist-clock.bin: byte 12: this app is for a chip of id 9, not for esp32c3")
  }

  @Test func damagedProgramsAreRefused() throws {
    let build = try BuildFiles()
    try build.write(Array(build.app[..<300]) + [build.app[300] ^ 1] + build.app[301...], "mnist-clock.bin")
    try refuse(build, cause: "mnist-clock.bin: esptool finds the app damaged: Checksum: 0x")
    try build.write([0xE8] + build.app[1...], "mnist-clock.bin")
    try refuse(build, cause: "mnist-clock.bin: byte 0: this is no app of an ESP32")
    try build.write(try BuildFiles.program([1, 2, 3, 4], 5, address: 0x3C00_0020), "mnist-clock.bin")
    try refuse(build, cause: "mnist-clock.bin: byte 32: the app has no description of itself here")
    let other = try BuildFiles()
    try other.write(
      Array(other.bootloader[..<500]) + [0] + other.bootloader[501...], "bootloader/bootloader.bin")
    try refuse(other, cause: "bootloader.bin: esptool finds the bootloader damaged: Checksum: 0x")
  }

  /// 0x120000 bytes, of which ten parts in eleven may be used: 1,072,407.27.
  @Test func theAppLeavesATenthFree() throws {
    #expect(try run(try BuildFiles(appSize: 1_072_400)).status == 0)
    try refuse(
      try BuildFiles(appSize: 1_072_416),
      cause: "the app's 1,072,416 bytes leave less than a tenth of themselves free in ota_0: 1,072,407 of its 1,179,648"
    )
  }

  @Test func glyphsMustBeWholeAndFit() throws {
    let path = folder.path + "/others.bin"
    let build = try BuildFiles()
    try Files.write(glyphs.dropLast(), to: path)
    try refuse(build, "--glyphs", path, cause: "others.bin: byte \(glyphs.count - 1): it ends after")
    // 1,572,864 bytes are there; 8,100 packed glyphs take 1,588,000.
    try Files.write(imageBytes(counts: .init(repeating: 810, count: 10)), to: path)
    try refuse(build, "--glyphs", path, cause: "bytes don't fit the partition glyphs of 1,572,864")
    try refuse(
      build, "--glyphs", folder.path + "/none.bin",
      cause: "none.bin: there is no such file, which is to go to 0x260000. `mnist-clock glyphs")
  }

  /// As the README writes the command: nothing named but the build.
  @Test func glyphsComeFromTheBuildOrFromWhatWasFetched() throws {
    let build = try BuildFiles()
    let words = ["--chip", "esp32c3", "--build", build.path, "--output", output]
    func merged() throws -> [UInt8] { Array(try Files.read(output)[0x260000...]) }
    // `idf.py glyphs` makes it there.
    try build.write(glyphs, "glyphs.bin")
    let built = try run(words)
    #expect(built.status == 0, "\(built.errors)")
    #expect(try merged() == glyphs)

    // What `glyphs build` makes of what `glyphs fetch` has brought.
    try FileManager.default.removeItem(atPath: build.path + "/glyphs.bin")
    let cache = folder.path + "/cache"
    try Files.makeFolder(cache + "/mnist-clock")
    let digits = try MNISTFiles()
    try digits.writeTestHalf(count: 30)
    for kind in ["images-idx3", "labels-idx1"] {
      try FileManager.default.copyItem(
        atPath: "\(digits.path)/t10k-\(kind)-ubyte", toPath: "\(digits.path)/train-\(kind)-ubyte")
    }
    try FileManager.default.copyItem(atPath: digits.path, toPath: cache + "/mnist-clock/mnist")
    let made = try run(words, cache: cache)
    #expect(made.status == 0 && made.errors.contains("Digits: MNIST"), "\(made.errors)")
    let image = folder.path + "/expected.bin"
    #expect(try Program.run("glyphs", "build", "--output", image, cache: cache).status == 0)
    #expect(try merged() == Files.read(image))
  }

  /// Neither fetched before nor to be fetched now.
  @Test func withoutDigitsThereIsNoImage() throws {
    let build = try BuildFiles()
    let tools = folder.path + "/few"
    try Files.makeFolder(tools)
    // The second is for the partition table, which is looked at first.
    for tool in ["dirname", "md5sum"] {
      let path = try ChildProcess.run("which", [tool]).output.trimmingCharacters(in: .whitespacesAndNewlines)
      try FileManager.default.createSymbolicLink(atPath: "\(tools)/\(tool)", withDestinationPath: path)
    }
    let result = try run(
      ["--chip", "esp32c3", "--build", build.path, "--output", output], cache: folder.path + "/cache", path: tools)
    #expect(
      result.status == 1 && result.errors.contains("there are no digits to build the glyphs of: none could be fetched"),
      "\(result.errors)")
    #expect(!Files.exists(output))
    // Nothing is fetched for a build that isn't there.
    let none = try run(
      ["--chip", "esp32c3", "--build", folder.path + "/none", "--output", output], cache: folder.path + "/cache",
      path: tools)
    #expect(none.errors.contains("so this is no build folder of ESP-IDF's"), "\(none.errors)")
  }

  @Test func theTableMustBeTheProjects() throws {
    let build = try BuildFiles()
    let name = "partition_table/partition-table.bin"
    var bytes = try BuildFiles.table()
    bytes[0x2F] ^= 1
    try build.write(bytes, name)
    try refuse(build, cause: "partition-table.bin: byte 272: the partition table is damaged: its MD5")
    var rows = BuildFiles.rows
    rows[5].size = 0x170000
    try build.write(try BuildFiles.table(rows), name)
    try refuse(
      build,
      cause: "it has glyphs (type 1, subtype 6) of 1,507,328 bytes at 0x260000 instead of "
        + "glyphs (type 1, subtype 6) of 1,572,864 bytes at 0x260000")
    try build.write(try BuildFiles.table(BuildFiles.rows.dropLast()), name)
    try refuse(build, cause: "it has nothing more instead of coredump (type 1, subtype 3)")
  }

  @Test func piecesStayWithinTheirBounds() throws {
    let build = try BuildFiles()
    // Signed into the table.
    try build.write(build.bootloader + [UInt8](repeating: 0, count: 0x8000), "bootloader/bootloader.bin")
    try refuse(build, cause: "bootloader.bin: byte 32768: bootloader reaches from 0x0 into partition-table")
    let other = try BuildFiles()
    try other.describe(files: other.files.merging(["0x3e0000": "mnist-clock.bin"]) { $1 })
    try refuse(other, cause: "the journal is the clock's own")
    try other.describe(files: other.files.merging(["0x12000": "mnist-clock.bin"]) { $1 })
    try refuse(other, cause: "no partition begins at 0x12000")
    try other.describe(files: other.files.merging(["0x140000": "mnist-clock.bin"]) { $1 })
    try refuse(other, cause: "there is an app for another slot already")
    try other.describe(files: other.files.merging(["0x11000": "mnist-clock.bin"]) { $1 })
    #expect(try run(other).status == 0)
    try other.write([UInt8](repeating: 0, count: 0x1001), "phy.bin")
    try other.describe(files: other.files.merging(["0x11000": "phy.bin"]) { $1 })
    try refuse(other, cause: "phy.bin: byte 4096: 4,097 bytes don't fit the partition phy_init of 4,096")
  }

  /// One offset written in two ways, what a number's parser would take for one, and none.
  @Test(arguments: [
    ("0x08000", "flash_files: 0x08000 and 0x8000 are one offset"),
    ("0x8000 ", "flash_files: 0x8000  is no offset, such as 0x8000"),
    ("0x+8000", "flash_files: 0x+8000 is no offset"), ("0x-0", "flash_files: 0x-0 is no offset"),
    ("32768", "flash_files: 32768 is no offset"), ("0x", "flash_files: 0x is no offset"),
  ])
  func offsetsAreWrittenOneWay(offset: String, cause: String) throws {
    let build = try BuildFiles()
    try build.describe(files: build.files.merging([offset: "mnist-clock.bin"]) { $1 })
    for _ in 0..<8 { try refuse(build, cause: "flasher_args.json: " + cause) }
  }

  @Test(arguments: [
    ("0x0", "there is no bootloader at 0x0"), ("0x8000", "there is no partition table at 0x8000"),
    ("0xf000", "there is nothing for otadata at 0xf000"), ("0x20000", "there is nothing for ota_0 at 0x20000"),
  ])
  func nothingMayBeMissing(offset: String, cause: String) throws {
    let build = try BuildFiles()
    try FileManager.default.removeItem(atPath: "\(build.path)/\(try #require(build.files[offset]))")
    try refuse(build, cause: "there is no such file, which is to go to \(offset). `idf.py build` makes it")
    try build.describe(files: build.files.filter { $0.key != offset })
    try refuse(build, cause: cause)
  }

  @Test func anotherChoiceOfAppOrNoNVSIsRefused() throws {
    let build = try BuildFiles()
    try build.write([1, 0, 0, 0] + build.otadata[4...], "ota_data_initial.bin")
    try refuse(build, cause: "ota_data_initial.bin: byte 0: otadata chooses another app")
    let other = try BuildFiles()
    let path = folder.path + "/nvs.bin"
    try Files.write([UInt8](repeating: 0xFF, count: 4_096) + [0xFD] + [UInt8](repeating: 0xFF, count: 4_095), to: path)
    try refuse(other, "--settings", path, cause: "nvs.bin: byte 4096: this is no image of NVS")
    try Files.write([UInt8](repeating: 0xFF, count: 5_000), to: path)
    try refuse(other, "--settings", path, cause: "nvs.bin: byte 4096: this is no image of NVS")
  }

  @Test func whatIsNoBuildFolderIsSaid() throws {
    let build = try BuildFiles()
    try build.write(Array("{".utf8), "flasher_args.json")
    try refuse(build, cause: "flasher_args.json: it is no JSON")
    try build.write(Array(#"{"write_flash_args": [], "flash_files": {}}"#.utf8), "flasher_args.json")
    try refuse(build, cause: "flasher_args.json: extra_esptool_args is missing, so this is not what ESP-IDF writes")
    let empty = try run(["--chip", "esp32c3", "--build", folder.path, "--output", output])
    #expect(empty.errors.contains("flasher_args.json: there is no such file, so this is no build folder"))
  }

  /// PATH, with a python3 of this script's in front.
  private func pathBehindPython(_ script: String) throws -> String {
    let tools = folder.path + "/tools"
    try Files.makeFolder(tools)
    try Files.write("#!/bin/sh\n\(script)\n".utf8, to: tools + "/python3")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tools + "/python3")
    return "\(tools):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
  }

  /// As in a shell that ran ESP-IDF's export.sh, whose Python has esptool 4.
  @Test func theProjectsOwnEsptoolIsTakenBeforeAnother() throws {
    let build = try BuildFiles()
    let words = ["--chip", "esp32c3", "--build", build.path, "--output", output]
    let result = try run(
      words + ["--glyphs", folder.path + "/glyphs.bin"], path: pathBehindPython("echo esptool v4.8.1; echo 4.8.1"))
    #expect(result.status == 0, "\(result.errors)")
    #expect(try Files.read(output).starts(with: try withFlashSettings(build.bootloader, clock: 15)))
  }

  /// Where the project's own isn't in reach: a python3 that has none, and one that has an old one.
  @Test(arguments: [
    ("exit 1", "esptool is not installed for python3. `HostTools/install-packages esptool` in the project's folder"),
    ("echo esptool v4.8.1; echo 4.8.1", "python3 has esptool 4.8.1, and 5 is needed. `HostTools/install-packages"),
  ])
  func saysWhereEsptoolComesFrom(script: String, cause: String) throws {
    let program = folder.path + "/mnist-clock"
    try FileManager.default.copyItem(atPath: Program.path, toPath: program)
    let result = try run(
      ["--chip", "esp32c3", "--build", "b", "--output", output, "--glyphs", "glyphs.bin"], folder: folder.path,
      path: pathBehindPython(script), program: program)
    #expect(result.status == 1 && result.errors.contains(cause), "\(result.errors)")
  }

  @Test func commandLinesThatMakeNoSense() throws {
    func usage(_ words: String..., cause: String) throws {
      let result = try run(words)
      #expect(result.status == 2 && result.errors.contains(cause), "\(result.errors)")
    }
    try usage(cause: "--chip is missing")
    try usage("--chip", "esp32c3", "--output", "a", cause: "1 times --chip, 0 times --build and 1 times --output")
    try usage("--chip", "esp32", "--build", "b", "--output", "a", cause: "--chip esp32: it can be esp32c3, esp32c6")
    try usage(
      "--chip", "esp32c3", "--build", "b", "--output", "a", "--chip", "esp32c3", "--build", "b", "--output", "c",
      cause: "named once only")
    let away = try run(
      ["--chip", "esp32c3", "--build", "b", "--output", output, "--manifest", folder.path + "/web/manifest.json"])
    #expect(away.status == 1 && away.errors.contains("it doesn't lie in the manifest's folder or below"))
  }

  @Test func buildsOfTwoVersionsAreNoRelease() throws {
    let old = try BuildFiles()
    let new = try BuildFiles(chip: "esp32c6", id: BuildFiles.esp32c6, version: "1.3")
    let result = try run([
      "--chip", "esp32c3", "--build", old.path, "--output", output, "--chip", "esp32c6", "--build", new.path,
      "--output", output + "6", "--glyphs", folder.path + "/glyphs.bin",
    ])
    #expect(result.status == 1 && result.errors.contains("the builds are of different versions: 1.2-3-gabc, 1.3"))
  }
}
