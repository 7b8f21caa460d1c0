// `mnist-clock digits import`: other people's digits as files like MNIST's. Must never write any if one couldn't be read
// and nobody has said to leave it out.

import Commands
import DigitFiles
import DigitForm
import Digits
import Support

private enum TurnOption: String, CaseIterable { case auto, no }
private enum HalfOption: String, CaseIterable { case train, test }

let digitsImportCommand = Command(
  "digits import",
  summary: "Make MNIST's files of pictures, NumPy's arrays, CSV or transposed IDX files.",
  operands: ["FILE…"],
  discussion: """
    Takes pictures, PNG and JPEG of any size and kind, with one digit each. The name says which: its last character, \
    as in test_3.png, or the folder right above, as in 3/test.png. A folder is searched to its ends.

    Each picture becomes what MNIST's makers would have made of it: cut along its ink, scaled into 20 × 20 pixels with \
    its aspect kept, and moved until its centre of mass is the middle of 28 × 28 pixels. A picture that is like that \
    already keeps every pixel. Colours become greys, transparency white paper; a phone's note of how it was held is \
    heeded.

    Also takes files with many digits: Kaggle's CSV, label,pixel0,…,pixel783; NumPy's images and labels, named as \
    x_train.npy and y_train.npy or images.npy and labels.npy; IDX files, plain or gzip, as EMNIST's \
    …-images-idx3-ubyte with its labels beside it. Their images are 28 × 28 already and keep their pixels, but if they \
    can be read far better turned, as EMNIST's, whose rows and columns are swapped, they are turned, and it says so.

    MNIST is light on dark. auto recognises pictures and files that are dark on light, as on paper, by their edges.

    Without --skip nothing is written if any picture can't be read, and all of those are named.
    """,
  options: [
    Option("--output", "DIR", "The folder to write the two IDX files to."),
    Option("--half", "train|test", "Which of MNIST's halves they are named as. Default: train."),
    Option("--reverse", "auto|yes|no", "Whether they are dark on light and have to be turned round. Default: auto."),
    Option("--turn", "auto|no", "Whether files that lie another way than MNIST's are turned. Default: auto."),
    Option("--skip", nil, "Leave out pictures that can't be read."),
  ],
  examples: [
    ("digits import photos --output mine", "Then `mnist-clock --mnist mine` shows them."),
    ("digits import emnist-digits-train-images-idx3-ubyte.gz --output emnist", "With the labels beside it, turned."),
    ("digits import train.csv --output kaggle", "Kaggle's Digit Recognizer."),
  ],
  run: { arguments in
    guard let path = arguments.value("--output") else { throw arguments.usageError("--output DIR is missing") }
    guard !arguments.operands.isEmpty else {
      throw arguments.usageError("FILE is missing: a picture, folder or data file")
    }
    if arguments.operands.contains("") { throw arguments.usageError("FILE \"\": a path is missing") }
    let half: MNISTFolder.Split = try arguments.choice("--half", HalfOption.train) == .test ? .test : .train
    let names = MNISTFolder.names(half)
    let written = [names.images, names.labels].map { FileUse("--output", "\(path)/\($0)", isWritten: true) }
    let read = arguments.operands.flatMap(DigitSource.read).map { FileUse("FILE", $0, isWritten: false) }
    try arguments.proveApart(also: written + read)
    let reverse = try arguments.choice("--reverse", ReverseOption.auto)
    var work = DigitImport(
      reversal: reverse.reversal, turns: try arguments.choice("--turn", TurnOption.auto) == .auto,
      skips: arguments.has("--skip"))
    Interrupt.watch()
    let folder = try WholeFolder(path)
    try work.read(arguments.operands)
    try proveReadable(work, skips: arguments.has("--skip"))
    try folder.naming {
      try IDX.write(work.digits, images: try folder.place(names.images), labels: try folder.place(names.labels))
    }
    try folder.finish()
    try Terminal.write(summary(work, path, reverse))
    return 0
  })

/// Each on its line, and at the end what becomes of the rest.
private func proveReadable(_ work: DigitImport, skips: Bool) throws {
  for failure in work.failures { DigitChoice.warn("\(failure)") }
  let count = work.failures.count
  if count > 0, !skips {
    throw Failure(
      "\(count.grouped) picture\(count == 1 ? "" : "s") can't be read, and nothing was written",
      advice: "--skip leaves \(count == 1 ? "it" : "them") out")
  }
  guard work.digits.count > 0 else {
    throw Failure(
      "there are no digits left, and nothing was written", advice: "What is wrong with each is said above")
  }
}

private func summary(_ work: DigitImport, _ path: String, _ reverse: ReverseOption) -> String {
  let report = work.report
  let counts = (0...9).map { digit in "\(digit): \(work.digits.labels.count { $0 == digit }.grouped)" }
  let all = work.digits.count
  var text = "\(path): \(all.grouped) digit\(all == 1 ? "" : "s") (\(counts.joined(separator: "; "))).\n"
  if report.pictures > 0 {
    let formed = report.pictures - report.picturesInForm
    text += "Pictures: \(formed.grouped) were brought into MNIST's form, \(report.picturesInForm.grouped) were in it.\n"
    switch reverse {
    case .auto:
      text += "Dark on light, and turned round: \(report.reversedPictures.grouped) of \(report.pictures.grouped).\n"
    case .yes: text += "All were turned round.\n"
    case .no: break
    }
  }
  for path in report.reversedFiles {
    text += "\(path.shown): \(reverse == .auto ? "dark on light, and " : "")turned round.\n"
  }
  for file in report.turnedFiles { text += "\(file.path.shown): \(file.fault); turned. --turn no keeps them.\n" }
  if let first = report.leftOut.first {
    text += "Left out, since they hold no digits: \(report.leftOut.count.grouped), as \(first.shown).\n"
  }
  if !work.failures.isEmpty { text += "Left out, since they can't be read: \(work.failures.count.grouped).\n" }
  return text
}
