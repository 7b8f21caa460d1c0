// `mnist-clock glyphs judge`: how legible each digit of a data set is, by readers that haven't learnt it.
// Must never train a reader on what it judges: that is CrossReading's promise.

import Commands
import GlyphImage
import ReaderTraining
import Support

let glyphsJudgeCommand = Command(
  "glyphs judge",
  summary: "Judge how legible digits are, by readers that haven't learnt them.",
  discussion: """
    A reader knows the digits that it has learnt too well to say how legible they are. So each half of the digits is \
    learnt by a reader that then reads the other half, several times with other halves, and the means of what they say \
    are written, for `glyphs build --legibility`. MNIST's own are judged already: this is for other large sets. A few \
    hundred digits of your own are best judged by the shipped readers, as `glyphs build` does by itself.
    """,
  options: [
    Option(
      "--mnist", "DIR", file: DigitChoice.mnistRole,
      "The folder with the IDX files. Default: what `glyphs fetch` fetches."),
    Option("--output", "FILE", file: .written, "The judgement to write."),
    Option("--rounds", "N", "Divide the digits this many times. Default: \(standardRounds)."),
    Option("--epochs", "N", "How often a reader sees each of its digits. Default: \(standardEpochs)."),
    Option("--seed", "N", "The same seed gives the same judgement on the same kind of processor. Default: 1."),
  ],
  examples: [("glyphs judge --output mnist.legibility", "What comes with the project: 20 minutes on two cores.")],
  run: { arguments in
    guard let output = try arguments.output("--output") else { throw arguments.usageError("--output FILE is missing") }
    let reading = CrossReading(
      rounds: try arguments.number("--rounds", in: 1...100) ?? standardRounds,
      epochs: try arguments.number("--epochs", in: 1...1_000) ?? standardEpochs,
      seed: UInt64(try arguments.number("--seed", in: 0...Int(UInt32.max)) ?? 1))
    let digits = try DigitChoice.folderOrFetched(arguments)
    Interrupt.watch()
    let bar = ProgressBar("Learning", total: reading.steps(digits.count), unit: "steps")
    let certainties = try reading.certainties(of: digits) { step in
      bar.update(step)
      return !Interrupt.wasAsked
    }
    bar.finish()
    guard let certainties else { return 130 }
    let legibility = try DigitLegibility(digits, certainties)
    try legibility.write(output)
    let doubtful = certainties.count { $0 < 0.5 }
    try Terminal.write(
      "\(output.path): \(digits.count.grouped) digits judged; readers are less than 50 % sure of \(doubtful.grouped).\n"
    )
    return 0
  })

private let standardRounds = 3
private let standardEpochs = 32
