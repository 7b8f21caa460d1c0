// `mnist-clock sheet`: paper to write on. Must never know where anything is on it: that is for Paper.

import Commands
import Paper
import Support

private enum PaperOption: String, CaseIterable {
  case a4, letter

  var size: PaperSize { self == .a4 ? .a4 : .letter }
}

let sheetCommand = Command(
  "sheet",
  summary: "Make a sheet to write your own digits on.",
  discussion: """
    Writes a page to print, as PDF, with a row of \(SheetLayout.columns) boxes for each digit from 0 to 9. Fill it in \
    with any pen or pencil; boxes may stay empty. Photograph it with all four corner marks and give the photograph to \
    `mnist-clock handwriting`. For more digits, fill in more sheets.
    """,
  options: [
    Option("--output", "FILE", file: .written, "The PDF to write."),
    Option("--paper", "a4|letter", "The paper in your printer. Default: a4."),
  ],
  examples: [("sheet --output sheet.pdf", "On A4."), ("sheet --paper letter --output sheet.pdf", "On US Letter.")],
  run: { arguments in
    guard let output = try arguments.output("--output") else { throw arguments.usageError("--output FILE is missing") }
    let paper = try arguments.choice("--paper", PaperOption.a4)
    try output.write(SheetPDF.bytes(paper.size))
    try Terminal.write("\(output.path): a sheet to print on \(paper == .a4 ? "A4" : "US Letter"), at any scale.\n")
    return 0
  })
