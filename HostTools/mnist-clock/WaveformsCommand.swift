// `mnist-clock waveforms`: what refreshes look like. Must never show anything but what the emulated ink is assumed to
// do.

import Commands
import Digits
import Events
import Firmware
import GlyphImage
import Pictures
import Support

private let kinds: [PanelKind] = [.v1, .v2, .rev21, .gdey0154d67]

let waveformsCommand = Command(
  "waveforms",
  summary: "Show what the panels do during a refresh.",
  discussion: """
    Runs the firmware's own drivers on emulated panels and shows, for each kind of panel and each of its waveforms, how \
    long BUSY is high, and what partial refreshes leave behind: the ghosting, in percent of the way from black to white. \
    With --png it draws the panel before, at four moments during and after each.

    How the ink moves is assumed, from published waveforms and a few published facts; nothing here was seen on a real \
    panel.
    """,
  options: [
    Option("--png", "FILE", file: .written, "Draw the sheet."),
    Option("--film", "FILE", file: .written, "Write one kind's refreshes as an animated PNG, in real time."),
    Option(
      "--kind", kinds.map(\.name).joined(separator: "|"), isRepeatable: true,
      "Only this kind of panel. Default: all; v2 for --film."),
    Option(
      "--image", "FILE", file: .read,
      "Show the glyphs of this partition image. Default: digits drawn by a stroke generator."),
  ],
  examples: [
    ("waveforms --png waveforms.png", "All kinds, as a sheet."),
    ("waveforms --kind gdey0154d67 --film greys.png", "One kind's refreshes as a browser plays them."),
  ],
  run: { arguments in
    let chosen = try arguments.all("--kind").map { word in
      guard let kind = kinds.first(where: { $0.name == word }) else {
        throw arguments.valueError("--kind", word, "expected \(kinds.map(\.name).joined(separator: ", "))")
      }
      return kind
    }
    if arguments.has("--film"), chosen.count > 1 {
      throw arguments.usageError("--film shows one kind: give --kind only once")
    }
    let (sheet, film) = try (arguments.output("--png"), arguments.output("--film"))
    let image = try glyphs(arguments)
    let courses = try Elapsed.shown("Running refreshes") {
      try (chosen.isEmpty ? kinds : chosen).flatMap { try WaveformSeries.courses($0, image) }
    }
    try Terminal.write(table(courses))
    if let sheet {
      try WaveformPictures.sheet(courses).writePNG(sheet)
      try Terminal.write("The sheet is in \(sheet.path).\n")
    }
    if let film {
      try Elapsed.shown("Filming") { try WaveformPictures.film(chosen.first ?? .v2, image).write(film) }
      try Terminal.write("The film is in \(film.path).\n")
    }
    return 0
  })

/// Without --image these are the same on every machine: nothing is fetched.
private func glyphs(_ arguments: Arguments) throws -> GlyphImageFile {
  if let path = arguments.value("--image") { return try GlyphImageFile(path: path) }
  Terminal.writeError("Digits: drawn by a stroke generator.\n")
  return try GlyphImageFile(
    bytes: GlyphImageBuilder(.packed).build(StrokeDigits.make(countPerDigit: 4)), named: "the image in memory")
}

private func table(_ courses: [WaveformCourse]) -> String {
  let counts = [1] + WaveformSeries.wear
  var text = "kind         waveform     BUSY  ghosting after \(counts.map(String.init).joined(separator: ", "))\n"
  for course in courses {
    let ghosting = course.wear.map { $0.ghosting.formatted(places: 1) + " %" }.joined(separator: ", ")
    let busy = "\(course.milliseconds.grouped) ms"
    let start = course.kind.name.padded(to: 13) + course.mode.name.padded(to: 9) + busy.leftPadded(to: 8)
    text += start + (ghosting.isEmpty ? "" : "  " + ghosting) + "\n"
  }
  return text
}
