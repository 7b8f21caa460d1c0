// Where `mnist-clock image` gets the glyphs and esptool if nobody names them.

import Foundation
import Support
import TestSupport
import Testing

@Suite struct ImageSourceTests {
  private let trial: ImageTrial

  init() throws { trial = try ImageTrial() }

  /// As the README writes the command: nothing named but the build.
  @Test func glyphsComeFromTheBuildOrFromWhatWasFetched() throws {
    let build = try BuildFiles()
    let words = ["--chip", "esp32c3", "--build", build.path, "--output", trial.output]
    func merged() throws -> [UInt8] { Array(try Files.read(trial.output)[0x260000...]) }
    // `idf.py glyphs` puts it there.
    try build.write(trial.glyphs, "glyphs.bin")
    let built = try trial.run(words)
    #expect(built.status == 0, "\(built.errors)")
    #expect(try merged() == trial.glyphs)

    // What `glyphs build` makes of what `glyphs fetch` has fetched.
    try FileManager.default.removeItem(atPath: build.path + "/glyphs.bin")
    let cache = trial.path + "/cache"
    try Files.makeFolder(cache + "/mnist-clock")
    let digits = try MNISTFiles()
    try digits.writeTestHalf(count: 30)
    for kind in ["images-idx3", "labels-idx1"] {
      try FileManager.default.copyItem(
        atPath: "\(digits.path)/t10k-\(kind)-ubyte", toPath: "\(digits.path)/train-\(kind)-ubyte")
    }
    try FileManager.default.copyItem(atPath: digits.path, toPath: cache + "/mnist-clock/mnist")
    let made = try trial.run(words, cache: cache)
    #expect(made.status == 0 && made.errors.contains("Digits: MNIST"), "\(made.errors)")
    let image = trial.path + "/expected.bin"
    #expect(try Program.run("glyphs", "build", "--output", image, cache: cache).status == 0)
    #expect(try merged() == Files.read(image))
  }

  /// No digits were fetched before, and none can be now.
  @Test func withoutDigitsThereIsNoImage() throws {
    let build = try BuildFiles()
    let tools = trial.path + "/few"
    try Files.makeFolder(tools)
    // The second is for the partition table, which is checked first.
    for tool in ["dirname", "md5sum"] {
      let path = try ChildProcess.run("which", [tool]).output.trimmingCharacters(in: .whitespacesAndNewlines)
      try FileManager.default.createSymbolicLink(atPath: "\(tools)/\(tool)", withDestinationPath: path)
    }
    let result = try trial.run(
      ["--chip", "esp32c3", "--build", build.path, "--output", trial.output], cache: trial.path + "/cache", path: tools)
    #expect(
      result.status == 1 && result.errors.contains("there are no digits to build glyphs from: none could be fetched"),
      "\(result.errors)")
    #expect(!Files.exists(trial.output))
    // Nothing is fetched for a build that isn't there.
    let none = try trial.run(
      ["--chip", "esp32c3", "--build", trial.path + "/none", "--output", trial.output], cache: trial.path + "/cache",
      path: tools)
    #expect(none.errors.contains("so this is not an ESP-IDF build folder"), "\(none.errors)")
  }

  /// PATH, with a python3 in front that runs `script`.
  private func pathBehindPython(_ script: String) throws -> String {
    let tools = trial.path + "/tools"
    try Files.makeFolder(tools)
    try Files.write("#!/bin/sh\n\(script)\n".utf8, to: tools + "/python3")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tools + "/python3")
    return "\(tools):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
  }

  /// As in a shell that ran ESP-IDF's export.sh, whose Python has esptool 4.
  @Test func theProjectsOwnEsptoolIsTakenBeforeAnother() throws {
    let build = try BuildFiles()
    let words = ["--chip", "esp32c3", "--build", build.path, "--output", trial.output]
    let result = try trial.run(
      words + ["--glyphs", trial.folder.image], path: pathBehindPython("echo esptool v4.8.1; echo 4.8.1"))
    #expect(result.status == 0, "\(result.errors)")
    #expect(try Files.read(trial.output).starts(with: try trial.withFlashSettings(build.bootloader, clock: 15)))
  }

  /// Without the project's own: a python3 that has no esptool, and one that has an old one.
  @Test(arguments: [
    ("exit 1", "esptool is not installed for python3. `HostTools/install-packages esptool` in the project's folder"),
    ("echo esptool v4.8.1; echo 4.8.1", "python3 has esptool 4.8.1, but 5 is needed. `HostTools/install-packages"),
  ])
  func saysWhereEsptoolComesFrom(script: String, cause: String) throws {
    let program = trial.path + "/mnist-clock"
    try FileManager.default.copyItem(atPath: Program.path, toPath: program)
    let result = try trial.run(
      ["--chip", "esp32c3", "--build", "b", "--output", trial.output, "--glyphs", "glyphs.bin"], folder: trial.path,
      path: pathBehindPython(script), program: program)
    #expect(result.status == 1 && result.errors.contains(cause), "\(result.errors)")
  }
}
