// The clock in terminals of all sizes, as pyte shows them: four whole digits, and nothing scrolls away.
// Must never compare with the view's own drawing, only with the device's picture.

import Digits
import Foundation
import GlyphImage
import Pictures
import Support
import TestSupport
import Testing

@Suite struct LiveViewTests {
  struct Place: CustomTestStringConvertible, Sendable {
    let columns: Int
    let rows: Int
    let perRow: Int
    let width: Int
    let height: Int
    let gap: Int
    var testDescription: String { "\(columns) × \(rows)" }
  }

  /// Worked out by hand from the rule: one row of four if a panel gets 14 columns or more, else as large as fits; a
  /// panel is half as high as it is wide, and one line is for the status.
  static let places = [
    Place(columns: 80, rows: 24, perRow: 4, width: 18, height: 9, gap: 2),
    Place(columns: 40, rows: 24, perRow: 2, width: 19, height: 10, gap: 1),
    Place(columns: 118, rows: 15, perRow: 4, width: 28, height: 14, gap: 2),
    Place(columns: 59, rows: 8, perRow: 4, width: 14, height: 7, gap: 1),
    Place(columns: 20, rows: 10, perRow: 2, width: 8, height: 4, gap: 1),
    Place(columns: 12, rows: 60, perRow: 1, width: 12, height: 6, gap: 1),
    Place(columns: 200, rows: 60, perRow: 4, width: 48, height: 24, gap: 2),
  ]

  private let folder: TemporaryFolder
  private let run: [String]

  init() throws {
    folder = try TemporaryFolder()
    let digits = try RealDigits.load(for: "LiveViewTests")
    var few = DigitSet()
    for digit in UInt8(0)...9 {
      for index in digits.labels.indices.filter({ digits.labels[$0] == digit }).prefix(3) {
        few.append(DigitSet(pixels: Array(digits.image(index)), labels: [digit]))
      }
    }
    try Files.write(GlyphImageBuilder(.packed).build(few), to: folder.path + "/glyphs.bin")
    // In real time: what is on the screen stays there for most of a minute.
    run = [
      "run", "--image", "glyphs.bin", "--at", "12:34", "--minutes", "60", "--png", "end.png", "--events",
      ScreenedProgram.events,
    ]
  }

  @Test(arguments: places, ["", "1"])
  func fourWholeDigitsAreSeen(place: Place, noColour: String) throws {
    let shown = try ScreenedProgram.run(
      run, sizes: [(place.columns, place.rows)], folder: folder.path, variables: ["NO_COLOR": noColour])
    #expect(shown.status == 130)
    try expectDigits(shown.screens[0], place)
    #expect(shown.screens[0].scrolled == 0 && !shown.screens[0].hasCursor)
    #expect(shown.screens[1].hasCursor)
    #expect(noColour.isEmpty || !shown.text.contains("8;5;"))
  }

  @Test func anotherSizeIsFilledAtOnce() throws {
    let sizes = LiveViewTests.places.map { (columns: $0.columns, rows: $0.rows) }
    let shown = try ScreenedProgram.run(run, sizes: sizes, folder: folder.path)
    for (screen, place) in zip(shown.screens, LiveViewTests.places) {
      try expectDigits(screen, place)
      #expect(screen.scrolled == 0)
    }
  }

  @Test(arguments: [(10, 3), (19, 4), (5, 2), (5, 1), (200, 3)])
  func theTimeStandsInFiguresWhereNothingElseFits(columns: Int, rows: Int) throws {
    let shown = try ScreenedProgram.run(run, sizes: [(columns, rows)], folder: folder.path)
    #expect(shown.screens[0].lines[0].hasPrefix("12:34"), "\(shown.screens[0].lines)")
    #expect(shown.screens[0].scrolled == 0)
  }

  /// Compares each panel's part of the screen with what the device shows, sampled alike.
  private func expectDigits(_ screen: ScreenedProgram.Screen, _ place: Place) throws {
    let picture = try GreyPicture(reading: folder.path + "/end.png")
    let (wide, high) = (4 * place.width, 8 * place.height)
    func panel(_ index: Int) -> [Double] {
      let left = 4 * (index % place.perRow) * (place.width + place.gap)
      let top = 8 * (index / place.perRow) * (place.height + 1)
      return (0..<high).flatMap { screen.brightness[top + $0][left..<left + wide] }
    }
    /// With ClockPicture's positions, written out a second time.
    func device(_ index: Int) -> [Double] {
      let left = [20, 240, 488, 708][index]
      return (0..<wide * high).map { sample in
        // The mean of 5 × 5 points.
        let points = (0..<25).map { point in
          let x = (Double(sample % wide) + (Double(point % 5) + 0.5) / 5) * 200 / Double(wide)
          let y = (Double(sample / wide) + (Double(point / 5) + 0.5) / 5) * 200 / Double(high)
          return Double(picture[left + Int(x), 20 + Int(y)])
        }
        return points.reduce(0, +) / 25
      }
    }
    let devices = (0..<4).map(device)
    for index in 0..<4 {
      let likeness = devices.map { correlation(panel(index), $0) }
      #expect(likeness[index] > 0.8, "panel \(index + 1): \(likeness)")
      #expect(likeness.max() == likeness[index], "panel \(index + 1): \(likeness)")
    }
  }

  private func correlation(_ one: [Double], _ other: [Double]) -> Double {
    let count = Double(one.count)
    let (a, b) = (one.reduce(0, +) / count, other.reduce(0, +) / count)
    var (both, first, second) = (0.0, 0.0, 0.0)
    for (x, y) in zip(one, other) {
      both += (x - a) * (y - b)
      first += (x - a) * (x - a)
      second += (y - b) * (y - b)
    }
    return both / max(1, (first * second).squareRoot())
  }

  /// What a person types meanwhile neither moves nor spoils the picture.
  @Test func whatIsTypedIsNotSeen() throws {
    let place = LiveViewTests.places[0]
    let size = [(columns: place.columns, rows: place.rows)]
    let quiet = try ScreenedProgram.run(run, sizes: size, folder: folder.path)
    let shown = try ScreenedProgram.run(
      run, sizes: size, folder: folder.path, typed: String(repeating: "abc\r\n", count: 30))
    #expect(shown.status == 130 && shown.screens[0].scrolled == 0)
    #expect(shown.screens[0].lines == quiet.screens[0].lines)
    try expectDigits(shown.screens[0], place)
  }

  /// In the status line, if that has room for it.
  @Test(arguments: [("--days", "3", "day 1 of 3"), ("--minutes", "100", "0 %")])
  func howFarItIsIsTold(option: String, count: String, text: String) throws {
    let words = ["run", "--image", "glyphs.bin", "--at", "12:34", option, count, "--events", ScreenedProgram.events]
    let shown = try ScreenedProgram.run(words, sizes: [(120, 30), (30, 12)], folder: folder.path)
    #expect(shown.screens[0].lines.joined(separator: "\n").contains("   " + text), "\(shown.screens[0].lines)")
    #expect(shown.screens.dropLast().allSatisfy { $0.scrolled == 0 })
  }

  /// A day's changes as fast as they come.
  @Test func nothingScrollsAwayAtFullSpeed() throws {
    let shown = try ScreenedProgram.run(
      ["run", "--image", "glyphs.bin", "--days", "1", "--speed", "max"], sizes: [(80, 24)], folder: folder.path,
      lasts: true)
    #expect(shown.status == 0 && shown.screens[1].scrolled == 0)
    #expect(shown.text.components(separatedBy: "\u{1B}[1;1H").count > 10)
  }

  @Test(arguments: ["dumb", ""])
  func aTerminalWithoutACursorGetsLines(name: String) throws {
    let shown = try ScreenedProgram.run(run, sizes: [(80, 24)], folder: folder.path, variables: ["TERM": name])
    #expect(!shown.text.contains("\u{1B}") && shown.text.contains("12:34  panel 4 shows a 4: glyph 0 of 3"))
    #expect(shown.status == 130)
    let build = ["glyphs", "build", "--mnist", try mnist(), "--output", "out.bin"]
    let bar = try ScreenedProgram.run(
      build, sizes: [(80, 24)], folder: folder.path, variables: ["TERM": name], lasts: true)
    #expect(bar.status == 0 && !bar.text.contains("\u{1B}") && !bar.text.contains("█"), "\(bar.text)")
  }

  /// "Building the glyph image", the bar and the counts take 96 characters.
  @Test(arguments: [(120, true), (80, true), (40, false), (20, false)])
  func aProgressBarKeepsToItsLine(columns: Int, hasBar: Bool) throws {
    let build = ["glyphs", "build", "--mnist", try mnist(), "--output", "out.bin"]
    let shown = try ScreenedProgram.run(build, sizes: [(columns, 6)], folder: folder.path, lasts: true)
    #expect(shown.status == 0 && shown.screens[0].scrolled == 0, "\(shown.text)")
    #expect(shown.text.contains(" %") && shown.text.contains("█") == hasBar, "\(shown.text)")
    #expect(shown.screens[0].lines.filter { !$0.allSatisfy { $0 == " " } }.joined().hasPrefix("out.bin: "))
  }

  /// A folder of digits, few enough to be built in no time.
  private func mnist() throws -> String {
    let path = folder.path + "/mnist"
    try Files.makeFolder(path)
    for half in ["train", "t10k"] {
      try IDX.write(
        StrokeDigits.make(countPerDigit: 10), images: "\(path)/\(half)-images-idx3-ubyte",
        labels: "\(path)/\(half)-labels-idx1-ubyte")
    }
    return path
  }
}
