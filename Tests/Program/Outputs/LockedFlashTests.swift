// One file of flash, several processes. Must never call into the program's code.

import Foundation
import Support
import TestSupport
import Testing

@Suite(.serialized) struct LockedFlashTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder(glyphsPerDigit: 200)
  }

  private func start(_ words: String...) throws -> (process: Process, result: () -> Program.Result) {
    try Program.start(
      ["run", "--image", "glyphs.bin", "--flash", "journal"] + words, cache: Program.noCache, folder: folder.path)
  }

  /// Waits until a run has reported its first event, for which the firmware may have to be compiled.
  private func waitForEvents(in name: String) -> Bool {
    let end = ContinuousClock.now + .seconds(300)
    while ContinuousClock.now < end {
      if let bytes = try? Files.read(folder.path + "/" + name), !bytes.isEmpty { return true }
      Thread.sleep(forTimeInterval: 0.02)
    }
    return false
  }

  /// If there is no file yet, each would make it.
  @Test func ofTwoThatBeginTogetherOneRuns() throws {
    for _ in 0..<5 {
      try? FileManager.default.removeItem(atPath: folder.path + "/journal")
      let runs = try (0..<4).map { _ in try start("--at", "00:00", "--minutes", "120", "--speed", "7200") }
      let ends = runs.map { $0.result() }
      #expect(ends.count { $0.status == 0 } == 1, "\(ends)")
      for end in ends where end.status != 0 {
        #expect(end.status == 1 && end.errors.contains("journal: process "), "\(end)")
        #expect(end.errors.contains(" is using it. Wait until it has ended, or choose another file"), "\(end)")
      }
    }
  }

  @Test func theSecondIsToldWhoHasIt() throws {
    let (process, result) = try start("--at", "00:00", "--minutes", "5", "--events", "events")
    #expect(waitForEvents(in: "events"))
    let holder = "process \(process.processIdentifier) (mnist-clock run --image glyphs.bin --flash journal --at 00:00"
    let second = try start("--at", "00:00").result()
    #expect(second.status == 1 && second.errors.contains("mnist-clock: journal: \(holder)"), "\(second)")
    // By another name.
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: folder.path + "/journal")
    let (_, third) = try Program.start(
      ["run", "--image", "glyphs.bin", "--flash", "link"], cache: Program.noCache, folder: folder.path)
    #expect(third().errors.contains("link: \(holder)"))
    // Whoever only reads may do so, and is told.
    let journal = try Program.run("journal", "journal", folder: folder.path)
    #expect(journal.status == 0 && journal.output.hasPrefix("journal: \(holder)"), "\(journal)")
    #expect(journal.output.contains(" is using it; this was its state a moment ago.\n\n"))
    kill(process.processIdentifier, SIGKILL)
    _ = result()
    // It leaves no lock behind.
    let after = try start("--at", "00:00").result()
    #expect(after.status == 0, "\(after)")
    #expect(try !Program.run("journal", "journal", folder: folder.path).output.contains("is using it"))
  }

  /// QEMU opens the file itself, and ends with the run that started it, however that ends.
  @Test func aMachineOfQEMUsHasItAlone() throws {
    let server = try Chrony("local stratum 8")
    let words = ["--on", "riscv32", "--ntp", "127.0.0.1:\(server.port)", "--minutes", "5"]
    func begin(_ events: String) throws -> (process: Process, result: () -> Program.Result) {
      try Program.start(
        ["run", "--image", "glyphs.bin", "--flash", "journal", "--events", events] + words,
        cache: folder.path + "/cache", folder: folder.path)
    }
    let (process, result) = try begin("events")
    #expect(waitForEvents(in: "events"))
    let (_, second) = try begin("none")
    let end = second()
    #expect(end.status == 1 && end.errors.contains("journal: process \(process.processIdentifier) ("), "\(end)")
    kill(process.processIdentifier, SIGKILL)
    _ = result()
    let (third, last) = try begin("more")
    #expect(waitForEvents(in: "more"))
    third.interrupt()
    #expect(last().status == 130)
  }

  @Test func whatIsNoFileOfFlashIsRefused() throws {
    for name in ["/dev/null", "."] {
      let (_, result) = try Program.start(
        ["run", "--image", "glyphs.bin", "--flash", name], cache: Program.noCache, folder: folder.path)
      let end = result()
      #expect(
        end.status == 1 && end.errors.contains("\(name): it is not a regular file. Choose another file"), "\(end)")
    }
  }
}
