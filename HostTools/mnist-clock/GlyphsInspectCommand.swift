// `mnist-clock glyphs inspect`: what it takes, and what it prints.
// Must never know an image's bytes: that is for GlyphImage.

import Commands
import Firmware
import GlyphImage
import Support

let glyphsInspectCommand = Command(
  "glyphs inspect",
  summary: "Show what a partition image contains.",
  operands: ["FILE"],
  discussion: """
    Checks an image as the firmware does and prints what it contains: its parts, the size of each digit's glyphs, how \
    legible they are, and how the bytes a glyph are distributed. With --png it draws a contact sheet of one digit's glyphs, 40 in a row, in the \
    order in which the clock shows them; then it decodes no others and omits the distribution. With --below it draws \
    what the clock passes over with that setting `legible` instead, each digit on rows of its own. With --extremes it \
    draws the glyphs that the model predicts best and worst: the 40 easiest of each digit in the upper ten rows, the 40 hardest \
    in the lower.
    """,
  options: [
    Option("--png", "FILE", file: .written, "Write a contact sheet."),
    Option(
      "--digest", "N",
      "Print only the number of glyphs in every Nth block of each digit, and their CRC-32s, unpacked and drawn."),
    Option("--digit", "N", "Draw this digit's glyphs. Default: 0."),
    Option("--range", "FIRST-LAST", "Draw these glyphs, counted from 0. Default: 0-399, or as many as there are."),
    Option("--below", "N", "Draw what a clock with legible N passes over, 1 to 100; of all digits, or of --digit."),
    Option("--extremes", "FILE", file: .written, "Write a picture of the easiest and the hardest glyphs."),
  ],
  examples: [
    ("glyphs inspect glyphs.bin", "Counts, sizes and checks."),
    ("glyphs inspect glyphs.bin --png sevens.png --digit 7 --range 0-999", "The first thousand sevens."),
    ("glyphs inspect glyphs.bin --png left-out.png --below 50", "What legible 50 leaves out."),
  ],
  run: { arguments in
    let path = try arguments.operand(0)
    let image = try GlyphImageFile(path: path)
    if let step = try arguments.number("--digest", in: 1...1_000_000) {
      try Terminal.write(digest(of: image, path, every: step))
      return 0
    }
    let sheet = try GlyphSheet(arguments, image)
    let picture = try arguments.output("--extremes")
    try Terminal.write(inspection(of: image, path))
    if sheet == nil || picture != nil {
      let costs = glyphCosts(image)
      try Terminal.write(distribution(of: costs))
      if let picture { try drawExtremes(image, costs, picture) }
    }
    try sheet?.draw(image, path)
    return 0
  })

private func digest(of image: GlyphImageFile, _ path: String, every step: Int) throws -> String {
  let bar = ProgressBar("Decoding", total: nil, unit: "glyphs")
  defer { bar.finish() }
  do throws(GlyphError) {
    let digest = try image.digest(every: step) { bar.update($0) }
    return "glyphs \(digest.glyphs)\nchecksum \(digest.checksum)\ndrawn \(digest.drawn)\n"
  } catch {
    throw Failure(file: path, "a block is damaged", advice: "`mnist-clock glyphs inspect` shows which")
  }
}

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
    \(path): a glyph partition, format version \(image.version), codec \(table.codec)
    \(total.grouped) glyphs of 28 × 28 pixels at four grey levels, \(table.glyphsPerBlock) in a block

    part                  bytes   a glyph

    """
  text += row("header", GlyphTableLayout.headerSize) + row("model", table.modelSize)
  text += row("index", 2 * table.blockCount, "\(table.blockCount.grouped) blocks")
  text += row("checksums", checksums)
  let legibility = image.legibilitySize
  text += row("glyphs", size - table.blocksOffset - checksums - legibility)
  text += row("legibility", legibility) + row("all", size)
  text += "\ndigit   glyphs   bytes a glyph\n"
  for digit in 0..<10 {
    let each = Double(image.streamBytes(of: digit)) / Double(image.counts[digit])
    text +=
      "  \(digit)  \(image.counts[digit].grouped.leftPadded(to: 9))  \(each.formatted(places: 2).leftPadded(to: 13))\n"
  }
  text += "\n" + legibilityTable(image)
  let damaged = image.damagedBlocks()
  if damaged.isEmpty { return text + "\nEvery block's checksum is correct.\n" }
  for block in damaged {
    text +=
      "\nDamaged: digit \(block.digit), glyphs \(block.first.grouped) to \((block.first + block.count - 1).grouped)."
  }
  return text + "\nThe clock skips the damaged blocks.\n"
}

private func legibilityTable(_ image: GlyphImageFile) -> String {
  guard let levels = image.legibility else {
    let isOld = image.version == GlyphTableLayout.oldVersion
    return
      (isOld ? "The image doesn't say how legible its glyphs are" : "What says how legible its glyphs are is damaged")
      + ": the clock shows all.\n"
  }
  var text = "certain of the label   glyphs   passed over with that `legible`\n"
  var below = 0
  for level in UInt8(0)..<16 {
    let count = levels.count { $0 == level }
    let percent = Int(GlyphLegibility.leastCertainty(ofLevel: level))
    text +=
      "\(percent.grouped.leftPadded(to: 11)) %\(count.grouped.leftPadded(to: 16))\(below.grouped.leftPadded(to: 14))\n"
    below += count
  }
  return text
}

private func glyphCosts(_ image: GlyphImageFile) -> [GlyphCost] {
  let bar = ProgressBar("Measuring", total: image.counts.reduce(0, +), unit: "glyphs")
  defer { bar.finish() }
  return image.costs { bar.update($0) }
}

private func distribution(of costs: [GlyphCost]) -> String {
  let sorted = costs.map(\.bytes).sorted()
  guard let least = sorted.first, let most = sorted.last, least < most else { return "" }
  func share(_ part: Int) -> String { sorted[(sorted.count - 1) * part / 100].formatted(places: 1) }
  var text = "\nbytes a glyph: least \(share(0)), a tenth up to \(share(10)), half up to \(share(50)), "
  text += "nine tenths up to \(share(90)), most \(share(100))\n\n"
  // Five bytes to a line, the few beyond 60 together.
  var bins = [Int](repeating: 0, count: 13)
  for bytes in sorted { bins[min(12, Int(bytes) / 5)] += 1 }
  let largest = bins.max() ?? 1
  for (bin, count) in bins.enumerated() where count > 0 {
    let range = bin == 12 ? "60 or more" : "\(5 * bin) to \(5 * bin + 5)"
    let bar = String(repeating: "█", count: max(1, count * 40 / largest))
    text += "  \(range.padded(to: 12))\(count.grouped.leftPadded(to: 8))  \(bar)\n"
  }
  return text
}
