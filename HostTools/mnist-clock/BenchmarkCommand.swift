// `mnist-clock benchmark`: what the firmware costs, next to what it may cost.
// Must never print a figure that this run didn't measure.

import Benchmark
import Commands
import Digits
import Foundation
import Support

private enum Part: String, CaseIterable { case panels, time, journal, power, glyphs, reading, size, device, training }

/// Known from our own and other people's earlier work on all 70,000, in bytes a glyph without a container.
private let otherDesigns = """

    For comparison, known and not measured here, for all 70,000:
      static table, 6 causal neighbours                                   26.7
      two tables mixed, the second on position, label, west and north     24.7
      network, 40 neighbours, layers 32 and 16, float                     21.4
      network, 60 neighbours, layers 48 and 24, float                     20.7
        the same with 8-bit weights and 12-bit frequencies                20.9
      network, 60 neighbours, layers 64 and 32, float                     20.4
      network, 112 neighbours, layers 256 and 128, not trained to the end 19.6

  """

let benchmarkCommand = Command(
  "benchmark",
  summary: "Measure what the firmware costs: bytes, transfers, instructions, the device's time.",
  discussion: """
    Runs the firmware on the emulated device and, if this program or the current folder is in the project's folder, \
    on RV32 under QEMU, and counts. Counts are the same on every machine; the two times that depend on this machine say \
    so. Digits come from --mnist, or from what `glyphs fetch` has fetched.
    """,
  options: [
    Option("--only", Part.allCases.map(\.rawValue).joined(separator: "|"), isRepeatable: true, "Measure just this."),
    Option("--mnist", "DIR", file: DigitChoice.mnistRole, "The folder with MNIST's files."),
    Option("--json", "FILE", file: .written, "Write the figures as JSON too."),
  ],
  examples: [
    ("benchmark --json benchmark.json", "To compare with the last run."),
    ("benchmark --only panels", "What the panels cost, in half a minute."),
    ("benchmark --only reading", "How well and how fast both networks read."),
  ],
  run: { arguments in
    let chosen = try arguments.all("--only").map { word in
      guard let part = Part(rawValue: word) else { throw arguments.valueError("--only", word, "there is no such part") }
      return part
    }
    let output = try arguments.output("--json")
    var figures: [Figure] = []
    for part in Part.allCases where chosen.isEmpty || chosen.contains(part) {
      let new = try measure(part, arguments)
      try Terminal.write(new.isEmpty ? "" : "\(part.rawValue)\n" + new.map(line).joined())
      if part == .glyphs { try Terminal.write(otherDesigns) }
      figures += new
    }
    if let output {
      let lines = figures.map { "  \"\($0.name)\": \(isWhole($0.value) ? "\(Int($0.value))" : "\($0.value)")" }
      try output.write("{\n\(lines.joined(separator: ",\n"))\n}\n".utf8)
    }
    return 0
  })

private func isWhole(_ value: Double) -> Bool { value == value.rounded() }

private func line(_ figure: Figure) -> String {
  let value = isWhole(figure.value) ? Int(figure.value).grouped : figure.value.formatted(places: 2)
  let note = figure.comparison.isEmpty ? "" : " (\(figure.comparison))"
  return "\(value.leftPadded(to: 12))  \(figure.title)\(note)\n"
}

private func measure(_ part: Part, _ arguments: Arguments) throws -> [Figure] {
  Interrupt.watch()
  switch part {
  case .panels: return try Elapsed.shown("Simulating weeks of panels") { try PanelFigures.measure() }
  case .time: return Elapsed.shown("Simulating years of time") { TimeFigures.measure() }
  case .journal: return try Elapsed.shown("Simulating a year of the journal") { try JournalFigures.measure() }
  case .power: return try Elapsed.shown("Simulating days on a cell") { try PowerFigures.measure() }
  case .glyphs:
    let digits = try DigitChoice.digits(arguments)
    let bar = ProgressBar("Building the glyph image", total: digits.count, unit: "digits")
    defer { bar.finish() }
    return try GlyphFigures.measure(digits) { bar.update($0) }
  case .reading:
    let folder = arguments.value("--mnist") ?? DigitChoice.fetchedMNIST
    let test = try folder.flatMap { try MNISTFolder($0).has(.test) ? MNISTFolder($0).read(.test) : nil }
    var notes: [String] = []
    var figures = try Elapsed.shown("Reading digits here and on RV32") {
      try ReadingFigures.measure(test, folder: test == nil ? nil : folder) { notes.append($0) }
    }
    if let test, let folder, MNISTFolder(folder).has(.train) {
      let training = try MNISTFolder(folder).read(.train)
      figures += try Elapsed.shown("Learning to read, for a minute or two") {
        try LearningFigures.measure(training, test) { notes.append($0) }
      }
    }
    for note in notes { Terminal.writeError("\(note).\n") }
    return figures
  case .size:
    if let obstacle = SizeFigures.obstacle {
      Terminal.writeError("size: not measured: \(obstacle).\n")
      return []
    }
    return try Elapsed.shown("Compiling for RV32") { try SizeFigures.measure() }
  case .device:
    if let obstacle = DeviceFigures.obstacle {
      Terminal.writeError("device: not measured: \(obstacle).\n")
      return []
    }
    return try Elapsed.shown("Decoding a tenth of the glyphs on RV32") {
      try DeviceFigures.measure(mnist: arguments.value("--mnist"))
    }
  case .training:
    let digits = try DigitChoice.digits(arguments)
    return try Elapsed.shown("Training for a few hundred steps") { try TrainingFigures.measure(digits) }
  }
}
