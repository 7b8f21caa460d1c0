// `mnist-clock learn`: trains a network that reads digits, and tells how well it does.
// Must never choose anything by the test digits: they are read once, at the end.

import Commands
import DigitFiles
import Digits
import Foundation
import ReaderModels
import ReaderTraining
import Support

let learnCommand = Command(
  "learn",
  summary: "Train a network to read digits, and watch it learn.",
  discussion: """
    Trains a small network on MNIST's 60,000 training digits: `cnn`, convolutional, or `fc`, fully connected, as \
    `mnist-clock read` uses them. Each time that a digit is seen it is shifted, turned, scaled, sheared, bent, thicker \
    or thinner. A line for each epoch tells the loss, the share that was read rightly, the share whose label was among \
    the five likeliest, both while learning, and how many of the validation digits, which aren't trained on, were read \
    rightly.

    For the last third of the epochs all numbers are rounded as on the device. What --save writes is the integer model, \
    and validation and test digits are read with it by the firmware's own reader. The test digits are read once, at \
    the end.

    Beside the model, FILE.state keeps all that training needs to go on. It is written after each epoch and on Ctrl-C; \
    --from FILE.state goes on to the very model that would have come without the stop.

    With --extra a finished model learns digits of yours besides: pictures with the digit as the last character of \
    their names, folders a digit, or any other file that `digits import` takes. MNIST's digits are shown again among \
    them, so that it forgets nothing. A quarter of yours is held out; what is told of them, before and after, is of \
    those alone. A model that lost more than \(TeachRun.mostLoss.formatted(places: 1)) points on MNIST's test digits \
    isn't saved.
    """,
  options: [
    Option(
      "--mnist", "DIR", file: DigitChoice.mnistRole,
      "The folder with the IDX files. Default: what `glyphs fetch` fetches."),
    Option("--network", "cnn|fc", "Which network. Default: cnn."),
    Option("--epochs", "N", "How often all digits are seen. Default: 10; the shipped ones: \(shippedEpochs)."),
    Option("--validation", "P%", "Keep this share of the training digits for validation. Default: 25%."),
    Option("--no-augment", nil, "Show each digit as it is, every time."),
    Option("--seed", "N", "The same seed gives the same model on the same kind of processor. Default: 1."),
    Option("--save", "FILE", file: .written, "Write the model, and FILE.state to go on from."),
    Option(
      "--from", "FILE", file: .read,
      "Go on with a training that stopped, a FILE.state. With --extra: the model to begin with. Default: the shipped one."
    ),
    Option(
      "--extra", "FOLDER|FILE", file: .folder { DigitSource.read($0) }, isRepeatable: true,
      "Teach a finished model these digits, too."),
    Option("--sheet", "FILE", file: .written, "With --extra: draw those it now reads and didn't, as PNG."),
    Option("--allow-loss", nil, "With --extra: save the model whatever it lost."),
    Option(
      "--report", "DIR",
      "Write curves, confusions, misread digits and figures, and a page that shows them. Not with --extra."),
  ],
  examples: [
    ("learn --epochs 2", "See it learn, in half a minute."),
    ("learn --network cnn --epochs 150 --validation 0% --save cnn.model", "The shipped network."),
    ("learn --from cnn.model.state --save cnn.model", "Go on after Ctrl-C."),
    ("learn --extra mine --save mine.model", "Teach the shipped network your digits."),
  ],
  run: { arguments in
    Interrupt.watch()
    if arguments.has("--extra") { return try TeachRun(arguments).run() }
    for option in ["--sheet", "--allow-loss"] where arguments.has(option) {
      throw arguments.usageError("\(option) needs --extra")
    }
    return try LearnRun(arguments).run()
  })

private let shippedEpochs = 150

/// One run of the command.
private final class LearnRun {
  private let trainer: ReaderTrainer
  private let validation: DigitSet
  private let test: DigitSet?
  private let model: OutputFile?
  private let state: OutputFile?
  private let report: LearnReport?
  private var epochs: [ReaderTrainer.Epoch] = []

  init(_ arguments: Arguments) throws {
    model = try arguments.output("--save")
    state = try model.map { try OutputFile($0.path + ".state") }
    report = try arguments.value("--report").map { try LearnReport($0) }
    let share = try LearnRun.share(arguments)
    var resumed: TrainingState?
    if let path = arguments.value("--from") {
      for option in ["--network", "--epochs", "--no-augment", "--seed"] where arguments.has(option) {
        throw arguments.usageError("\(option) is settled: a training goes on as it began")
      }
      resumed = try TrainingState(try Files.read(path), path: path)
    }
    let plan =
      try resumed?.plan
      ?? ReaderPlan(
        network: arguments.choice("--network", ReaderNetwork.cnn),
        epochs: arguments.number("--epochs", in: 1...10_000) ?? 10,
        seed: UInt64(arguments.number("--seed", in: 0...Int(UInt32.max)) ?? 1),
        augments: !arguments.has("--no-augment"))
    let (training, validation, test) = try LearnRun.digits(arguments, share, plan.seed)
    (self.validation, self.test) = (validation, test)
    guard report == nil || test != nil else {
      throw Failure("a report needs MNIST's test digits, by which to judge", advice: "Leave out --report")
    }
    trainer = try resumed.map { try ReaderTrainer(training, from: $0) } ?? ReaderTrainer(plan, training)
  }

  private static func share(_ arguments: Arguments) throws -> Double {
    guard let text = arguments.value("--validation") else { return 0.25 }
    guard let percent = Double(text.hasSuffix("%") ? String(text.dropLast()) : text), (0...90).contains(percent) else {
      throw arguments.valueError("--validation", text, "expected a share from 0% to 90%")
    }
    return percent / 100
  }

  private static func digits(
    _ arguments: Arguments, _ share: Double, _ seed: UInt64
  ) throws -> (training: DigitSet, validation: DigitSet, test: DigitSet?) {
    let (all, test) = try learningDigits(arguments)
    guard share > 0 else { return (all, DigitSet(), test) }
    let (validation, training) = all.shuffled(seed: seed).divided(at: Int(Double(all.count) * share))
    return (training, validation, test)
  }

  func run() throws -> Int32 {
    let (plan, architecture) = (trainer.plan, trainer.architecture)
    try Terminal.write(
      """
      \(plan.network.rawValue): \(architecture.weightCount.grouped) weights, \(architecture.productCount.grouped) \
      multiplications a digit. \(trainer.digits.count.grouped) digits, \(validation.count.grouped) for validation.

      """)
    let begin = ContinuousClock.now
    let first = trainer.step
    let bar = ProgressBar("Learning", total: trainer.steps, unit: "steps")
    defer { bar.finish() }
    while trainer.step < trainer.steps {
      if let epoch = trainer.learn() {
        bar.finish()
        try finish(epoch, since: begin, first)
      }
      bar.update(trainer.step)
      if Interrupt.wasAsked { return try stop(bar) }
    }
    bar.finish()
    let reader = try trainer.reader()
    try model?.write(reader.bytes)
    return try tell(reader)
  }

  private func finish(_ epoch: ReaderTrainer.Epoch, since begin: ContinuousClock.Instant, _ first: Int) throws {
    var epoch = epoch
    if validation.count > 0 {
      // Enough for a tenth of a percent, and a small part of the epoch's time.
      let some = trainer.step == trainer.steps ? validation.count : min(validation.count, 5_000)
      epoch.validation = ReaderScore(try trainer.reader(), validation, in: 0..<some).accuracy
    }
    epochs.append(epoch)
    let seconds = (ContinuousClock.now - begin) / .seconds(1)
    let left = seconds * Double(trainer.steps - trainer.step) / Double(max(1, trainer.step - first))
    let speed = Double((trainer.step - first) * ReaderPlan.batch) / seconds
    try Terminal.write(
      """
      epoch \(epoch.epoch) of \(trainer.plan.epochs): loss \(epoch.loss.formatted(places: 4)), \
      right \(percent(epoch.accuracy)), among five \(percent(epoch.topFive))\
      \(epoch.validation.map { ", validation \(percent($0))" } ?? ""); \
      \(Int(speed).grouped) digits a second, \(Int(left)) s left

      """)
    try state?.write(trainer.state.bytes)
  }

  private func stop(_ bar: ProgressBar) throws -> Int32 {
    bar.finish()
    if let state {
      try state.write(trainer.state.bytes)
      Terminal.writeError(
        "Stopped. Go on with: mnist-clock learn --from \(state.path) --save \(model?.path ?? "FILE")\n")
    } else {
      Terminal.writeError("Stopped; without --save nothing is kept.\n")
    }
    return 130
  }

  private func tell(_ reader: LoadedReader) throws -> Int32 {
    guard let test, test.count > 0 else {
      try Terminal.write("There are no test digits to judge by.\n")
      return 0
    }
    let score = ReaderScore(reader, test)
    try Terminal.write(
      """
      Test: \(score.right.grouped) of \(score.count.grouped) digits right, \(percent(score.accuracy)); among five \
      \(percent(score.topFive)). By the firmware's reader, with the integer model of \(reader.bytes.count.grouped) bytes.

      """)
    try report?.write(trainer.plan, epochs, score, test, modelSize: reader.bytes.count)
    return 0
  }
}

/// MNIST's training digits, and the test digits where there are some.
func learningDigits(_ arguments: Arguments) throws -> (training: DigitSet, test: DigitSet?) {
  if let folder = arguments.value("--mnist") {
    let hasTest = MNISTFolder(folder).has(.test)
    return (try DigitChoice.read(folder, .train), hasTest ? try DigitChoice.read(folder, .test) : nil)
  }
  return (try DigitChoice.fetched(.train), try? DigitChoice.fetched(.test))
}

/// "99.53 %"
func percent(_ share: Double) -> String { "\((100 * share).formatted(places: 2)) %" }
