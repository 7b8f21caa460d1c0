// `mnist-clock digits show`: single digits as numbers and pictures, or a whole set in figures.
// Must never change a digit.

import Commands
import DigitFiles
import Digits
import Pictures
import Support

let digitsShowCommand = Command(
  "digits show",
  summary: "Look at digits as data: arrays, labels, pictures, counts and means.",
  operands: ["NUMBER…"],
  discussion: """
    A digit of MNIST is an array of 28 × 28 bytes, 0 for paper to 255 for full ink, and a label from 0 to 9. For each \
    NUMBER, counted from 0 with the training digits first, this prints the array as NumPy does, the label as a number \
    and one-hot (ten numbers, a single 1 in the label's place), and the picture in characters.

    --normalized prints the numbers as networks like them, divided by 255.

    Without a NUMBER it describes the whole set: how many there are of each digit, the range of the pixels, their mean \
    and standard deviation, also as the two figures by which tutorials normalise, and the mean image of each digit, \
    which shows what all who wrote it have in common.
    """,
  options: DigitHalves.options + [
    Option("--normalized", nil, "Numbers from 0 to 1 instead of 0 to 255."),
    Option(
      "--png", "FILE", file: .written,
      "Write a picture of the digits, or without a NUMBER of the means, each pixel 5 × 5, with ink dark."),
  ],
  examples: [
    ("digits show 0", "The first training digit, a five."),
    ("digits show", "Counts, ranges and means of all."),
    ("digits show --split test 0 1 2 --png three.png", "The first three test digits as a picture."),
  ],
  run: { arguments in
    let picture = try arguments.output("--png")
    let numbers = try arguments.operands.map { text in
      guard let number = Int(decimal: text) else {
        throw arguments.usageError("\(text.shown) is no number of a digit: they are counted from 0")
      }
      return number
    }
    let halves = try DigitHalves.read(arguments)
    if numbers.isEmpty {
      try showSet(halves, picture)
    } else {
      try showDigits(numbers, halves, isNormalized: arguments.has("--normalized"), picture)
    }
    return 0
  })

private func showDigits(
  _ numbers: [Int], _ halves: [DigitHalves.Half], isNormalized: Bool, _ picture: OutputFile?
) throws {
  let count = halves.reduce(0) { $0 + $1.digits.count }
  let found = try numbers.map { number -> (image: ArraySlice<UInt8>, label: UInt8, name: String) in
    guard number < count else {
      throw Failure("there is no digit \(number.grouped): the set has 0 to \((count - 1).grouped)")
    }
    var rest = number
    for half in halves {
      guard rest >= half.digits.count else {
        return (half.digits.image(rest), half.digits.labels[rest], "\(half.split.rawValue) \(rest.grouped)")
      }
      rest -= half.digits.count
    }
    throw Failure("there is no digit \(number.grouped)")
  }
  for digit in found {
    try Terminal.write(
      "\(digit.name): " + DigitText.label(digit.label) + DigitText.array(digit.image, isNormalized: isNormalized))
    try Terminal.write(inCharacters([seen(Array(digit.image))], perRow: 1, width: DigitSet.side))
  }
  guard let picture else { return }
  // So many of 140 pixels fit side by side on most screens.
  let perRow = 10
  let rows = stride(from: 0, to: found.count, by: perRow).map { start in
    let row = found[start..<min(start + perRow, found.count)]
    return (
      title: "", pictures: row.map { enlarged(Array($0.image)).captioned("\($0.name.uppercased()) IS \($0.label)") }
    )
  }
  try PictureRows.draw(rows).writePNG(picture)
  try Terminal.write("\(picture.path): \(found.count.grouped) digit\(found.count == 1 ? "" : "s").\n")
}

private func showSet(_ halves: [DigitHalves.Half], _ picture: OutputFile?) throws {
  var all = DigitSet()
  for half in halves { all.append(half.digits) }
  let figures = DigitFigures(all)
  let names = halves.map { "\($0.digits.count.grouped) \($0.split == .train ? "training" : "test") digits" }
  var text = "\(names.joined(separator: " and ")), 28 × 28 pixels each\n\ndigit    count   share   mean pixel\n"
  for digit in 0...9 {
    let share = (100 * Double(figures.counts[digit]) / Double(all.count)).formatted(places: 2)
    let mean = figures.mean(of: digit).map { $0.formatted(places: 2) } ?? "-"
    text += "  \(digit)  \(figures.counts[digit].grouped.leftPadded(to: 9))  \(share.leftPadded(to: 5)) %"
    text += "  \(mean.leftPadded(to: 9))\n"
  }
  func both(_ value: Double) -> String {
    "\(value.formatted(places: 2)) of 255, or \((value / 255).formatted(places: 4)) of 1"
  }
  text += "\npixels   from \(figures.least) to \(figures.most), \((100 * figures.ink).formatted(places: 1)) % above 0\n"
  text += "mean     \(both(figures.mean))\nstandard deviation  \(both(figures.deviation))\n\nmean of each digit\n"
  try Terminal.write(text)
  let means = (0...9).map { figures.meanImage(of: $0) }
  // Five of them and what is between fit into the usual 80 columns.
  try Terminal.write(inCharacters(means.map(seen), perRow: 5, width: 14))
  guard let picture else { return }
  let pictures = means.enumerated().map { enlarged($1).captioned("\($0)") }
  try PictureRows.draw([("MEAN OF EACH DIGIT", Array(pictures[..<5])), ("", Array(pictures[5...]))]).writePNG(picture)
  try Terminal.write("\(picture.path): the mean of each digit.\n")
}

private func inCharacters(_ pictures: [GreyPicture], perRow: Int, width: Int) -> String {
  let hasGreys = Terminal.outputIsTerminal && Terminal.hasColours
  let lines = TerminalPicture.draw(pictures, TerminalLayout(perRow: perRow, width: width), hasGreys: hasGreys)
  return lines.joined(separator: "\n") + "\n"
}

/// On white paper, as people see it.
private func seen(_ image: [UInt8]) -> GreyPicture {
  GreyPicture(width: DigitSet.side, height: DigitSet.side, pixels: image.map { 255 - $0 })
}

private func enlarged(_ image: [UInt8]) -> GreyPicture {
  seen(image).enlarged(by: 5)
}
