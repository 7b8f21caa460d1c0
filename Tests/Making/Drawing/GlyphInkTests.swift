// Ink worked out by hand, drawn by an independent program, and on real digits: INK_DIGITS=1 takes all of them.
// Must never take an expected value from the drawing code.

import Digits
import Firmware
import Foundation
import GlyphImage
import Support
import TestSupport
import Testing

@Suite struct GlyphInkTests {
  /// One digit in this many is drawn.
  private static let step = ProcessInfo.processInfo.environment["INK_DIGITS"].flatMap(Int.init) ?? 100

  private static func darkness(_ glyph: Glyph) -> [[Int]] {
    var upper = Frame()
    var lower = Frame()
    upper.draw(glyph, .ink, bit: 1)
    lower.draw(glyph, .ink, bit: 0)
    return (0..<200).map { row in
      (0..<200).map { column in
        let (index, shift) = (row * 25 + column / 8, UInt8(7 - column % 8))
        return Int(upper.bytes[index] >> shift & 1) * 2 + Int(lower.bytes[index] >> shift & 1)
      }
    }
  }

  private static func ink(_ glyph: Glyph) -> [[Bool]] {
    var frame = Frame()
    frame.draw(glyph, .ink)
    return (0..<200).map { row in
      (0..<200).map { frame.bytes[row * 25 + $0 / 8] & 0x80 >> UInt8($0 % 8) == 0 }
    }
  }

  /// 3/4 - (k/7)² horizontally times the same vertically is above 7/16 for k up to 2 on each side, even in the corners.
  @Test func aLonePixelIsADot() {
    var frame = Frame()
    frame.draw(glyph(["", " 3"]), .ink)
    #expect(
      picture(frame, columns: 8..<18, rows: 8..<18) == """
        ..........
        ..........
        ..#####...
        ..#####...
        ..#####...
        ..#####...
        ..#####...
        ..........
        ..........
        ..........
        """)
    #expect(blackPixels(frame) == 25)
  }

  /// At a corner 1 - (1/2 - k/7)²/2 in x times the same in y: 0.569² and 0.569 · 0.691 are below 7/16, 0.691² is not.
  @Test func aFullGlyphHasRoundCorners() {
    var frame = Frame()
    frame.draw(glyph(.init(repeating: String(repeating: "3", count: 28), count: 28)), .ink)
    #expect(
      picture(frame, columns: 0..<8, rows: 0..<6) == """
        ........
        ........
        ....####
        ...#####
        ..######
        ..######
        """)
    #expect(blackPixels(frame) == 196 * 196 - 12)
  }

  /// With smoothing alone, a light grey hole would close, a lone dark grey pixel vanish, and two that touch at a corner
  /// come apart.
  @Test(arguments: [
    (["333", "313", "333"], 1, 1), (["", " 2"], 1, 0), ([" 2", "2"], 1, 0), (["2", " 2", "  2"], 1, 0),
    (["3333", "3133", "3313", "3333"], 1, 2), (["333", "1 1", "333"], 2, 0), (["3 3"], 2, 0),
  ])
  func strokesAndHolesStay(rows: [String], strokes: Int, holes: Int) {
    let count = StrokeCount(Self.ink(glyph(rows.map { " " + $0 })))
    #expect(count.strokes == strokes && count.holes == holes)
  }

  @Test func inkIsTheDarkHalfOfFourGreys() throws {
    for digit in try RealDigits.glyphs("ink in greys", every: 7_000) {
      #expect(Self.darkness(digit).map { $0.map { $0 > 1 } } == Self.ink(digit))
    }
  }

  @Test func anIndependentProgramDrawsTheSame() throws {
    var glyphs = try RealDigits.glyphs("ink by another program", every: 6_000)
    // Noise, which no pen makes.
    var random = SplitMix64(seed: 5)
    for _ in 0..<4 {
      var noise = Glyph()
      for index in noise.packed.indices { noise.packed[index] = UInt8(truncatingIfNeeded: random.next()) }
      glyphs.append(noise)
    }
    let folder = try TemporaryFolder()
    let text = glyphs.map { glyph in
      (0..<784).map { "\(glyph.level(column: $0 % 28, row: $0 / 28))" }.joined() + "\n"
    }
    try Files.write(Array(text.joined().utf8), to: folder.path + "/glyphs")
    let script = RealDigits.root + "/Tests/Making/Drawing/ink.py"
    let result = try ChildProcess.run("sh", ["-c", "python3 \"$0\" <\"$1\"", script, folder.path + "/glyphs"])
    try #require(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n")
    try #require(lines.count == 200 * glyphs.count)
    for (number, glyph) in glyphs.enumerated() {
      let drawn = Self.darkness(glyph).map { $0.map { "\($0)" }.joined() }
      #expect(drawn == lines[200 * number..<200 * number + 200].map { String($0) }, "glyph \(number)")
    }
  }

  /// At most 6 in 1,000 may differ in their counts from their levels cut between the two greys.
  @Test func realDigitsKeepTheirStrokesAndHoles() throws {
    let glyphs = try RealDigits.glyphs("strokes and holes in ink", every: Self.step)
    try #require(!glyphs.isEmpty)
    var changed = 0
    for glyph in glyphs {
      let ink = Self.ink(glyph)
      let cut = (0..<28).map { row in (0..<28).map { glyph.level(column: $0, row: row) > 1 } }
      if StrokeCount(ink) != StrokeCount(cut) { changed += 1 }
      #expect(ink.contains { $0.contains(true) })
    }
    #expect(changed * 1_000 <= 6 * glyphs.count, "\(changed) of \(glyphs.count)")
    print("ink: \(changed) of \(glyphs.count) digits changed their strokes or holes")
  }
}

extension RealDigits {
  /// Every `step`th, at four levels.
  fileprivate static func glyphs(_ check: String, every step: Int) throws -> [Glyph] {
    let digits = try load(for: check)
    return stride(from: 0, to: digits.count, by: step).map { number in
      var glyph = Glyph()
      for (pixel, level) in GlyphImageBuilder.levels(digits.image(number)).enumerated() {
        glyph.packed[pixel / 4] |= level << UInt8(6 - 2 * (pixel % 4))
      }
      return glyph
    }
  }
}

@Suite struct StrokeCountTests {
  private func count(_ rows: [String]) -> [Int] {
    let count = StrokeCount(rows.map { $0.map { $0 == "#" } })
    return [count.strokes, count.holes]
  }

  @Test func inkJoinsAcrossCornersAndPaperDoesNot() {
    #expect(count(["....", "...."]) == [0, 0] && count(["####", "####"]) == [1, 0])
    #expect(count(["#.", ".#"]) == [1, 0] && count(["#.#", "...", "#.#"]) == [4, 0])
    #expect(count([".#.", "#.#", ".#."]) == [1, 1] && count(["###", "#.#", "##."]) == [1, 1])
    #expect(count(["####", "#.##", "##.#", "####"]) == [1, 2])
    #expect(count(["#####", "#...#", "#.#.#", "#...#", "#####"]) == [2, 1])
  }
}
