// The program's outputs: proven before its work, left alone if that fails, and finished at every signal as at Ctrl-C.
// Must never call into its code.

import Foundation
import Support
import TestSupport
import Testing

@Suite struct ProvenOutputTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder(glyphsPerDigit: 200)
  }

  private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }

  /// Every option that writes a file, with an input that can't be read or a question that can't be answered: the error
  /// is about the output, for which all work would have been in vain.
  static let commands: [[String]] = [
    ["run", "--image", "missing.bin", "--png", "HERE/m"], ["run", "--image", "missing.bin", "--film", "HERE/m"],
    ["run", "--image", "missing.bin", "--events", "HERE/m"], ["run", "--image", "missing.bin", "--flash", "HERE/m"],
    ["glyphs", "build", "--mnist", "missing", "--output", "HERE/m"],
    ["glyphs", "build", "--mnist", "missing", "--output", "out.bin", "--train", "--save-model", "HERE/m"],
    ["glyphs", "build", "--mnist", "missing", "--output", "out.bin", "--train", "--learning-curve", "HERE/m"],
    ["glyphs", "inspect", "glyphs.bin", "--png", "HERE/m"],
    ["glyphs", "inspect", "glyphs.bin", "--extremes", "HERE/m"],
    ["image", "--chip", "esp32c3", "--build", "missing", "--output", "HERE/m"],
    ["waveforms", "--png", "HERE/m"], ["waveforms", "--film", "HERE/m"],
    ["settings", "wifi=Home", "--nvs", "HERE/m"], ["benchmark", "--only", "journal", "--json", "HERE/m"],
  ]

  @Test(arguments: commands) func isProvenFirst(command: [String]) throws {
    let words = command.map { $0.replacing("HERE", with: "none") }
    let (_, result) = try Program.start(words, cache: Program.noCache, folder: folder.path)
    let end = result()
    let cause = "there is no folder none. Create the folder first, or choose another file\n"
    #expect(end.status == 1 && end.output == "" && end.errors == "mnist-clock: none/m: it can't be written: \(cause)")
    #expect(try names() == ["glyphs.bin"])
  }

  /// As an unprivileged user meets it. Of those added, frames would make folders, and a manifest lies by its image.
  @Test(
    arguments: commands + [
      ["run", "--image", "missing.bin", "--frames", "HERE"], ["run", "--image", "missing.bin", "--frames", "HERE/m/n"],
      ["image", "--chip", "esp32c3", "--build", "missing", "--output", "HERE/open/out.bin", "--manifest", "HERE/m"],
    ])
  func aFolderThatIsReadOnlyIsToldFirst(command: [String]) throws {
    let locked = folder.path + "/locked"
    try Files.makeFolder(locked + "/open")
    #expect(chmod(locked, 0o555) == 0)
    defer { chmod(locked, 0o755) }
    let words = command.map { $0.replacing("HERE", with: "locked") }
    let (_, result) = try Program.start(words, cache: Program.noCache, folder: folder.path, isUnprivileged: true)
    let end = result()
    #expect(end.status == 1 && end.output == "" && end.errors.hasPrefix("mnist-clock: locked"), "\(end)")
    #expect(end.errors.contains("Permission denied. Choose another f"), "\(end)")
    #expect(try names() == ["glyphs.bin", "locked"])
    #expect(try FileManager.default.subpathsOfDirectory(atPath: locked) == ["open"])
  }

  /// In a folder that takes no new file, an existing one that may be written is written to.
  @Test func aFileInAReadOnlyFolderIsWrittenTo() throws {
    let locked = folder.path + "/locked"
    try Files.makeFolder(locked)
    for name in ["clock.png", "events"] { try Files.write([1], to: locked + "/" + name) }
    #expect(chmod(locked, 0o555) == 0)
    defer { chmod(locked, 0o755) }
    let words = ["--image", "glyphs.bin", "--at", "12:34", "--png", "locked/clock.png", "--events", "locked/events"]
    let (_, result) = try Program.start(words, cache: Program.noCache, folder: folder.path, isUnprivileged: true)
    let end = result()
    #expect(end.status == 0, "\(end)")
    #expect(try Files.read(locked + "/clock.png").starts(with: [137, 80, 78, 71]))
    #expect(try Files.read(locked + "/events").first == UInt8(ascii: "{"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: locked).sorted() == ["clock.png", "events"])
  }

  @Test func workThatFailsLeavesEverythingAsItWas() throws {
    let outputs = ["--png", "a", "--film", "b", "--frames", "c", "--events", "d", "--flash", "e"]
    func fail() throws {
      let (_, result) = try Program.start(
        ["run", "--image", "missing.bin"] + outputs, cache: Program.noCache, folder: folder.path)
      let end = result()
      #expect(end.status == 1 && end.errors.contains("missing.bin"), "\(end)")
    }
    try fail()
    #expect(try names() == ["glyphs.bin"])
    for name in ["a", "b", "d", "e"] { try Files.write("old".utf8, to: folder.path + "/" + name) }
    try fail()
    #expect(try names() == ["a", "b", "d", "e", "glyphs.bin"])
    for name in ["a", "b", "d", "e"] { #expect(try Files.read(folder.path + "/" + name) == Array("old".utf8)) }
  }

  // MARK: Events

  private func events() -> [Substring] {
    let bytes = (try? Files.read(folder.path + "/events")) ?? []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  /// Waits until there are `count` events.
  private func wait(for count: Int) -> Bool {
    let end = ContinuousClock.now + .seconds(30)
    while events().count < count, ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.02) }
    return events().count >= count
  }

  private func start(_ words: String...) throws -> (process: Process, result: () -> Program.Result) {
    try Program.start(
      ["run", "--image", "glyphs.bin", "--at", "12:34", "--png", "end.png", "--events", "events"] + words,
      cache: Program.noCache, folder: folder.path)
  }

  /// Four panels in the first minute, and none for the rest of it.
  @Test func anEventIsThereWhenItHappens() throws {
    let (process, result) = try start("--minutes", "5")
    #expect(wait(for: 5) && process.isRunning)
    kill(process.processIdentifier, SIGKILL)
    _ = result()
    #expect(events().count { $0.contains("\"event\":\"drew\"") } == 4, "\(events())")
  }

  @Test func atFullSpeedToo() throws {
    let (process, result) = try start("--days", "36525", "--speed", "max")
    #expect(wait(for: 5))
    var counts: [Int] = []
    for _ in 0..<3 {
      counts.append(events().count)
      Thread.sleep(forTimeInterval: 1)
    }
    #expect(process.isRunning && counts == Array(Set(counts)).sorted(), "\(counts)")
    kill(process.processIdentifier, SIGKILL)
    _ = result()
    #expect(try Files.read(folder.path + "/events").last == UInt8(ascii: "\n"))
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT]) func everySignalEndsARunWell(signal: Int32) throws {
    let (process, result) = try start("--minutes", "5")
    #expect(wait(for: 5))
    kill(process.processIdentifier, signal)
    let end = result()
    #expect(end.status == 130 && process.terminationReason == .exit, "\(end)")
    #expect(end.output.contains("The panels are in end.png."))
    #expect(try Files.read(folder.path + "/end.png").starts(with: [137, 80, 78, 71]))
  }

  /// `nohup` makes it ignore SIGHUP.
  @Test func aRunThatIsToOutliveItsTerminalDoes() throws {
    let words = ["--image", "glyphs.bin", "--at", "12:34", "--minutes", "5", "--events", "events"]
    let (process, result) = try Program.start(
      words, cache: Program.noCache, folder: folder.path, wrapper: ["nohup"])
    #expect(wait(for: 5))
    kill(process.processIdentifier, SIGHUP)
    Thread.sleep(forTimeInterval: 0.5)
    #expect(process.isRunning)
    process.interrupt()
    #expect(result().status == 130)
  }

  // MARK: Standard output

  /// `--png /dev/stdout >> file` and such: after what was there, with nothing of that lost and no message mixed in.
  @Test(arguments: ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]) func standardOutputIsGoneOnWith(name: String) throws
  {
    let script = "echo before > out; exec \"$@\" >> out"
    let (_, result) = try Program.start(
      ["glyphs", "inspect", "glyphs.bin", "--png", name], cache: Program.noCache, folder: folder.path,
      wrapper: ["sh", "-c", script, "sh"])
    let end = result()
    #expect(end.status == 0 && end.output == "", "\(end)")
    let bytes = try Files.read(folder.path + "/out")
    #expect(bytes.starts(with: Array("before\n".utf8) + [137, 80, 78, 71, 13, 10, 26, 10]))
    #expect(bytes.dropLast(4).suffix(4).elementsEqual("IEND".utf8))
    #expect(end.errors.hasPrefix("glyphs.bin: a glyph partition"), "\(end.errors)")
    #expect(end.errors.hasSuffix("\(name): digit 0, glyphs 0 to 199.\n"), "\(end.errors)")
  }

  @Test(arguments: [
    "run --image glyphs.bin --at 12:34 --png OUT", "run --image glyphs.bin --at 12:34 --png /dev/null --events OUT",
    "run --image glyphs.bin --at 12:34 --film OUT", "waveforms --kind v1 --png OUT",
  ])
  func aPipeHasNothingButTheFile(command: String) throws {
    func run(_ name: String) throws -> Program.Result {
      let words = command.split(separator: " ").map { $0 == "OUT" ? name : String($0) }
      return try Program.start(
        words, cache: Program.noCache, folder: folder.path, wrapper: ["sh", "-c", "\"$@\" | cat", "sh"]
      )
      .result()
    }
    let (piped, filed) = try (run("/dev/stdout"), run("out"))
    #expect(try piped.bytes == Files.read(folder.path + "/out"))
    #expect(!piped.errors.isEmpty && !filed.output.isEmpty)
  }

  /// With standard output on /dev/null too, no message moves to standard error.
  @Test func whatIsThrownAwayIsNoReasonForNoise() throws {
    let (_, result) = try Program.start(
      ["waveforms", "--kind", "v1", "--png", "/dev/null"], cache: Program.noCache, folder: folder.path,
      wrapper: ["sh", "-c", "\"$@\" > /dev/null", "sh"])
    #expect(result().errors == "Digits: drawn by a stroke generator.\n")
  }
}
