// Wherever a command reads a file: what can't be read as one is reported with the system's own reason (POSIX,
// strerror), and a pipe is read like a file.

import Digits
import Foundation
import GlyphImage
import Support
import TestSupport
import Testing

@Suite struct UnreadableFileTests {
  private let folder: TemporaryFolder
  private let digits: MNISTFiles
  private let build: BuildFiles
  private var image: String { folder.image }

  init() throws {
    folder = try TemporaryFolder(glyphsPerDigit: 2)
    digits = try MNISTFiles()
    try IDX.write(
      StrokeDigits.make(countPerDigit: 1), images: digits.path + "/t10k-images-idx3-ubyte",
      labels: digits.path + "/t10k-labels-idx1-ubyte")
    build = try BuildFiles()
  }

  /// Every command that reads a file, with `path` for that file.
  private func commands(_ path: String) -> [[String]] {
    let journal = folder.path + "/journal"
    let builds = ["--mnist", digits.path, "--output", folder.path + "/out.bin"]
    let chip = ["image", "--chip", "esp32c3", "--build", build.path, "--output", folder.path + "/chip.bin"]
    return [
      ["run", "--at", "12:00", "--image", path], ["forecast", "--image", path], ["glyphs", "inspect", path],
      ["glyphs", "build", "--model", path] + builds, ["journal", path], ["journal", journal, "--image", path],
      chip + ["--partitions", RealDigits.root + "/Board/ESP32/partitions.csv", "--glyphs", path],
      chip + ["--partitions", RealDigits.root + "/Board/ESP32/partitions.csv", "--glyphs", image, "--settings", path],
      chip + ["--partitions", path, "--glyphs", image],
    ]
  }

  private func expect(_ reason: String, of path: String) throws {
    try Files.write([UInt8](repeating: 0xFF, count: 65_536), to: folder.path + "/journal")
    for words in commands(path) {
      // The project's own esptool is found from the project's folder.
      let place = words[0] == "image" ? RealDigits.root : folder.path
      let end = try Program.start(words, cache: Program.noCache, folder: place).result()
      #expect(end.status == 1, "\(words)")
      #expect(end.errors.hasSuffix("mnist-clock: \(path): it can't be read: \(reason)\n"), "\(words): \(end.errors)")
    }
  }

  @Test func aFolder() throws {
    try Files.makeFolder(folder.path + "/it")
    try expect("Is a directory", of: folder.path + "/it")
  }

  @Test func aLinkToItself() throws {
    symlink("it", folder.path + "/it")
    try expect("Too many levels of symbolic links", of: folder.path + "/it")
  }

  @Test func aPathThroughAFile() throws {
    try Files.write([1], to: folder.path + "/it")
    for words in commands(folder.path + "/it/in") where !words.contains("--glyphs") || words.contains(image) {
      let end = try Program.start(words, cache: Program.noCache, folder: folder.path).result()
      #expect(end.status == 1 && !end.errors.contains("ermission") && !end.errors.contains("Cocoa"), "\(end.errors)")
    }
  }

  /// Root is denied too where it has no capabilities (capabilities(7)).
  @Test func aFileThatIsForbidden() throws {
    let path = folder.path + "/it"
    try Files.write(Files.read(image), to: path)
    chmod(path, 0)
    let program = geteuid() == 0 ? ["setpriv", "--bounding-set=-all", Program.path] : [Program.path]
    let result = try ChildProcess.run(program[0], program.dropFirst() + ["glyphs", "inspect", path])
    #expect(result.status == 1)
    #expect(result.errors == "mnist-clock: \(path): it can't be read: Permission denied\n")
  }

  @Test(arguments: [("none", "there is no such folder"), ("glyphs.bin", "the folder can't be read: Not a directory")])
  func aFolderOfZonesThatIsNone(name: String, reason: String) throws {
    let path = "\(folder.path)/\(name)"
    let result = try Program.start(
      ["civil", "Europe/Berlin"], cache: Program.noCache, folder: folder.path, variables: ["TZDIR": path]
    ).result()
    #expect(result.status == 1 && result.errors.hasPrefix("mnist-clock: \(path): \(reason)"), "\(result.errors)")
  }

  /// Bash's <(…), and /dev/stdin: pipes give each byte only once.
  @Test(arguments: [
    #""$program" glyphs inspect <(cat "$image")"#, #"cat "$image" | "$program" glyphs inspect /dev/stdin"#,
    #""$program" glyphs inspect /dev/stdin < "$image""#, #""$program" forecast --image <(cat "$image")"#,
    #"cat "$image" | "$program" run --at 12:00 --image /dev/stdin"#,
    #""$program" glyphs inspect <(cat "$image" /dev/zero)"#,
    #""$program" glyphs build --mnist "$mnist" --output out.bin --model <(cat "$model")"#,
  ])
  func pipes(script: String) throws {
    let result = try bash(script)
    #expect(result.status == 0, "\(result.errors)")
  }

  /// An endless file is refused by its first bytes, or once it is larger than any such file can be.
  @Test(arguments: [
    (#""$program" glyphs inspect /dev/zero"#, "/dev/zero: byte 0: "),
    (#""$program" journal /dev/zero"#, "/dev/zero: it has more than 67,108,864 bytes"),
    (#"ln -s /dev/zero t10k-images-idx3-ubyte; ln -s /dev/zero t10k-labels-idx1-ubyte; "$program" --mnist ."#, "magic"),
  ])
  func endlessFiles(script: String, message: String) throws {
    let result = try bash("ulimit -v 1000000; " + script)
    #expect(result.status == 1)
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  private func bash(_ script: String) throws -> ChildProcess.Result {
    let model = RealDigits.root + "/HostTools/Making/GlyphImage/mnist.model"
    let names = ["program=\(Program.path)", "image=\(image)", "mnist=\(digits.path)", "model=\(model)"]
    let variables = names + ["XDG_CACHE_HOME=\(folder.path)/cache"]
    return try ChildProcess.run("env", ["-C", folder.path] + variables + ["bash", "-o", "pipefail", "-c", script])
  }
}
