// `mnist-clock waveforms` as a user meets it, and the sheet that the documentation shows.
// Must never call into the command's code.

import Foundation
import Pictures
import Support
import TestSupport
import Testing

@Suite struct WaveformsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func waveforms(_ words: String...) throws -> Program.Result {
    try Program.start(["waveforms"] + words, cache: Program.noCache, folder: folder.path).result()
  }

  @Test func theDocumentationShowsTodaysSheet() throws {
    let result = try waveforms("--kind", "v1", "--kind", "v2", "--png", "sheet.png")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors == "Digits: drawn by a stroke generator.\n")
    #expect(result.output.hasSuffix("The sheet is in sheet.png.\n"))
    let sheet = try GreyPicture(reading: folder.path + "/sheet.png")
    // Eight panels of 100 pixels, and five rows.
    #expect(sheet.width == 8 * 110 + 10 && sheet.height > 5 * 100)
    let shown = try GreyPicture(reading: RealDigits.root + "/Firmware/Panels/waveforms.png")
    #expect(sheet.width == shown.width && sheet.height == shown.height)
    // Another machine's mathematics may round a level of the ink up or down.
    let differing = zip(sheet.pixels, shown.pixels).count { abs(Int($0) - Int($1)) > 1 }
    #expect(differing == 0, "Firmware/Panels/DESIGN.md says how to draw it anew")
  }

  /// V1's two refreshes, each with a second of the old picture, the refresh, a second of the new one.
  @Test func theFilmHasTheRefreshesInTheirOwnTime() throws {
    let result = try waveforms("--kind", "v1", "--film", "film.png")
    #expect(result.status == 0, "\(result.errors)")
    let film = try DecodedFilm(folder.path + "/film.png")
    #expect(film.size[0] == 200 && film.size[1] > 200)
    let milliseconds = film.frames.reduce(0) { $0 + 1_000 * $1.delay[0] / $1.delay[1] }
    // 4 s, 76 and 20 frames of 14 ms, and power on and off (73.5 and 69 ms) twice.
    let expected = 4_000 + 96 * 14 + 2 * 142
    #expect((expected...expected + 100).contains(milliseconds), "\(milliseconds)")
    let darkness = film.frames.map { frame in frame.pixels.prefix(200 * 200).count { $0 < 16 } }
    // The full one goes through black twice, the partial one never.
    #expect(darkness.contains(40_000))
    let lastBlack = try #require(darkness.lastIndex(of: 40_000))
    let last = try #require(darkness.last)
    #expect(last > 1_000 && last < 10_000)
    #expect(darkness[(lastBlack + 20)...].allSatisfy { $0 < 10_000 })
    // A second at each end.
    let ends = [film.frames.first, film.frames.last].compactMap(\.self)
    #expect(ends.allSatisfy { 1_000 * $0.delay[0] / $0.delay[1] >= 1_000 })
  }

  @Test func tellsEveryWaveformOfAKind() throws {
    let result = try waveforms("--kind", "v2.1")
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.dropFirst().map { $0[1] } == ["full", "partial", "grey"])
    #expect(lines.dropFirst().allSatisfy { $0[0] == "v2.1" })
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test(arguments: [
    (["--kind", "v3"], "--kind v3: expected v1, v2, v2.1, gdey0154d67"),
    (["--kind", "v1", "--kind", "v2", "--film", "film.png"], "--film shows one kind"),
  ])
  func usageErrorsNameTheChoices(words: [String], message: String) throws {
    let end = try Program.start(["waveforms"] + words, cache: Program.noCache, folder: folder.path).result()
    #expect(end.status == 2)
    #expect(end.errors.contains(message), "\(end.errors)")
  }
}
