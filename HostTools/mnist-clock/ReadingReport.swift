// What was read, for people and as JSON: bars for a few pictures, lines for many, and what was read as what.
// Must never call a reading wrong that nobody has labelled.

import DigitFiles
import Firmware
import Foundation
import Support

struct ReadingReport {
  /// Up to so many pictures are shown with bars: each takes eight lines.
  private static let mostWithBars = 3

  private let names: [String]
  private let isJSON: Bool
  private let explains: Bool
  private let hasBars: Bool
  private let bar: ProgressBar?
  /// How wide file names are, in characters.
  private let column: Int
  private var count = 0
  /// By network, label and what was read.
  private var confusion: [[[Int]]]
  private var hasLines = false

  /// - Parameter names: of the readers.
  init(_ names: [String], isJSON: Bool, explains: Bool, _ digits: NamedDigits) {
    (self.names, self.isJSON, self.explains) = (names, isJSON, explains)
    hasBars = !digits.hasSets && digits.pictures.count <= ReadingReport.mostWithBars
    column = digits.pictures.map { $0.shown.count }.max() ?? 0
    confusion = names.map { _ in confusionCounts() }
    let showsLines = isJSON || !digits.pictures.isEmpty
    bar =
      showsLines && Terminal.outputIsTerminal
      ? nil : ProgressBar("Reading", total: digits.hasSets ? nil : digits.pictures.count, unit: "digits")
  }

  /// - Parameter read: by each reader.
  mutating func add(_ digit: NamedDigit, _ read: [Certainties]) throws {
    count += 1
    bar?.update(count)
    if let label = digit.label {
      for (index, read) in read.enumerated() { confusion[index][Int(label)][read.digit] += 1 }
    }
    if isJSON { return try Terminal.write(json(digit, read)) }
    guard digit.index == nil else { return }
    var text = ""
    if explains || hasBars {
      text += count > 1 ? "\n" : ""
      text += hasBars ? title(digit, read) : line(digit, read)
      text += explains ? explained(digit) : ""
      text += hasBars ? bars(read) : ""
    } else {
      text += line(digit, read)
    }
    hasLines = true
    try Terminal.write(text)
  }

  /// Before a message goes to the terminal.
  func clearBar() { bar?.finish() }

  func finish(leftOut: [String]) throws {
    bar?.finish()
    if let first = leftOut.first {
      Terminal.writeError("Left out, since they hold no digits: \(leftOut.count.grouped), as \(first.shown).\n")
    }
    guard !isJSON else { return }
    let labelled = confusion.first?.joined().reduce(0, +) ?? 0
    guard count > 1, labelled > 0 else { return }
    for (name, counts) in zip(names, confusion) {
      try Terminal.write((hasLines || name != names[0] ? "\n" : "") + table(name, counts, labelled))
    }
  }

  private func table(_ name: String, _ counts: [[Int]], _ labelled: Int) -> String {
    let right = (0..<10).reduce(0) { $0 + counts[$1][$1] }
    let share = (100 * Double(right) / Double(labelled)).formatted(places: 2)
    let rest = count - labelled
    return "\(name.shown): \(right.grouped) of \(labelled.grouped) read rightly, \(share) %"
      + (rest > 0 ? "; \(rest.grouped) without a label" : "") + "\n\n" + confusionTable(counts)
  }

  private func json(_ digit: NamedDigit, _ read: [Certainties]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    func quoted(_ text: String) throws -> String { String(decoding: try encoder.encode(text), as: UTF8.self) }
    let file = try quoted(digit.file)
    return try zip(names, read).map { name, read in
      var fields = ["\"file\": \(file)"]
      if let index = digit.index { fields.append("\"index\": \(index)") }
      if names.count > 1 { fields.append("\"network\": \(try quoted(name))") }
      fields.append("\"digit\": \(read.digit)")
      let shares = (0..<10).map { "\(Double(read[$0]) / Double(Certainties.one))" }
      return "{\(fields.joined(separator: ", ")), \"certainties\": [\(shares.joined(separator: ", "))]}\n"
    }.joined()
  }

  private func title(_ digit: NamedDigit, _ read: [Certainties]) -> String {
    "\(digit.name): "
      + zip(names, read).map { name, read in
        "\(read.digit), \(percent(read[read.digit]))" + (names.count > 1 ? " by \(name)" : "")
      }.joined(separator: "; ") + "\n"
  }

  private func line(_ digit: NamedDigit, _ read: [Certainties]) -> String {
    var text = digit.name.padded(to: column)
    for (name, read) in zip(names, read) {
      text += names.count > 1 ? "  \(name)" : ""
      text += "  \(read.digit)  \(percent(read[read.digit]).leftPadded(to: 7))"
      text += digit.label.map { Int($0) == read.digit ? "" : "  not \($0)" } ?? ""
    }
    return text + "\n"
  }

  private func explained(_ digit: NamedDigit) -> String {
    let how = digit.formed.wasInForm ? "as it was" : "cut out, scaled and centred"
    return "  what it looked at: \(how)\(digit.formed.isReversed ? ", dark on light turned round" : "")\n"
      + inCharacters([seen(digit.formed.pixels)], perRow: 1, width: 28)
  }

  /// Side by side where there are several.
  private func bars(_ read: [Certainties]) -> String {
    let width = names.count > 1 ? 20 : 40
    let columns = zip(names, read).map { name, read in
      (names.count > 1 ? ["  \(name)"] : []) + fiveLikeliest(read, width: width)
    }
    let widths = columns.map { $0.map(\.count).max() ?? 0 }
    return "\n"
      + columns[0].indices.map { row in
        let line = zip(columns, widths).map { $0[row].padded(to: $1) }.joined(separator: "  ")
        return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
      }.joined()
  }

  private func fiveLikeliest(_ read: Certainties, width: Int) -> [String] {
    let eighths = Array(" ▏▎▍▌▋▊▉")
    let order = (0..<10).sorted { (read[$1], $0) < (read[$0], $1) }
    return order.prefix(5).map { digit in
      let length = (Int(read[digit]) * width * 8 + Int(Certainties.one) / 2) / Int(Certainties.one)
      let end = length % 8 == 0 ? "" : String(eighths[length % 8])
      let bar = String(repeating: "█", count: length / 8) + end
      return "  \(digit)  \(percent(read[digit]).leftPadded(to: 7))  \(bar)"
    }
  }
}

/// "99.8 %".
func percent(_ share: UInt16) -> String {
  "\((100 * Double(share) / Double(Certainties.one)).formatted(places: 1)) %"
}

/// Nothing read yet, by label and what was read.
func confusionCounts() -> [[Int]] { Array(repeating: Array(repeating: 0, count: 10), count: 10) }

/// A row a label, a column a digit that was read; what never happened is a dot.
func confusionTable(_ counts: [[Int]]) -> String {
  let width = max(4, (counts.joined().max() ?? 0).grouped.count + 1)
  var text = "        read as\nlabel " + (0..<10).map { "\($0)".leftPadded(to: width) }.joined() + "     right\n"
  for (label, row) in counts.enumerated() where row.contains(where: { $0 > 0 }) {
    let cells = row.map { ($0 == 0 ? "·" : $0.grouped).leftPadded(to: width) }
    let share = 100 * Double(row[label]) / Double(row.reduce(0, +))
    text += "  \(label)   \(cells.joined())  \(share.formatted(places: 1).leftPadded(to: 6)) %\n"
  }
  return text
}
