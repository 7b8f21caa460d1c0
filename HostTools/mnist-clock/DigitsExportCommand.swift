// `mnist-clock digits export`: the digits in other programs' formats. Must never leave half of a set behind.

import Commands
import DigitFiles
import Digits
import Support

let digitsExportCommand = Command(
  "digits export",
  summary: "Write the digits for NumPy, as CSV, as PNG files or as MNIST's own files.",
  discussion: """
    npy: x_train.npy, y_train.npy, x_test.npy and y_test.npy, which numpy.load reads. Images are (n, 28, 28, 1) bytes, \
    as Keras wants them, or with --flat (n, 784); --normalized makes them float32 from 0 to 1. Labels are (n,) bytes, \
    or with --one-hot (n, 10).

    csv: train.csv and test.csv in Kaggle's layout: a header label,pixel0,…,pixel783, then a line a digit. Unlike \
    Kaggle's own test.csv, which keeps its labels back, both have them.

    png: a folder train and a folder test with a picture a digit, 00017_8.png for the 17th, counted from 0, which is \
    an eight. The pixels are the data's: ink white on black.

    idx: MNIST's own four files, for what came from elsewhere.

    All files appear at once when all are written. In a folder that is there already those of the same names are \
    replaced.
    """,
  options: [
    Option("--format", "npy|csv|png|idx", "What to write."),
    Option("--output", "DIR", "The folder to write to."),
  ] + DigitHalves.options + [
    Option("--flat", nil, "npy: images as (n, 784)."),
    Option("--normalized", nil, "npy: float32 from 0 to 1."),
    Option("--one-hot", nil, "npy: labels as (n, 10)."),
  ],
  examples: [
    ("digits export --format npy --output data", "Then in Python: x = numpy.load(\"data/x_train.npy\")."),
    ("digits export --format png --split test --output pictures", "10,000 small pictures."),
  ],
  run: { arguments in
    guard let name = arguments.value("--format") else { throw arguments.usageError("--format is missing") }
    guard let path = arguments.value("--output") else { throw arguments.usageError("--output DIR is missing") }
    let format = try arguments.choice("--format", DigitExport.Format.npy)
    if format != .npy, let option = ["--flat", "--normalized", "--one-hot"].first(where: arguments.has) {
      throw arguments.usageError("\(option) needs --format npy: \(name) has one layout only")
    }
    let export = DigitExport(
      format, isFlat: arguments.has("--flat"), isNormalized: arguments.has("--normalized"),
      isOneHot: arguments.has("--one-hot"))
    let outputs = [MNISTFolder.Split.train, .test].flatMap { export.names($0) }
    try arguments.proveApart(also: outputs.map { FileUse("--output", "\(path)/\($0)", isWritten: true) })
    Interrupt.watch()
    let folder = try WholeFolder(path)
    let halves = try DigitHalves.read(arguments)
    for half in halves { try write(half, export, folder) }
    try folder.finish()
    for half in halves {
      let names = export.names(half.split).joined(separator: ", ")
      try Terminal.write("\(path): \(names), \(half.digits.count.grouped) digits.\n")
    }
    return 0
  })

private func write(_ half: DigitHalves.Half, _ export: DigitExport, _ folder: WholeFolder) throws {
  let bar = ProgressBar("Writing", total: half.digits.count, unit: "digits")
  defer { bar.finish() }
  try export.write(half.digits, half.split, to: folder) { bar.update($0) }
}
