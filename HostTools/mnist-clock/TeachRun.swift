// `mnist-clock learn --extra`: a finished model learns a person's own digits besides MNIST's.
// Must never save a model that forgot MNIST for them, unless told, nor judge by digits that it learnt.

import Commands
import DigitFiles
import Digits
import Foundation
import GlyphImage
import Pictures
import ReaderModels
import ReaderTraining
import Support

final class TeachRun {
  /// In points of MNIST's test digits: twice what two trainings differ by that differ in their seeds alone.
  static let mostLoss = 0.2
  /// The share of the person's digits that isn't learnt.
  private static let heldOut = 0.25
  /// MNIST's digits that are shown again: enough that two hundredths of a point were forgotten at most in trials.
  private static let replayed = 20_000
  /// The person's digits are repeated until they are about a fifth of all, but not more often than this, since each
  /// then differs only by how it is bent.
  private static let mostRepeats = 100
  private static let usualEpochs = 4

  private let before: LoadedReader
  private let network: ReaderNetwork
  private let trainer: ReaderTrainer
  private let learnt: DigitSet
  private let kept: DigitSet
  private let test: DigitSet
  private let model: OutputFile?
  private let sheet: OutputFile?
  private let allowsLoss: Bool

  init(_ arguments: Arguments) throws {
    for option in ["--validation", "--report"] where arguments.has(option) {
      throw arguments.usageError("\(option) and --extra can't be combined")
    }
    model = try arguments.output("--save")
    sheet = try arguments.output("--sheet")
    allowsLoss = arguments.has("--allow-loss")
    if let path = arguments.value("--from") {
      let given = try LoadedReader(path: path)
      guard let network = ReaderNetwork.allCases.first(where: { $0.fits(given) }) else {
        throw Failure(
          file: path, "its layers are those of neither fc nor cnn, so it can't be taught",
          advice: "Begin with a model that `mnist-clock learn --save FILE` made")
      }
      (before, self.network) = (given, network)
    } else {
      network = try arguments.choice("--network", ReaderNetwork.cnn)
      before = try LoadedReader(network)
    }
    let seed = UInt64(try arguments.number("--seed", in: 0...Int(UInt32.max)) ?? 1)
    var work = DigitImport()
    try work.read(arguments.all("--extra"))
    if let failure = work.failures.first { throw failure }
    let own = work.digits.shuffled(seed: seed)
    let heldOut = Int((Double(own.count) * Self.heldOut).rounded())
    guard heldOut > 0 else {
      throw Failure("\(own.count) digits are too few to learn from", advice: "Give at least ten, some of each digit")
    }
    (kept, learnt) = own.divided(at: heldOut)
    let (mnist, test) = try learningDigits(arguments)
    guard let test else {
      throw Failure(
        "there are none of MNIST's test digits, by which to see what is forgotten",
        advice: "`mnist-clock glyphs fetch` gets them, or name a folder with --mnist")
    }
    self.test = test
    var digits = mnist.shuffled(seed: seed).divided(at: min(Self.replayed, mnist.count)).first
    let repeats = max(1, min(Self.mostRepeats, digits.count / 4 / max(1, learnt.count)))
    for _ in 0..<repeats { digits.append(learnt) }
    let plan = ReaderPlan(
      network: network, epochs: try arguments.number("--epochs", in: 1...10_000) ?? Self.usualEpochs, seed: seed,
      augments: !arguments.has("--no-augment"), isRefining: true)
    trainer = try ReaderTrainer(plan, digits, from: before)
  }

  func run() throws -> Int32 {
    let bar = ProgressBar("Learning", total: trainer.steps, unit: "steps")
    defer { bar.finish() }
    while trainer.step < trainer.steps {
      _ = trainer.learn()
      bar.update(trainer.step)
      try Interrupt.check()
    }
    bar.finish()
    let after = try trainer.reader()
    let own = (before: ReaderScore(before, kept), after: ReaderScore(after, kept))
    let mnist = (before: ReaderScore(before, test), after: ReaderScore(after, test))
    try Terminal.write(
      """
      \(learnt.count.grouped) of your digits were learnt, \(kept.count.grouped) were held out.
      Held out: \(own.before.right.grouped) of \(kept.count.grouped) right before, \(own.after.right.grouped) after.
      MNIST's test digits: \(percent(mnist.before.accuracy)) before, \(percent(mnist.after.accuracy)) after.

      """)
    try draw(own.before, own.after)
    let loss = 100 * (mnist.before.accuracy - mnist.after.accuracy)
    guard loss <= Self.mostLoss || allowsLoss else {
      throw Failure(
        "on MNIST's test digits it lost \(loss.formatted(places: 2)) points, more than "
          + "\(Self.mostLoss.formatted(places: 1)); \(model == nil ? "such a model is not saved" : "nothing was saved")",
        advice: "Give more digits, fewer --epochs, or --allow-loss")
    }
    if let model {
      try model.write(after.bytes)
      try Terminal.write("\(model.path): `mnist-clock read --model \(model.path) FILE` reads with it.\n")
    }
    return 0
  }

  /// Held-out digits that are read rightly now and weren't before.
  private func draw(_ before: ReaderScore, _ after: ReaderScore) throws {
    guard let sheet else { return }
    let still = Set(after.misread.map(\.index))
    let gained = before.misread.map(\.index).filter { !still.contains($0) }
    guard !gained.isEmpty else {
      Terminal.writeError("No held-out digit is read now that wasn't before: \(sheet.path) is not written.\n")
      return
    }
    try ContactSheet.draw(gained.map { GlyphImageBuilder.levels(kept.image($0)) }).writePNG(sheet)
    let labels = gained.map { String(kept.labels[$0]) }.joined(separator: " ")
    try Terminal.write("\(sheet.path): now read, and not before: \(labels)\n")
  }
}
