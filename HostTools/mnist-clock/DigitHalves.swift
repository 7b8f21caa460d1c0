// The digits that `digits show` and `digits export` work on, by halves: the user's own, or what this machine has.
// Must never take digits other than those it says.

import Commands
import Digits
import GlyphImage
import Support

enum DigitHalves {
  static let options = [
    Option(
      "--mnist", "DIR", file: DigitChoice.mnistRole,
      "The folder with the IDX files, plain or gzipped. Default: what `glyphs fetch` fetches."),
    Option("--split", "train|test|all", "The training digits, the test digits, or both (default)."),
  ]

  typealias Half = (split: MNISTFolder.Split, digits: DigitSet)

  /// One or two, the training digits first. Anything missing or suspicious is reported on standard error.
  static func read(_ arguments: Arguments) throws -> [Half] {
    let split = try arguments.choice("--split", MNISTFolder.Split.all)
    if let folder = arguments.value("--mnist") {
      let halves = try MNISTFolder(folder).halves(split, report: DigitChoice.warn)
      for half in halves {
        for doubt in try DigitDoubt.all(of: half.digits) { DigitChoice.warn("\(doubt.failure(folder))") }
      }
      return halves
    }
    let store = DigitStore()
    let origin = try store.cached ?? DigitChoice.fetch(store)
    DigitChoice.say(origin.summary)
    guard let folder = store.path(of: origin) else {
      guard split != .test else {
        throw Failure("there are no test digits without MNIST", advice: "`mnist-clock glyphs fetch` gets it")
      }
      return [(.train, try store.read(origin))]
    }
    return try MNISTFolder(folder).halves(split)
  }
}
