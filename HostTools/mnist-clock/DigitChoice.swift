// Which digits a command works on: the user's own, or the best that this machine has. Must never take digits other than
// those it says.

import Commands
import Digits
import Firmware
import Foundation
import GlyphImage
import Support

enum DigitChoice {
  static let mnistRole = FileRole.folder { MNISTFolder($0).files }

  static let options = [
    Option("--image", "FILE", file: .read, "Show the glyphs of this partition image, as `glyphs build` makes them."),
    Option(
      "--mnist", "DIR", file: mnistRole,
      "Show the MNIST IDX files in this folder, plain or gzipped; one half is enough."),
  ]

  /// The user's image or folder, or else what was fetched before, or what can be fetched now, or drawn strokes. Says in
  /// one line on standard error which it was.
  static func image(_ arguments: Arguments) throws -> GlyphImageFile {
    if let path = arguments.value("--image") {
      guard !arguments.has("--mnist") else { throw arguments.usageError("--image and --mnist can't be combined") }
      let image = try GlyphImageFile(path: path)
      say("\(path), \(image.counts.reduce(0, +).grouped) digits")
      return image
    }
    return try build(digits(arguments))
  }

  /// Like `image`, but returns digits instead of an image.
  static func digits(_ arguments: Arguments) throws -> DigitSet {
    if let folder = arguments.value("--mnist") {
      let digits = try read(folder, .all)
      say("\(folder), \(digits.count.grouped) digits")
      return digits
    }
    let store = DigitStore()
    let origin = try store.cached ?? fetch(store)
    say(origin.summary)
    return try store.read(origin)
  }

  /// What was fetched before, or else what can be fetched now. Says on standard error which it was.
  /// - Throws: `Failure` if only drawn strokes are left, which nobody wants to flash.
  static func fetched(_ split: MNISTFolder.Split = .all) throws -> DigitSet {
    let store = DigitStore()
    let origin = try store.cached ?? fetch(store)
    guard let folder = store.path(of: origin) else {
      throw Failure(
        "there are no digits to build glyphs from: none could be fetched",
        advice: "`mnist-clock glyphs fetch` tries again, or give `mnist-clock glyphs build` --mnist DIR")
    }
    say(origin.summary)
    return origin == .mnist ? try MNISTFolder(folder).read(split) : try store.read(origin)
  }

  /// The folder of MNIST's files, where they were fetched before.
  static var fetchedMNIST: String? {
    let store = DigitStore()
    return store.cached == .mnist ? store.path(of: .mnist) : nil
  }

  /// The user's folder, or else the same as `fetched`.
  static func folderOrFetched(_ arguments: Arguments, _ split: MNISTFolder.Split = .all) throws -> DigitSet {
    if let folder = arguments.value("--mnist") { return try read(folder, split) }
    return try fetched(split)
  }

  /// What `glyphs build` makes by default.
  static func fetchedImage() throws -> GlyphImageFile { try build(fetched()) }

  /// The user's own digits. Anything missing or suspicious is reported on standard error.
  static func read(_ folder: String, _ split: MNISTFolder.Split) throws -> DigitSet {
    let digits = try MNISTFolder(folder).read(split, report: warn)
    let doubts = try DigitDoubt.all(of: digits)
    for doubt in doubts where !doubt.isFatal { warn("\(doubt.failure(folder))") }
    if let fatal = doubts.first(where: \.isFatal) { throw fatal.failure(folder) }
    return digits
  }

  static func fetch(_ store: DigitStore, mirrors: [String] = MirrorDownload.mirrors) throws -> DigitOrigin {
    Interrupt.watch()
    return try store.fetch(mirrors: mirrors, report: warn)
  }

  static func build(
    _ digits: DigitSet, _ builder: GlyphImageBuilder, _ legibility: DigitLegibility
  ) throws -> GlyphImageFile {
    let reading = ProgressBar("Reading the digits", total: digits.count, unit: "digits")
    let levels = legibility.levels(of: digits) { reading.update($0) }
    reading.finish()
    let bar = ProgressBar("Building the glyph image", total: digits.count, unit: "digits")
    defer { bar.finish() }
    return try GlyphImageFile(
      bytes: builder.build(digits, legibility: levels) { bar.update($0) }, named: "the image in memory")
  }

  /// Built with the model that comes with the project; kept in the cache, since all of MNIST takes half a minute.
  private static func build(_ digits: DigitSet) throws -> GlyphImageFile {
    let (model, legibility) = (try GlyphModel.standard(), try DigitLegibility.standard())
    let sums = [digits.pixels, digits.labels, model.bytes].map { CRC32.of($0.span) } + [legibility.identity]
    let name = sums.map { String($0, radix: 16).leftPadded(to: 8, with: "0") }
    let folder = DigitStore().folder
    let path = "\(folder)/glyphs-v\(GlyphTableLayout.version)-\(name.joined(separator: "-")).bin"
    // A damaged or unreadable file there counts as none.
    if let kept = try? GlyphImageFile(path: path), kept.damagedBlocks().isEmpty { return kept }
    let image = try build(digits, GlyphImageBuilder(.predicted(model)), legibility)
    // If the cache can't be written, the image is built again next time.
    if (try? Files.makeFolder(folder)) != nil { try? Files.write(image.bytes, to: path) }
    return image
  }

  /// The images that `run` has kept.
  static func keptImages() -> [(path: String, file: GlyphImageFile)] {
    let folder = DigitStore().folder
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().filter { $0.hasPrefix("glyphs-v") && $0.hasSuffix(".bin") }.compactMap { name in
      (try? GlyphImageFile(path: "\(folder)/\(name)")).map { ("\(folder)/\(name)", $0) }
    }
  }

  static func warn(_ what: String) {
    Terminal.writeError("mnist-clock: \(what)\n")
  }

  static func say(_ what: String) {
    Terminal.writeError("Digits: \(what).\n")
  }
}
