// The setting `legible` as a user meets it: in a run, a forecast and an inspection.

import Firmware
import Foundation
import Pictures
import Support
import TestSupport
import Testing

@Suite struct LegibleTests {
  private let folder: TemporaryFolder
  private var image: String { folder.image }

  /// 200 glyphs of each digit. Of each the first two are of level 3 (10 to 20 %), the next of level 13 (98 to 99 %); of
  /// digit 9 all are of level 0.
  init() throws {
    folder = try TemporaryFolder()
    let levels: [UInt8] = (0..<10).flatMap { digit in
      (0..<200).map { number -> UInt8 in digit == 9 ? 0 : number < 2 ? 3 : number == 2 ? 13 : 15 }
    }
    try Files.write(imageBytes(counts: .init(repeating: 200, count: 10), legibility: levels), to: image)
  }

  private func program(_ words: [String]) throws -> Program.Result {
    try Program.start(words, cache: Program.noCache, folder: folder.path).result()
  }

  @Test func aRunPassesOver() throws {
    func run(_ options: String...) throws -> (output: String, errors: String) {
      let end = try program(["run", "--image", image, "--at", "12:39"] + options)
      #expect(end.status == 0)
      return (end.output, end.errors)
    }
    let half = try run()
    #expect(try run("--legible", "50") == half)
    #expect(half.output.contains("panel 1 shows a 1: glyph 2 of 200, lap 0"))
    // None of digit 9 is legible: its sequence is shown as it is.
    #expect(half.output.contains("panel 4 shows a 9: glyph 0 of 200, lap 0"))
    #expect(half.errors.hasSuffix("Note: 18 digits are passed over, as legible is 50; --legible 0 shows all.\n"))
    #expect(try run("--legible", "99").output.contains("panel 1 shows a 1: glyph 3 of 200, lap 0"))
    let all = try run("--legible", "0")
    #expect(all.output.contains("panel 1 shows a 1: glyph 0 of 200, lap 0") && !all.errors.contains("Note"))
  }

  @Test func aRunRepeatsWhenForecast() throws {
    let result = try Program.run(
      "run", "--image", image, "--at", "2026-11-21T00:00", "--days", "2", "--speed", "max", "--legible", "99")
    let forecast = try Program.run("forecast", "--image", image, "--legible", "99")
    let days = try #require(forecast.output.split(separator: " ").first)
    #expect(forecast.output.contains("with 1,973 of 2,000 glyphs."))
    #expect(result.output.contains("First repeat after \(days) days"))
    #expect(try Program.run("forecast", "--image", image, "--legible", "0").output.contains("with 2,000 glyphs."))
  }

  /// In hours and minutes where there are no days: with a glyph of each digit, redrawn every minute, the next minute
  /// repeats.
  @Test(arguments: [(1, "1 minute", " 1 min"), (13, "12 minutes", " 12 min"), (1_000, "20.6 hours", " 20.6 h")])
  func aForecastOfFewDigits(count: Int, words: String, cell: String) throws {
    let counts = Array(repeating: "\(count)", count: 10).joined(separator: ",")
    let forecast = try program(["forecast", "--counts", counts, "--policy", "minute", "--at", "2026-11-21T12:34"])
    #expect(forecast.output.hasPrefix("\(words) until the first repeat"), "\(forecast.output)")
    #expect(forecast.output.contains(cell) && !forecast.output.contains(" 0.0"), "\(forecast.output)")
  }

  @Test func anInspectionCountsAndShowsWhatIsLeftOut() throws {
    let picture = folder.path + "/left-out.png"
    func inspect(_ options: String...) throws -> String {
      let end = try program(["glyphs", "inspect", image] + options)
      #expect(end.status == 0, "\(end.errors)")
      return end.output
    }
    let output = try inspect("--png", picture, "--below", "99")
    #expect(output.contains("  legibility            1,000     0.500"))
    let rows = output.split(separator: "\n").filter { $0.contains(" %") }.map {
      $0.split(separator: " ").map(String.init)
    }
    #expect(
      rows == [
        ["0", "%", "200", "0"], ["1", "%", "0", "200"], ["3", "%", "0", "200"], ["10", "%", "18", "200"],
        ["20", "%", "0", "218"], ["30", "%", "0", "218"], ["40", "%", "0", "218"], ["50", "%", "0", "218"],
        ["60", "%", "0", "218"], ["70", "%", "0", "218"], ["80", "%", "0", "218"], ["90", "%", "0", "218"],
        ["95", "%", "0", "218"], ["98", "%", "9", "218"], ["99", "%", "0", "227"], ["100", "%", "1,773", "227"],
      ])
    let each = (0..<9).map { "3 of \($0)" }.joined(separator: ", ")
    #expect(output.hasSuffix("\(picture): 27 glyphs are passed over with legible 99: \(each).\n"))
    // Each digit begins a row.
    let sheet = try GreyPicture(reading: picture)
    #expect(sheet.width == 40 * 54 + 4 && sheet.height == 9 * 54 + 4)
    let seven = try inspect("--png", picture, "--below", "98", "--digit", "7")
    #expect(seven.hasSuffix("2 glyphs are passed over with legible 98: 2 of 7.\n"))
    #expect(try GreyPicture(reading: picture).width == 2 * 54 + 4)
    try FileManager.default.removeItem(atPath: picture)
    let none = try inspect("--png", picture, "--below", "10")
    #expect(none.hasSuffix("no glyph is passed over with legible 10; there is nothing to draw.\n"))
    #expect(!Files.exists(picture))
  }

  @Test func aSingleOneIsPassedOver() throws {
    let levels: [UInt8] = [3] + .init(repeating: 15, count: 19)
    try Files.write(imageBytes(counts: .init(repeating: 2, count: 10), legibility: levels), to: image)
    let run = try program(["run", "--image", image, "--at", "12:39"])
    #expect(run.errors.hasSuffix("Note: 1 digit is passed over, as legible is 50; --legible 0 shows all.\n"))
    let inspect = try program(["glyphs", "inspect", image, "--png", folder.path + "/one.png", "--below", "50"])
    #expect(inspect.output.hasSuffix(": 1 glyph is passed over with legible 50: 1 of 0.\n"), "\(inspect.output)")
  }

  @Test func anOldImageIsShownWhole() throws {
    try Files.write(imageBytes(counts: .init(repeating: 5, count: 10), version: 2), to: image)
    let run = try Program.run("run", "--image", image, "--at", "12:39", "--legible", "50", folder: folder.path)
    #expect(run.status == 0 && run.output.contains("panel 1 shows a 1: glyph 0 of 5, lap 0"))
    #expect(run.errors.hasSuffix("Note: this image doesn't say how legible its digits are: all are shown.\n"))
    let inspect = try Program.run(
      "glyphs", "inspect", image, "--png", folder.path + "/sheet.png", "--below", "50")
    #expect(inspect.output.contains("a glyph partition, format version 2, codec packed"))
    #expect(inspect.output.contains("The image doesn't say how legible its glyphs are: the clock shows all."))
    #expect(inspect.output.hasSuffix("the image doesn't say how legible its glyphs are; there is nothing to draw.\n"))
  }

  @Test(arguments: [
    (["--below", "50"], "--below needs --png FILE"),
    (["--png", "a.png", "--below", "101"], "--below 101: expected a whole number from 1 to 100"),
    (["--png", "a.png", "--below", "50", "--range", "0-3"], "--below and --range can't be combined"),
  ])
  func usageErrors(options: [String], message: String) throws {
    let end = try program(["glyphs", "inspect", image] + options)
    #expect(end.status == 2 && end.errors.contains(message), "\(end.errors)")
  }
}
