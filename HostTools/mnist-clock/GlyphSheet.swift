// The pictures that `glyphs inspect` draws: a contact sheet of one digit, and the easiest and hardest glyphs.
// Must never decode what isn't drawn.

import Commands
import Firmware
import GlyphImage
import Pictures
import Support

/// What --png requests.
struct GlyphSheet {
  private let picture: OutputFile
  private let digit: Int
  private let range: ClosedRange<Int>

  /// - Returns: nil without --png.
  init?(_ arguments: Arguments, _ image: GlyphImageFile) throws {
    guard let picture = try arguments.output("--png") else {
      if arguments.has("--digit") || arguments.has("--range") {
        throw arguments.usageError("--digit and --range need --png FILE")
      }
      return nil
    }
    self.picture = picture
    digit = try arguments.number("--digit", in: 0...9) ?? 0
    range = try contactRange(arguments, count: image.counts[digit])
  }

  /// - Parameter path: the image's.
  func draw(_ image: GlyphImageFile, _ path: String) throws {
    let glyphs = decode(image)
    guard glyphs.count == range.count else {
      throw Failure(file: path, "a block of digit \(digit) in this range is damaged")
    }
    try ContactSheet.draw(glyphs).writePNG(picture)
    try Terminal.write(
      "\(picture.path): digit \(digit), glyphs \(range.lowerBound.grouped) to \(range.upperBound.grouped).\n")
  }

  private func decode(_ image: GlyphImageFile) -> [[UInt8]] {
    let bar = ProgressBar("Decoding", total: range.count, unit: "glyphs")
    defer { bar.finish() }
    var glyphs: [[UInt8]] = []
    _ = image.forEach(digit, in: range) { levels in
      glyphs.append(levels)
      bar.update(glyphs.count)
      return true
    }
    return glyphs
  }
}

func drawExtremes(_ image: GlyphImageFile, _ costs: [GlyphCost], _ picture: OutputFile) throws {
  try extremes(image, costs).writePNG(picture)
  try Terminal.write("\(picture.path): ten rows of the easiest glyphs, then ten of the hardest.\n")
}

private func extremes(_ image: GlyphImageFile, _ costs: [GlyphCost]) throws(GlyphError) -> GreyPicture {
  var (easiest, hardest): ([[UInt8]], [[UInt8]]) = ([], [])
  let empty = [UInt8](repeating: 0, count: Glyph.side * Glyph.side)
  for digit in 0..<10 {
    let sorted = costs.filter { $0.id.digit == digit }.sorted { $0.bytes < $1.bytes }
    // Each glyph at most once, with a line of its own for either end.
    let count = min(ContactSheet.columns, sorted.count / 2)
    let filler = Array(repeating: empty, count: ContactSheet.columns - count)
    for cost in sorted.prefix(count) { easiest.append(try image.levels(cost.id)) }
    easiest += filler
    for cost in sorted.suffix(count).reversed() { hardest.append(try image.levels(cost.id)) }
    hardest += filler
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
