// Outputs that another run is using: a journal that it continues, and a file of events that it appends to.
// Must never call into the program's code.

import Foundation
import Support
import TestSupport
import Testing

@Suite(.serialized) struct HeldOutputTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder(glyphsPerDigit: 200)
  }

  private func start(_ words: [String]) throws -> (process: Process, result: () -> Program.Result) {
    try Program.start(
      ["run", "--image", "glyphs.bin"] + words, cache: Program.noCache, folder: folder.path)
  }

  /// A run of several minutes that has drawn its panels.
  private func begin() throws -> (process: Process, result: () -> Program.Result) {
    let run = try start(["--at", "00:00", "--minutes", "5", "--flash", "journal", "--events", "events"])
    let end = ContinuousClock.now + .seconds(60)
    while lines().count < 5, ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.02) }
    return run
  }

  private func lines() -> [Substring] {
    let bytes = (try? Files.read(folder.path + "/events")) ?? []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  @Test func whatAnotherRunHasIsLeftToIt() throws {
    let (process, result) = try begin()
    let (journal, events) = try (Files.read(folder.path + "/journal"), Files.read(folder.path + "/events"))
    symlink("journal", folder.path + "/link")
    for name in ["journal", "link", "events"] {
      for option in ["--png", "--film", "--events"] {
        let end = try start(["--at", "12:34", option, name]).result()
        let holder = "\(name): process \(process.processIdentifier) (mnist-clock run --image glyphs.bin --at 00:00"
        #expect(end.status == 1 && end.output.isEmpty && end.errors.contains(holder), "\(option) \(name): \(end)")
        #expect(end.errors.contains(" is using it. Wait until it has ended, or choose another file"), "\(end)")
      }
    }
    let sheet = try Program.run("glyphs", "inspect", "glyphs.bin", "--png", "journal", folder: folder.path)
    #expect(sheet.status == 1 && sheet.errors.contains("is using it"), "\(sheet)")
    #expect(try Files.read(folder.path + "/journal") == journal && Files.read(folder.path + "/events") == events)
    process.interrupt()
    _ = result()
    let after = try start(["--at", "12:34", "--png", "journal", "--events", "events"]).result()
    #expect(after.status == 0, "\(after)")
  }

  /// Whichever comes first gets the file; every line of it is whole.
  @Test func ofTwoThatBeginTogetherOneWrites() throws {
    for _ in 0..<3 {
      let runs = try (0..<3).map { _ in
        try start(["--at", "00:00", "--minutes", "120", "--speed", "7200", "--events", "events"])
      }
      let ends = runs.map { $0.result() }
      #expect(ends.count { $0.status == 0 } == 1, "\(ends)")
      for end in ends where end.status != 0 { #expect(end.errors.contains("events: process "), "\(end)") }
      #expect(lines().count > 100 && lines().allSatisfy { $0.hasPrefix("{\"time\"") && $0.hasSuffix("}") })
    }
  }

  /// Somebody else empties the file, as log rotation does: no hole of NUL bytes before what is written then.
  @Test func whatIsEmptiedMeanwhileGoesOnFromItsStart() throws {
    let (process, result) = try start(["--at", "00:00", "--minutes", "300", "--speed", "600", "--events", "events"])
    let end = ContinuousClock.now + .seconds(60)
    while lines().count < 20, ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.02) }
    #expect(truncate(folder.path + "/events", 0) == 0)
    while lines().count < 20, ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.02) }
    process.interrupt()
    _ = result()
    #expect(try Files.read(folder.path + "/events").first == UInt8(ascii: "{"))
  }
}
