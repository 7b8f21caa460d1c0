// The pictures that `glyphs inspect` draws: a contact sheet of one digit, or of what `legible` leaves out, and the
// easiest and hardest glyphs. Must never decode what isn't drawn.

import Commands
import Firmware
import GlyphImage
import Pictures
import Support

/// What --png requests.
struct GlyphSheet {
  private let picture: OutputFile
  /// Each begins a row.
  private let parts: [[GlyphID]]
  /// What the sheet shows, for its line of output.
  private let contents: String

  /// - Returns: nil without --png.
  init?(_ arguments: Arguments, _ image: GlyphImageFile) throws {
    guard let picture = try arguments.output("--png") else {
      if let option = ["--digit", "--range", "--below"].first(where: arguments.has) {
        throw arguments.usageError("\(option) needs --png FILE")
      }
      return nil
    }
    self.picture = picture
    if let percent = try arguments.number("--below", in: 1...100) {
      guard !arguments.has("--range") else { throw arguments.usageError("--below and --range can't be combined") }
      let only = try arguments.number("--digit", in: 0...9)
      let passedOver = image.passedOver(below: UInt8(percent)).enumerated().map { digit, ids in
        only ?? digit == digit ? ids : []
      }
      parts = passedOver.filter { !$0.isEmpty }
      contents = passedOverText(passedOver, image, percent)
      return
    }
    let digit = try arguments.number("--digit", in: 0...9) ?? 0
    let range = try contactRange(arguments, count: image.counts[digit])
    parts = [range.map { GlyphID(digit: UInt8(digit), number: UInt32($0)) }]
    contents = "digit \(digit), glyphs \(range.lowerBound.grouped) to \(range.upperBound.grouped)"
  }

  /// - Parameter path: the image's.
  func draw(_ image: GlyphImageFile, _ path: String) throws {
    guard !parts.isEmpty else { return try Terminal.write("\(contents); there is nothing to draw.\n") }
    try ContactSheet.draw(decode(image, path)).writePNG(picture)
    try Terminal.write("\(picture.path): \(contents).\n")
  }

  private func decode(_ image: GlyphImageFile, _ path: String) throws -> [[UInt8]] {
    let bar = ProgressBar("Decoding", total: parts.reduce(0) { $0 + $1.count }, unit: "glyphs")
    defer { bar.finish() }
    var glyphs: [[UInt8]] = []
    var done = 0
    for part in parts {
      if !glyphs.isEmpty { glyphs += filler(after: glyphs.count) }
      let isWhole = image.forEach(part) { levels in
        glyphs.append(levels)
        done += 1
        bar.update(done)
        return true
      }
      guard isWhole else {
        throw Failure(
          file: path, "a block of digit \(part[0].digit) among these glyphs is damaged",
          advice: "Copy the image again, or build it anew with `mnist-clock glyphs build`")
      }
    }
    return glyphs
  }
}

/// Empty cells up to the end of the row.
private func filler(after count: Int) -> [[UInt8]] {
  let empty = [UInt8](repeating: 0, count: Glyph.side * Glyph.side)
  return Array(repeating: empty, count: (ContactSheet.columns - count % ContactSheet.columns) % ContactSheet.columns)
}

private func passedOverText(_ passedOver: [[GlyphID]], _ image: GlyphImageFile, _ percent: Int) -> String {
  guard image.table.hasLegibility else { return "the image doesn't say how legible its glyphs are" }
  let each = passedOver.enumerated().filter { !$0.element.isEmpty }.map {
    "\($0.element.count.grouped) of \($0.offset)"
  }
  guard !each.isEmpty else { return "no glyph is passed over with legible \(percent)" }
  let sum = passedOver.reduce(0) { $0 + $1.count }
  return
    "\(sum == 1 ? "1 glyph is" : "\(sum.grouped) glyphs are") passed over with legible \(percent): \(each.joined(separator: ", "))"
}

func drawExtremes(_ image: GlyphImageFile, _ costs: [GlyphCost], _ picture: OutputFile) throws {
  try extremes(image, costs).writePNG(picture)
  try Terminal.write("\(picture.path): ten rows of the easiest glyphs, then ten of the hardest.\n")
}

private func extremes(_ image: GlyphImageFile, _ costs: [GlyphCost]) throws(GlyphError) -> GreyPicture {
  var (easiest, hardest): ([[UInt8]], [[UInt8]]) = ([], [])
  for digit in 0..<10 {
    let sorted = costs.filter { $0.id.digit == digit }.sorted { $0.bytes < $1.bytes }
    // Each glyph at most once, with a line of its own for either end.
    let count = min(ContactSheet.columns, sorted.count / 2)
    for cost in sorted.prefix(count) { easiest.append(try image.levels(cost.id)) }
    easiest += filler(after: easiest.count)
    for cost in sorted.suffix(count).reversed() { hardest.append(try image.levels(cost.id)) }
    hardest += filler(after: hardest.count)
  }
  return ContactSheet.draw(easiest + hardest)
}

private func contactRange(_ arguments: Arguments, count: Int) throws -> ClosedRange<Int> {
  guard let text = arguments.value("--range") else { return 0...min(399, count - 1) }
  let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
  guard bounds.count == 2, let first = bounds[0], let last = bounds[1], first <= last else {
    throw arguments.valueError("--range", text, "expected FIRST-LAST, such as 0-399")
  }
  guard last < count else {
    throw arguments.valueError("--range", text, "the digit has glyphs 0 to \((count - 1).grouped)")
  }
  return first...last
}
