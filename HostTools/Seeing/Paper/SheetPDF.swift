// The sheet as a file to print: PDF 1.4 (Adobe's reference, third edition), lines, squares and the standard font
// Helvetica. Must never place anything but by `SheetLayout`.

import Essentials

public enum SheetPDF {
  /// The whole file; the same bytes for the same paper.
  public static func bytes(_ paper: PaperSize) -> [UInt8] {
    let layout = SheetLayout(paper)
    var contents = PDFContents(height: layout.height)
    marks(layout, &contents)
    boxes(layout, &contents)
    words(layout, &contents)
    return file(layout, contents.bytes)
  }

  // MARK: - What is on the page

  private static let (black, grey, line) = (PDFColour(0, 0, 0), PDFColour(110, 120, 130), PDFColour(140, 165, 190))

  private static func marks(_ layout: SheetLayout, _ contents: inout PDFContents) {
    let module = SheetLayout.markModule
    contents.fill(black)
    for corner in SheetCorner.allCases {
      let mark = layout.mark(corner)
      let end = SheetLayout.markModules - 1
      contents.rectangle(mark.x, mark.y, mark.width, module)
      contents.rectangle(mark.x, mark.y + end * module, mark.width, module)
      contents.rectangle(mark.x, mark.y + module, module, (end - 1) * module)
      contents.rectangle(mark.x + end * module, mark.y + module, module, (end - 1) * module)
      let cells = SheetLayout.cells(layout.paper, corner)
      for (cell, place) in [(0, 0), (1, 0), (1, 1), (0, 1)].enumerated() where cells >> UInt8(cell) & 1 == 1 {
        contents.rectangle(
          mark.x + (2 + 2 * place.0) * module, mark.y + (2 + 2 * place.1) * module, 2 * module, 2 * module)
      }
      contents.paint()
    }
  }

  private static func boxes(_ layout: SheetLayout, _ contents: inout PDFContents) {
    contents.stroke(line, width: SheetLayout.lineWidth)
    for row in 0..<SheetLayout.rows {
      let strip = layout.strip(row: row)
      contents.outline(strip.x, strip.y, strip.width, strip.height)
      for column in 1..<SheetLayout.columns {
        let box = layout.box(row: row, column: column)
        contents.line(box.x, box.y, box.x, box.y + box.height)
      }
    }
    contents.fill(grey)
    for row in 0..<SheetLayout.rows {
      let strip = layout.strip(row: row)
      contents.text([UInt8(48 + row)], x: strip.x - 700, y: strip.y + strip.height / 2 + 210, size: 600, isBold: true)
    }
  }

  private static func words(_ layout: SheetLayout, _ contents: inout PDFContents) {
    let left = layout.strip(row: 0).x
    let right = left + layout.strip(row: 0).width
    contents.fill(black)
    contents.text("My handwriting".bytes, x: left, y: 1_750, size: 740, isBold: true)
    contents.fill(grey)
    contents.text(
      "Write each row's digit into its boxes, a little different every time, as you always do.".bytes,
      x: left, y: 2_450, size: 350)
    contents.text(
      "Any pen or pencil will do. A box may stay empty; one gone wrong is best filled with a scrawl.".bytes,
      x: left, y: 2_930, size: 350)
    contents.text("Written by".bytes, x: left, y: 3_850, size: 350)
    contents.stroke(grey, width: 20)
    contents.line(left + 1_900, 3_880, right, 3_880)
    let foot = layout.height - 1_480
    contents.text("Photograph the whole sheet, with its four corner marks:".bytes, x: left, y: foot, size: 320)
    contents.text("mnist-clock handwriting photo.jpg --output mine".bytes, x: left, y: foot + 450, size: 320)
  }

  // MARK: - The file around it

  private static func file(_ layout: SheetLayout, _ stream: [UInt8]) -> [UInt8] {
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 "
    let objects: [[UInt8]] = [
      "<< /Type /Catalog /Pages 2 0 R >>".bytes,
      "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".bytes,
      page.bytes + PDFContents.points(layout.width) + [32] + PDFContents.points(layout.height)
        + "] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>".bytes,
      "<< /Length ".bytes + PDFContents.number(stream.count) + " >>\nstream\n".bytes + stream
        + "endstream".bytes,
      font("Helvetica"), font("Helvetica-Bold"),
      "<< /Title (A sheet to write on, for the MNIST Clock) /Producer (mnist-clock) >>".bytes,
    ]
    // The second line tells programs that the file has bytes beyond ASCII: it may then not be changed on its way.
    var bytes = "%PDF-1.4\n%".bytes + [0xE2, 0xE3, 0xCF, 0xD3, 10]
    var table = "xref\n0 8\n0000000000 65535 f \n".bytes
    for (index, object) in objects.enumerated() {
      let offset = PDFContents.number(bytes.count)
      table += [UInt8](repeating: 48, count: 10 - offset.count) + offset + " 00000 n \n".bytes
      bytes += PDFContents.number(index + 1) + " 0 obj\n".bytes + object + "\nendobj\n".bytes
    }
    let start = PDFContents.number(bytes.count)
    return bytes + table + "trailer\n<< /Size 8 /Root 1 0 R /Info 7 0 R >>\nstartxref\n".bytes + start
      + "\n%%EOF\n".bytes
  }

  private static func font(_ name: StaticString) -> [UInt8] {
    var bytes = "<< /Type /Font /Subtype /Type1 /Encoding /WinAnsiEncoding /BaseFont /".bytes
    name.withUTF8Buffer { bytes += $0 }
    return bytes + " >>".bytes
  }
}
