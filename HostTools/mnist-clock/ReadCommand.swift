// `mnist-clock read`: which digit a picture shows, by the firmware's reader.
// Must never let one file that can't be read keep the others from it.

import Commands
import DigitFiles
import DigitForm
import Firmware
import Pictures
import ReaderModels
import Support

private enum NetworkOption: String, CaseIterable { case fc, cnn, both }

let readCommand = Command(
  "read",
  summary: "Read handwritten digits in pictures, and say how sure that is.",
  operands: ["FILE…"],
  discussion: """
    Takes PNG and JPEG of any size with one digit each, photographed, scanned or drawn, and - for a picture from standard \
    input. Each is brought into MNIST's form, as its makers did: cut along its ink, scaled into 20 × 20 pixels, centred \
    by its mass in 28 × 28. --explain shows what came of it: if that isn't a digit that you could read, no network can.

    Two networks of integers come with the project, and run exactly as in the firmware. cnn passes small kernels over \
    the picture, is the more accurate one, and the default. fc connects every pixel with each of its neurons, and takes a \
    tenth of the time. Both are trained on MNIST's training digits alone. --model takes one of your own, as `learn` saves \
    it.

    A certainty is the network's own opinion. On digits like MNIST's it is a good one; of a letter, a scribble or two \
    digits at once it may be as sure and mean nothing.

    Several files get a line each. Where names say what is right, by a last character as in test_3.png or a folder as in \
    3/test.png, a table follows of what was read as what. A folder is searched to its ends. Files with many digits, IDX, \
    .npy and .csv as `digits import` takes them, get the table alone.

    A file that can't be read is named, the others are read, and the exit status is 1.
    """,
  options: [
    Option("--network", "fc|cnn|both", "The network that reads; both: side by side. Default: cnn."),
    Option("--model", "FILE", file: .read, "Read by this model instead."),
    Option("--reverse", "auto|yes|no", "Whether pictures are dark on light. Default: auto, by their edges."),
    Option("--explain", nil, "Show what the network looks at: 28 × 28 pixels in characters."),
    Option("--png", "FILE", file: .written, "Write a picture of all that it looked at, and what it read."),
    Option(
      "--json", nil,
      "A line of JSON a digit instead: file, digit, certainties of 0 to 9; with both also network, in files with many "
        + "digits also index."),
  ],
  examples: [
    ("read three.png", "The digit, and the five likeliest as bars."),
    ("read photo.jpg --network both --explain", "What both make of it, and of what."),
    ("read mine/", "All pictures in a folder, and a table of what was misread."),
    ("read t10k-images-idx3-ubyte.gz", "MNIST's test digits, with the labels beside them."),
  ],
  run: { arguments in
    guard !arguments.operands.isEmpty else { throw arguments.usageError("FILE is missing: a picture, a folder, or -") }
    if arguments.operands.contains("") { throw arguments.usageError("FILE \"\": a path is missing") }
    guard arguments.operands.count(where: { $0 == "-" }) < 2 else {
      throw arguments.usageError("- is given twice, and standard input has one picture")
    }
    if arguments.has("--png") {
      try arguments.proveApart(
        also: arguments.operands.filter { $0 != "-" }.flatMap(DigitSource.read).map {
          FileUse("FILE", $0, isWritten: false)
        })
    }
    let readers = try readers(arguments)
    let reversal = try arguments.choice("--reverse", ReverseOption.auto).reversal
    let sheet = try arguments.output("--png").map { ReadingSheet($0) }
    Interrupt.watch()
    let digits = NamedDigits(arguments.operands, reversal: reversal)
    var report = ReadingReport(
      readers.map(\.name), isJSON: arguments.has("--json"), explains: arguments.has("--explain"), digits)
    var failures = 0
    try digits.forEach { digit in
      let read = readers.map { $0.read(digit.formed.pixels) }
      try report.add(digit, read)
      try sheet?.add(digit, read)
    } failed: { failure in
      report.clearBar()
      Terminal.writeError("mnist-clock: \(failure)\n")
      failures += 1
    }
    try report.finish(leftOut: digits.leftOut)
    try sheet?.write()
    return failures == 0 ? 0 : 1
  })

private func readers(_ arguments: Arguments) throws -> [LoadedReader] {
  let network = try arguments.choice("--network", NetworkOption.cnn)
  if let path = arguments.value("--model") {
    guard !arguments.has("--network") else { throw arguments.usageError("--model and --network can't be combined") }
    return [try LoadedReader(path: path)]
  }
  switch network {
  case .fc: return [try LoadedReader(.fc)]
  case .cnn: return [try LoadedReader(.cnn)]
  case .both: return [try LoadedReader(.fc), try LoadedReader(.cnn)]
  }
}

/// The pictures that were looked at, with what was read below each.
private final class ReadingSheet {
  /// A picture of 1,400 × 16,000 pixels.
  private static let most = 1_000
  private static let perRow = 10
  private let output: OutputFile
  private var pictures: [GreyPicture] = []

  init(_ output: OutputFile) { self.output = output }

  func add(_ digit: NamedDigit, _ read: [Certainties]) throws {
    guard pictures.count < ReadingSheet.most else {
      throw Failure(
        "there are more than \(ReadingSheet.most.grouped) digits, too many for a picture", advice: "Name fewer files")
    }
    let words = read.map { "\($0.digit) \(percent($0[$0.digit]).replacing(" ", with: ""))" }
    pictures.append(enlarged(digit.formed.pixels).captioned(words.joined(separator: "  ")))
  }

  func write() throws {
    guard !pictures.isEmpty else { return }
    let rows = stride(from: 0, to: pictures.count, by: ReadingSheet.perRow).map { start in
      (title: "", pictures: Array(pictures[start..<min(start + ReadingSheet.perRow, pictures.count)]))
    }
    try PictureRows.draw(rows).writePNG(output)
    Terminal.writeError("\(output.path): what was looked at.\n")
  }
}
