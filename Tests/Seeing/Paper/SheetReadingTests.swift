// Sheets that can be read and sheets that can't, from poppler's print: scans rather than photographs. What a camera
// makes of them is for HandwritingPhotoTests.

import Paper
import Support
import TestSupport
import Testing

@Suite struct SheetReadingTests {
  private func reading(_ sheet: PrintedSheet) throws(SheetFault) -> SheetReading {
    guard let photo = Photograph(width: sheet.width, height: sheet.height, channels: 1, samples: sheet.grey) else {
      fatalError("A print is a picture")
    }
    return try SheetReading(photo)
  }

  private func print(_ paper: PaperSize = .a4, resolution: Int = 100) throws -> PrintedSheet {
    try PrintedSheet(pdf: SheetPDF.bytes(paper), resolution: resolution)
  }

  @Test(arguments: [PaperSize.a4, .letter], 0..<4) func anEmptySheetIsReadFromAnySide(paper: PaperSize, turn: Int)
    throws
  {
    let reading = try reading(try print(paper).turned(turn))
    #expect(reading.paper == paper && reading.boxes.count == 120)
    #expect(reading.boxes.allSatisfy { $0.ink == nil })
    #expect(reading.corners.found == 260)
    // 100 pixels an inch.
    #expect(abs(reading.pixelsPerMillimetre - 100 / 25.4) < 0.02)
  }

  /// A square of 6 × 6 mm in the middle of one box, which is found by eye on the print: the third box of row 2 begins
  /// 53 mm from the left and 90 mm from the top.
  @Test func inkIsFoundInItsBoxAndNowhereElse() throws {
    var sheet = try print(resolution: 254)
    sheet.fill(570..<630, 945..<1_005, 60)
    for turn in [0, 3] {
      let written = try reading(sheet.turned(turn)).boxes.filter { $0.ink != nil }
      #expect(written.map(\.row) == [2] && written.map(\.column) == [2])
      let ink = try #require(written[0].ink)
      #expect(!written[0].isCut)
      // 8 pixels a millimetre, 6 mm in the middle of 14 × 17 mm.
      let full = ink.pixels.count { $0 == 255 }
      #expect(abs(full - 48 * 48) < 200, "\(full)")
      #expect(ink.pixels[ink.height / 2 * ink.width + ink.width / 2] == 255)
    }
  }

  /// From 9 to 19 mm from two edges; 45 pixels on a side are enough to cover it.
  @Test(arguments: SheetCorner.allCases, 0..<4) func aCoveredMarkIsNamed(corner: SheetCorner, turn: Int) throws {
    var sheet = try print()
    let left = corner == .upperLeft || corner == .lowerLeft ? 33 : sheet.width - 78
    let top = corner == .upperLeft || corner == .upperRight ? 33 : sheet.height - 78
    sheet.fill(left..<left + 45, top..<top + 45, 255)
    #expect(throws: SheetFault.marks(found: 3, missing: corner)) { try reading(sheet.turned(turn)) }
  }

  @Test func whatHasNoMarksIsNoSheet() throws {
    var random = SplitMix64(seed: 1)
    var noise = PrintedSheet(width: 700, height: 500)
    for place in noise.grey.indices { noise.grey[place] = UInt8.random(in: 0...255, using: &random) }
    for sheet in [noise, noise.blurred(4), PrintedSheet(width: 300, height: 400)] {
      #expect(throws: SheetFault.marks(found: 0, missing: nil)) { try reading(sheet) }
    }
  }

  @Test func twoSheetsAreOneTooMany() throws {
    let (first, second) = (try print(), try print())
    var both = PrintedSheet(width: first.width + second.width, height: first.height)
    for y in 0..<first.height {
      for x in 0..<both.width {
        let sheet = x < first.width ? first : second
        both.grey[y * both.width + x] = sheet.grey[y * first.width + x % first.width]
      }
    }
    #expect(throws: SheetFault.severalSheets) { try reading(both) }
  }

  /// Seen through the paper, or in a selfie's mirror.
  @Test func aMirroredSheetIsNone() throws {
    var sheet = try print()
    for y in 0..<sheet.height {
      let row = y * sheet.width..<(y + 1) * sheet.width
      sheet.grey.replaceSubrange(row, with: sheet.grey[row].reversed())
    }
    #expect(throws: SheetFault.noSheet) { try reading(sheet) }
  }

  /// 2.4 pixels a millimetre; with a wide table, so that its picture is larger.
  @Test func aSmallSheetIsTooSmall() throws {
    let sheet = try print(resolution: 60).onTable(300)
    #expect(throws: SheetFault.tooSmall(pixelsPerCentimetre: 23, needed: 30)) { try reading(sheet) }
  }

  /// At 5.9 pixels a millimetre a mean over 9 pixels is a ramp of 1.52 mm, half of it between the quarters; somewhat less
  /// where the border, 1.25 mm wide, no longer becomes black.
  @Test func aBlurredSheetIsBlurred() throws {
    let sheet = try print(resolution: 150)
    #expect(throws: Never.self) { try reading(sheet.blurred(2)) }
    let error = #expect(throws: SheetFault.self) { try reading(sheet.blurred(4)) }
    guard case .blurred(let hundredths, 60) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect((60...76).contains(hundredths), "\(hundredths)")
  }

  /// Black, white and grey over anything, and the picture cut off anywhere: it is read or refused.
  @Test func noDamageTraps() throws {
    var random = SplitMix64(seed: 3)
    let whole = try print(resolution: 80)
    for _ in 0..<60 {
      var sheet = whole
      for _ in 0..<Int.random(in: 1...30, using: &random) {
        let (left, top) = (Int.random(in: 0..<600, using: &random), Int.random(in: 0..<900, using: &random))
        let columns = left..<min(sheet.width, left + Int.random(in: 1...90, using: &random))
        sheet.fill(
          columns, top..<min(sheet.height, top + Int.random(in: 1...90, using: &random)), [0, 128, 255][left % 3])
      }
      let height = random.next() % 2 == 0 ? sheet.height : Int.random(in: 1...sheet.height, using: &random)
      sheet.grey.removeLast((sheet.height - height) * sheet.width)
      sheet.height = height
      do throws(SheetFault) { _ = try reading(sheet) } catch {}
    }
  }

  @Test func noPixelsTrap() throws {
    var random = SplitMix64(seed: 2)
    for (width, height) in [(1, 1), (1, 9_000), (9_000, 1), (2, 2), (33, 31), (120, 80), (640, 480)] {
      for channels in [1, 3] {
        // Squares of one value make parts that look like marks more often than single pixels.
        let step = Int.random(in: 1...12, using: &random)
        let values = (0..<width * height).map { _ in UInt8.random(in: 0...255, using: &random) < 110 ? 0 : 255 as UInt8
        }
        let samples = (0..<width * height * channels).map { place in
          let (x, y) = (place / channels % width, place / channels / width)
          return values[y / step * step * width + x / step * step]
        }
        let photo = try #require(Photograph(width: width, height: height, channels: channels, samples: samples))
        #expect(throws: SheetFault.self) { try SheetReading(photo) }
      }
    }
    #expect(Photograph(width: 2, height: 2, channels: 3, samples: []) == nil)
    #expect(Photograph(width: 0, height: 0, channels: 1, samples: []) == nil)
    #expect(Photograph(width: 1 << 16, height: 1, channels: 1, samples: [UInt8](repeating: 0, count: 1 << 16)) == nil)
  }
}
