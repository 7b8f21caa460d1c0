// `mnist-clock handwriting`: photographs of the sheet in, files like MNIST's out. Must never know a pixel: that is for
// Paper and Handwriting.

import Commands
import Handwriting
import ReaderModels
import Support

private enum DoubtfulOption: String, CaseIterable { case drop, keep }

let handwritingCommand = Command(
  "handwriting",
  summary: "Turn photographs of the sheet into digits like MNIST's.",
  operands: ["FILE…"],
  discussion: """
    Reads photographs (JPEG or PNG) of sheets that `mnist-clock sheet` made: finds the four corner marks, from any side \
    and up to 30 degrees from straight above, cuts out the boxes, leaves out the empty ones, and brings each digit into \
    MNIST's form. The folder then has MNIST's two files for training, which `glyphs build` and `run` take with --mnist; \
    each digit as a PNG in train/, for `learn --extra`; and boxes.csv, which says which box each came from.

    A digit is doubtful if the reader takes it for another than its row's, or if it runs into its box's line. Doubtful \
    digits are listed and shown in doubtful.png. They are left out unless you say --doubtful keep: a clock that shows \
    a 7 for a 1 is wrong for a minute, and one of a hundred digits is not missed. If the reader doesn't know the way \
    in which you write a digit, look at the picture and keep them.

    A photograph that can't be read is named, with what to do better; the others are read all the same.
    """,
  options: [
    Option("--output", "DIR", "The folder for the digits, made if it isn't there."),
    Option("--doubtful", "drop|keep", "What becomes of doubtful digits. Default: drop."),
  ],
  examples: [
    ("handwriting photo.jpg --output mine", "One sheet."),
    ("handwriting *.jpg --output family --doubtful keep", "Several, with all that was written."),
    ("glyphs build --mnist mine --output glyphs.bin", "Into the clock."),
  ],
  run: { arguments in
    guard let path = arguments.value("--output") else { throw arguments.usageError("--output DIR is missing") }
    guard !path.isEmpty else { throw arguments.valueError("--output", path, "a path is missing") }
    guard !arguments.operands.isEmpty else { throw arguments.usageError("a photograph is missing") }
    let keepsDoubtful = try arguments.choice("--doubtful", DoubtfulOption.drop) == .keep
    let outputs = HandwritingFolder.files(path).map { FileUse("--output", $0, isWritten: true) }
    try arguments.proveApart(also: outputs + arguments.operands.map { FileUse("FILE", $0, isWritten: false) })
    Interrupt.watch()
    let folder = try HandwritingFolder(path)
    let (photos, refused) = try readPhotos(arguments.operands)
    let entries = photos.flatMap { photo in
      photo.digits.map { (photo: photo.path, digit: $0, isKept: keepsDoubtful || $0.doubt == nil) }
    }
    guard entries.contains(where: \.isKept) else {
      throw Failure("every digit is doubtful: \(entries.count.grouped) of them", advice: "--doubtful keep keeps them")
    }
    try folder.write(entries)
    try Terminal.write(report(photos, entries, path))
    return refused == 0 ? 0 : 1
  })

/// Those that can be read; the others are named on standard error.
/// - Throws: the reason, if there is but one photograph and it can't be read, or none of several can.
private func readPhotos(_ paths: [String]) throws -> (photos: [HandwritingPhoto], refused: Int) {
  let reader = try LoadedReader(.cnn)
  let bar = ProgressBar("Reading photographs", total: paths.count, unit: "photographs")
  defer { bar.finish() }
  var photos: [HandwritingPhoto] = []
  var failures: [Failure] = []
  for (index, path) in paths.enumerated() {
    bar.update(index)
    do {
      guard !Files.isFolder(path) else {
        throw Failure(
          file: path, "it is a folder, and photographs are named one by one", advice: "\(path)/* names all in it")
      }
      photos.append(try HandwritingPhoto(path, reader: reader))
    } catch let failure as Failure {
      try Interrupt.check()
      if paths.count == 1 { throw failure }
      failures.append(failure)
    }
  }
  bar.finish()
  for failure in failures { Terminal.writeError("mnist-clock: \(failure)\n") }
  guard !photos.isEmpty else {
    throw Failure(
      "none of the \(paths.count.grouped) photographs can be read", advice: "What to do better is said above of each")
  }
  return (photos, failures.count)
}

private func report(_ photos: [HandwritingPhoto], _ entries: [HandwritingFolder.Entry], _ path: String) -> String {
  var text = ""
  for photo in photos {
    text += "\(photo.path.shown): \(count(photo.digits.count, "digit")) on \(photo.paper == .a4 ? "A4" : "US Letter")\n"
    for digit in photo.digits {
      if let doubt = digit.doubt { text += "  row \(digit.row), box \(digit.box): \(doubt.words)\n" }
    }
  }
  text += unknownHand(photos)
  let (kept, doubtful) = (entries.filter(\.isKept), entries.count { $0.digit.doubt != nil })
  text += "\(path.shown): \(count(kept.count, "digit"))"
  if doubtful > 0 {
    text +=
      ", \(doubtful.grouped) doubtful \(kept.count == entries.count ? "kept" : "left out"): see \(path.shown)/doubtful.png"
  }
  text += ".\n"
  let missing = (0..<10).filter { digit in !kept.contains { $0.digit.row == digit } }
  if !missing.isEmpty {
    let list = missing.map(String.init).joined(separator: ", ")
    text += "There is no \(list) among them; a clock needs at least one of each digit.\n"
  }
  return text
}

/// Rows of which the reader takes most for another digit: rather a hand that it doesn't know than so many slips.
private func unknownHand(_ photos: [HandwritingPhoto]) -> String {
  var text = ""
  for digit in 0..<10 {
    let written = photos.flatMap(\.digits).filter { $0.row == digit }
    let doubted = written.count { $0.doubt.map { $0.digit != digit } ?? false }
    guard doubted >= 3, 2 * doubted > written.count else { continue }
    text += "The reader doesn't know how you write \(digit): it doubts \(doubted) of \(written.count). "
    text += "If doubtful.png shows that they are right, --doubtful keep keeps them.\n"
  }
  return text
}

private func count(_ number: Int, _ what: String) -> String { "\(number.grouped) \(what)\(number == 1 ? "" : "s")" }
