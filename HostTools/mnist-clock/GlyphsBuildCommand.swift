// `mnist-clock glyphs build`: digits in, partition image out.
// Must never know an image's bytes: that is for GlyphImage.

import Commands
import Digits
import Firmware
import GlyphImage
import Pictures
import Support
import Training

private enum CodecOption: String, CaseIterable { case predicted, packed }
private enum OrderOption: String, CaseIterable { case dataset, shuffled }

let glyphsBuildCommand = Command(
  "glyphs build",
  summary: "Make the partition image of glyphs that the clock reads.",
  discussion: """
    Reads MNIST's IDX files, plain or gzip, reduces each image to four grey levels, and writes the image of the glyph \
    partition. A small neural network, stored in the image too, predicts each pixel, and only what it failed to predict \
    is stored: 20 bytes a digit. Each digit's glyphs keep the order of the data set unless they are shuffled here; the \
    clock shows them in that order.

    The files have the names that MNIST's mirrors or Kaggle give them, each by itself or in a folder of the same name. \
    A folder with only the training or the test digits is enough. If digits look blank, inverted, turned or transposed \
    (as EMNIST's are), it says so and how to fix them, but doesn't change them.

    The network was trained on MNIST. For other handwriting --train makes one that fits it better; with few digits the \
    model is most of the image.
    """,
  options: [
    Option(
      "--mnist", "DIR", file: DigitChoice.mnistRole,
      "The folder with the IDX files. Default: what `glyphs fetch` fetches."),
    Option("--split", "train|test|all", "Use the 60,000 training digits, the 10,000 test digits, or both (default)."),
    Option("--output", "FILE", file: .written, "The image to write."),
    Option("--order", "dataset|shuffled", "Keep the data set's order (default), or shuffle it."),
    Option("--seed", "N", "Seed for shuffling and training; the same seed gives the same image. Default: 1."),
    Option("--codec", "predicted|packed", "packed: two bits a pixel, 196 bytes a digit, no model."),
    Option("--model", "FILE", file: .read, "Predict with this model instead of the one for MNIST."),
    Option(
      "--legibility", "FILE", file: .read,
      "What `glyphs judge` has found out about how legible the digits are. Default: what it has about MNIST's. Digits "
        + "that it doesn't know are judged by the readers of `read`."),
    Option("--train", nil, "Train a model on these digits first: twenty minutes on two cores."),
    Option("--steps", "N", "Train for this many steps. Default: \(Trainer.usualSteps.grouped)."),
    Option("--save-model", "FILE", file: .written, "Write the trained model, for --model."),
    Option("--learning-curve", "FILE", file: .written, "Draw a PNG of how the bytes a digit fell during training."),
  ],
  examples: [
    ("glyphs build --output glyphs.bin", "Everything fetched, with the default model."),
    ("glyphs build --mnist ~/mine --train --output mine.bin", "Your own handwriting, with a model of its own."),
  ],
  run: { arguments in
    guard let output = try arguments.output("--output") else { throw arguments.usageError("--output FILE is missing") }
    let ofTraining = try (model: arguments.output("--save-model"), curve: arguments.output("--learning-curve"))
    let legibility = try arguments.value("--legibility").map { try DigitLegibility(path: $0) } ?? .standard()
    let seed = UInt64(try arguments.number("--seed", in: 0...Int(UInt32.max)) ?? 1)
    let order = try arguments.choice("--order", OrderOption.dataset)
    var digits = try DigitChoice.folderOrFetched(arguments, arguments.choice("--split", MNISTFolder.Split.all))
    if order == .shuffled { digits = digits.shuffled(seed: seed) }
    let builder = GlyphImageBuilder(try buildCodec(arguments, digits, seed, ofTraining))
    let image = try DigitChoice.build(digits, builder, legibility)
    try output.write(image.bytes)
    let each = (Double(image.bytes.count) / Double(digits.count)).formatted(places: 2)
    let passedOver = image.passedOver(below: standardLegible).reduce(0) { $0 + $1.count }
    let hard = passedOver == 1 ? "1 of them is" : "\(passedOver.grouped) of them are"
    let note =
      "\(hard) hard to read: a clock passes over \(passedOver == 1 ? "it" : "them"), unless legible is set below "
    try Terminal.write(
      "\(output.path): \(digits.count.grouped) glyphs, \(image.bytes.count.grouped) bytes, \(each) a glyph.\n"
        + (passedOver == 0 ? "" : note + "\(standardLegible).\n"))
    return 0
  })

private func buildCodec(
  _ arguments: Arguments, _ digits: DigitSet, _ seed: UInt64, _ outputs: (model: OutputFile?, curve: OutputFile?)
) throws -> GlyphImageBuilder.Codec {
  let trains = arguments.has("--train")
  if try arguments.choice("--codec", CodecOption.predicted) == .packed {
    guard !trains, !arguments.has("--model") else { throw arguments.usageError("a packed image has no model") }
    return .packed
  }
  let ofTraining = ["--steps", "--save-model", "--learning-curve"]
  if !trains, let option = ofTraining.first(where: arguments.has) {
    throw arguments.usageError("\(option) needs --train")
  }
  if let path = arguments.value("--model") {
    guard !trains else { throw arguments.usageError("--model and --train can't be combined") }
    return .predicted(try GlyphModel(path: path))
  }
  guard trains else { return .predicted(try GlyphModel.standard()) }
  let steps = try arguments.number("--steps", in: 1...10_000_000) ?? Trainer.usualSteps
  let (model, curve) = try train(digits, seed, steps: steps)
  if let output = outputs.model { try model.write(output) }
  if let output = outputs.curve {
    try Chart.draw(curve, xTitle: "STEPS", yTitle: "BYTES A DIGIT WITHOUT THE MODEL").writePNG(output)
  }
  return .predicted(model)
}

private func train(
  _ digits: DigitSet, _ seed: UInt64, steps: Int
) throws -> (model: GlyphModel, curve: [(x: Double, y: Double)]) {
  Interrupt.watch()
  let glyphs = (0..<digits.count).map { index in
    (levels: GlyphImageBuilder.levels(digits.image(index)), digit: Int(digits.labels[index]))
  }
  let trainer = Trainer(TrainingSet(glyphs), steps: steps, seed: seed)
  let bar = ProgressBar("Training", total: steps, unit: "steps")
  defer { bar.finish() }
  var curve: [(x: Double, y: Double)] = []
  let bytes = try trainer.model { step, cost in
    // The cost of the initial random weights would make everything after it a flat line.
    if step > steps / 100 { curve.append((Double(step), cost)) }
    bar.update(step)
  }
  if let last = curve.last {
    Terminal.writeError("Trained: \(last.y.formatted(places: 2)) bytes a glyph at the end, excluding the model.\n")
  }
  return (GlyphModel(bytes: bytes), curve)
}
