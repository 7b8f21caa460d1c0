// `run`'s options for the panels as a user meets them. Must never call into the command's code.

import Foundation
import Pictures
import Support
import TestSupport
import Testing

@Suite struct PanelOptionsTests {
  private let folder: TemporaryFolder
  private var image: String { folder.image }

  init() throws {
    folder = try TemporaryFolder(glyphsPerDigit: 5)
  }

  private func run(_ words: String...) throws -> Program.Result {
    let (_, result) = try Program.start(["run", "--image", image] + words, cache: folder.path, folder: folder.path)
    return result()
  }

  @Test func fourDifferentPanelsShowOneTime() throws {
    let result = try run(
      "--at", "19:59", "--minutes", "2", "--speed", "max", "--panels", "v1,v2,v2.1,gdey0154d67", "--film", "film.png")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("20:00  panel 1 shows a 2: glyph 0 of 5, lap 0, full refresh 1.2"))
    #expect(result.output.contains("20:00  panel 4 shows a 0: "))
    let film = try DecodedFilm(folder.path + "/film.png")
    // Twice four panels, 2.5 s at 40 ms a picture.
    #expect(film.frames.count > 80 && film.frames.count < 140, "\(film.frames.count)")
    let seconds = film.frames.reduce(0.0) { $0 + Double($1.delay[0]) / Double($1.delay[1]) }
    #expect(seconds > 7 && seconds < 12, "\(seconds)")
  }

  @Test func greysTakeTheirTime() throws {
    let result = try run("--at", "12:34", "--minutes", "2", "--speed", "max", "--shades", "grey")
    #expect(result.status == 0)
    #expect(result.output.contains("panel 4 shows a 5: glyph 0 of 5, lap 0, grey refresh 5.4"))
  }

  @Test func whatThereIsNotIsRefusedInWords() throws {
    for (words, what) in [
      (["--panels", "v3"], "unknown kind \"v3\"; the kinds are v1, v2, v2.1, gdey0154d67"),
      (["--panels", "v1,v2"], "four separated by commas"),
      (["--panels", "auto"], "the kinds can't be detected"),
      (["--shades", "blue"], "blue"), (["--style", "dots"], "dots"), (["--partials", "255"], "255"),
      (["--legible", "101"], "--legible 101: expected 0 to 100"),
      (["--quiet", "6:00-6:00"], "--quiet 6:00-6:00: expected two different times, like 23:00-06:00, or none"),
    ] {
      let (_, result) = try Program.start(
        ["run", "--image", image] + words, cache: folder.path, folder: folder.path)
      let end = result()
      #expect(end.status == 2 && end.errors.contains(what), "\(end.errors)")
    }
  }
}
