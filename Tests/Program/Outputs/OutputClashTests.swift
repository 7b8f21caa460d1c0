// Outputs that would destroy an input or one another: refused before any work, by whatever names.
// Must never call into the program's code.

import Digits
import Foundation
import Support
import TestSupport
import Testing

@Suite struct OutputClashTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder(glyphsPerDigit: 5)
    try Files.makeFolder(folder.path + "/mn")
    for half in ["train", "t10k"] {
      try IDX.write(
        StrokeDigits.make(countPerDigit: 3), images: folder.path + "/mn/\(half)-images-idx3-ubyte",
        labels: folder.path + "/mn/\(half)-labels-idx1-ubyte")
    }
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: "new")
  }

  private func run(_ words: String) throws -> Program.Result {
    try Program.start(
      words.split(separator: " ").map(String.init), cache: folder.path + "/cache", folder: folder.path
    ).result()
  }

  @Test(arguments: [
    ("run --image glyphs.bin --flash ./new --png new", "--flash ./new and --png new are one file"),
    ("run --image glyphs.bin --flash new --png link", "--flash new and --png link are one file"),
    ("run --image glyphs.bin --film new --png ./new", "--png ./new and --film new are one file"),
    ("run --image glyphs.bin --frames new --events new", "--frames new and --events new are one file"),
    ("run --image glyphs.bin --at 12:34 --png glyphs.bin", "--png glyphs.bin would overwrite what --image reads"),
    ("run --image glyphs.bin --at 12:34 --events clock.png", "--events clock.png and the picture clock.png are one"),
    ("run --mnist mn --film mn/t10k-images-idx3-ubyte", "would overwrite what --mnist reads"),
    ("glyphs build --mnist mn --split test --output mn/t10k-images-idx3-ubyte", "would overwrite what --mnist reads"),
    ("glyphs build --mnist mn --model m --output m", "--output m would overwrite what --model reads"),
    ("glyphs build --mnist mn --train --save-model new --output link", "--output link and --save-model new are one"),
    ("glyphs inspect glyphs.bin --png ./glyphs.bin", "--png ./glyphs.bin would overwrite what FILE reads"),
    ("glyphs inspect glyphs.bin --png new --extremes new", "--png new and --extremes new are one file"),
    ("waveforms --png new --film link", "--png new and --film link are one file"),
    ("waveforms --image glyphs.bin --png glyphs.bin", "--png glyphs.bin would overwrite what --image reads"),
    ("image --chip esp32c3 --build b --output new --manifest link", "--output new and --manifest link are one file"),
    ("image --chip esp32c3 --build b --settings s --output s", "--output s would overwrite what --settings reads"),
  ])
  func isRefusedFirst(words: String, cause: String) throws {
    let before = try contents()
    let end = try run(words)
    #expect(end.errors.contains(": " + cause) || end.errors.contains(" " + cause), "\(end.errors)")
    #expect(end.status == 2 && end.output.isEmpty, "\(end)")
    #expect(try contents() == before)
  }

  /// There is room beside the files that are read.
  @Test func aFolderThatIsReadMayTakeTheOutput() throws {
    for _ in 0..<2 {
      let end = try run("glyphs build --mnist mn --codec packed --output mn/glyphs.bin")
      #expect(end.status == 0, "\(end)")
    }
  }

  @Test func devicesMayBeTheSame() throws {
    let end = try run("run --image glyphs.bin --at 12:34 --png /dev/null --film /dev/null --events /dev/null")
    #expect(end.status == 0, "\(end)")
  }

  private func contents() throws -> [String: Int] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return Dictionary(
      uniqueKeysWithValues: names.map { name in
        (name, (try? Files.read(folder.path + "/" + name))?.hashValue ?? 0)
      })
  }
}
