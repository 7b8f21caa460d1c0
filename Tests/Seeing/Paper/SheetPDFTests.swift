// The sheet's PDF, with poppler as its judge. Must never compare it with bytes of our own.

import Paper
import Support
import TestSupport
import Testing

@Suite struct SheetPDFTests {
  /// ISO 216's A4 in points of 1/72 inch, and Letter's 8.5 × 11 inches.
  @Test(arguments: [(PaperSize.a4, "595.276 x 841.89 pts (A4)"), (.letter, "612 x 792 pts (letter)")])
  func isAPageOfThePaper(paper: PaperSize, size: String) throws {
    let folder = try TemporaryFolder()
    try Files.write(SheetPDF.bytes(paper), to: folder.path + "/sheet.pdf")
    let info = try PrintedSheet.poppler("pdfinfo", ["sheet.pdf"], in: folder.path)
    #expect(info.contains("Pages:           1\n") && info.contains("PDF version:     1.4\n"), "\(info)")
    #expect(info.contains("Page size:       \(size)\n"), "\(info)")
    let fonts = try PrintedSheet.poppler("pdffonts", ["sheet.pdf"], in: folder.path)
    #expect(fonts.contains("Helvetica") && fonts.contains("Helvetica-Bold"))
    let text = try PrintedSheet.poppler("pdftotext", ["-layout", "sheet.pdf", "-"], in: folder.path)
    #expect(text.contains("My handwriting") && text.contains("Written by"))
    // The rows' digits, each in a line of its own.
    let rows = text.split(separator: "\n").map { $0.filter { !$0.isWhitespace } }.filter { $0.count == 1 }
    #expect(rows == (0...9).map { "\($0)" })
  }

  /// Inkjets leave 6.4 mm at the sides and up to 12.7 mm at the foot: there only the marks' quiet white may be lost.
  @Test(arguments: [PaperSize.a4, .letter]) func whatPrintersCannotReachIsBlank(paper: PaperSize) throws {
    // 10 pixels a millimetre.
    let sheet = try PrintedSheet(pdf: SheetPDF.bytes(paper), resolution: 254)
    for y in 0..<sheet.height {
      for x in 0..<sheet.width where min(x, y, sheet.width - 1 - x, sheet.height - 1 - y) < 64 {
        #expect(sheet.grey[y * sheet.width + x] == 255, "\(x), \(y)")
      }
    }
  }
}
