// Outputs that outgrow the shell's limit on file sizes, which the kernel also reports by a signal.
// Must never call into the program's code.

import Foundation
import Support
import TestSupport
import Testing

@Suite struct FileLimitTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder(glyphsPerDigit: 5)
  }

  /// - Parameter blocks: the limit; bash's blocks have 1,024 bytes.
  private func run(_ blocks: Int, _ words: [String]) throws -> ChildProcess.Result {
    let script = "ulimit -f \(blocks); \"$0\" run --image glyphs.bin --at 12:34 \"$@\" 2>&1 >/dev/null | tail -n 1"
    return try ChildProcess.run("env", ["-C", folder.path, "bash", "-c", script, Program.path] + words)
  }

  private static let cause = "it can't be written: File too large. `ulimit -f` shows this shell's limit"

  /// The journal's file has 65,608 bytes, 65,536 of them the partition's.
  @Test(arguments: [
    (1, ["--png", "out"]), (1, ["--png", "/dev/null", "--film", "out"]),
    (1, ["--png", "/dev/null", "--flash", "out"]), (10, ["--png", "/dev/null", "--flash", "out"]),
  ])
  func theCauseIsToldAndNothingIsLeft(blocks: Int, words: [String]) throws {
    let end = try run(blocks, words)
    #expect(end.output.hasPrefix("mnist-clock: out: " + FileLimitTests.cause), "\(end)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["glyphs.bin"])
  }

  /// What is left equals a dump of a device's erased partition, which a later run accepts.
  @Test func aJournalThatIsCutBehindItsPartition() throws {
    let end = try run(64, ["--png", "/dev/null", "--flash", "out"])
    #expect(end.output.hasPrefix("mnist-clock: out: " + FileLimitTests.cause), "\(end)")
    #expect(try Files.read(folder.path + "/out") == [UInt8](repeating: 0xFF, count: 65_536))
    #expect(try run(100, ["--png", "/dev/null", "--flash", "out"]).output.hasPrefix("Digits: "))
  }

  @Test func eventsToo() throws {
    let end = try run(1, ["--png", "/dev/null", "--minutes", "60", "--speed", "max", "--events", "out"])
    #expect(end.output.hasPrefix("mnist-clock: out: " + FileLimitTests.cause), "\(end)")
  }
}
