// A run without a process: what it shows, what it writes and when it ends. Must never need a terminal.

import Foundation
import GlyphImage
import Run
import Support
import TestSupport
import Testing

@Suite struct RunSessionTests {
  private final class Lines {
    var text = ""
  }

  private let folder: TemporaryFolder
  private let shown = Lines()

  init() throws {
    folder = try TemporaryFolder(glyphsPerDigit: 12)
  }

  /// From 23:58 on 15 January 2027, for `minutes` minutes, as fast as it can.
  private func options(minutes: Int) throws -> RunOptions {
    var options = RunOptions()
    (options.start, options.minutes, options.speed) = (.init(seconds: 1_800_057_480), minutes, .max)
    options.events = try OutputFile(folder.path + "/events")
    return options
  }

  private func session(_ options: RunOptions) throws -> RunSession {
    try RunSession(options, GlyphImageFile(path: folder.image)) { [shown] in shown.text += $0 }
  }

  private var events: [Substring] {
    get throws { try String(decoding: Files.read(folder.path + "/events"), as: UTF8.self).split(separator: "\n") }
  }

  @Test func aMidnightIsShownAndWritten() throws {
    #expect(try session(options(minutes: 3)).run() == 0)
    let lines = shown.text.split(separator: "\n")
    // A line on the glyphs, four digits at 23:58, one at 23:59 and four at 00:00, and the last line.
    #expect(lines.count == 11)
    #expect(lines[5].hasPrefix("2027-01-15T23:59  panel 4 shows a 9: glyph 0 of 12, lap 0"))
    #expect(lines.last == "No repeat: 9 glyphs were shown, each once.")
    #expect(try events.filter { $0.contains(#""event":"drew""#) && $0.contains("2027-01-16T00:00") }.count == 4)
  }

  @Test func aRepeatIsSeenWhenItComes() throws {
    var options = try options(minutes: 60)
    try options.chosen.set(.policy, "minute")
    #expect(try session(options).run() == 0)
    let repeats = shown.text.split(separator: "\n").filter { $0.lowercased().contains("first repeat") }
    #expect(repeats.count == 2)
    #expect(repeats.first?.hasPrefix("2027-01-16T00:0") == true)
  }

  /// Otherwise it would go on for a month.
  @Test func aFullDiskEndsIt() throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/events", withDestinationPath: "/dev/full")
    let session = try session(options(minutes: 43_200))
    #expect(throws: Failure.self) { try session.run() }
    #expect(shown.text.split(separator: "\n").count < 10)
  }
}
