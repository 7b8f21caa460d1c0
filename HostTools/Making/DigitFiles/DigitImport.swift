// Digits from other people's files, as a data set like MNIST's. Must never change what is MNIST's already, nor turn or
// reverse anything without saying so.

import DigitForm
import Digits
import GlyphImage
import Support

public struct DigitImport {
  /// Of all files together.
  public static let mostDigits = DigitSet.most

  /// What was found and done.
  public struct Report: Equatable, Sendable {
    public var pictures = 0
    /// Pictures that were dark on light and were turned round.
    public var reversedPictures = 0
    /// Pictures that were in MNIST's form already.
    public var picturesInForm = 0
    /// Files with many digits that were dark on light and were turned round.
    public var reversedFiles: [String] = []
    /// Files with many digits that lay another way than MNIST's.
    public var turnedFiles: [TurnedFile] = []
    /// Files in folders that are none with digits.
    public var leftOut: [String] = []

    public init() {}
  }

  public struct TurnedFile: Equatable, Sendable {
    public let path: String
    /// How it lay.
    public let fault: String
  }

  private let reversal: Reversal
  private let turns: Bool
  private let skips: Bool
  public private(set) var digits = DigitSet()
  public private(set) var report = Report()
  /// Pictures that were left out, and why.
  public private(set) var failures: [Failure] = []

  /// - Parameters:
  ///   - turns: whether files with many digits are turned as MNIST's lie, where their digits can be read better then.
  ///   - skips: whether pictures that can't be read are left out.
  public init(reversal: Reversal = .auto, turns: Bool = true, skips: Bool = false) {
    (self.reversal, self.turns, self.skips) = (reversal, turns, skips)
  }

  /// Reads everything that the paths lead to: pictures first, in the order of their paths.
  /// - Throws: `Failure` for the first name or file with many digits that is wrong; pictures are read to the end and
  ///   gathered in `failures`.
  public mutating func read(_ paths: [String]) throws {
    var leftOut: [String] = []
    var failures: [Failure] = []
    let sources = try DigitSource.all(in: paths) {
      leftOut.append($0)
    } failed: {
      failures.append($0)
    }
    (report.leftOut, self.failures) = (leftOut, failures)
    let pictures = sources.compactMap { if case .picture(let path, let label) = $0 { (path, label) } else { nil } }
    guard pictures.count <= DigitImport.mostDigits else { throw tooMany() }
    try readPictures(pictures)
    // Nothing else is worth reading then.
    guard self.failures.isEmpty || skips else { return }
    for source in sources {
      if case .picture = source { continue }
      try add(try source.digits(), source.path)
    }
  }

  private func tooMany() -> Failure {
    Failure("these are more than \(DigitImport.mostDigits.grouped) digits", advice: "Import them in parts")
  }

  private mutating func readPictures(_ pictures: [(path: String, label: UInt8)]) throws {
    let bar = ProgressBar("Reading", total: pictures.count, unit: "pictures")
    defer { bar.finish() }
    var (pixels, labels): ([UInt8], [UInt8]) = ([], [])
    for (index, picture) in pictures.enumerated() {
      try Interrupt.check()
      do {
        let formed = try DigitPicture(picture.path, reversal).formed
        pixels += formed.pixels
        labels.append(picture.label)
        if formed.isReversed { report.reversedPictures += 1 }
        if formed.wasInForm { report.picturesInForm += 1 }
      } catch let failure as Failure {
        try Interrupt.check()
        failures.append(failure)
      }
      bar.update(index + 1)
    }
    report.pictures = labels.count
    digits.append(DigitSet(pixels: pixels, labels: labels))
  }

  /// Its pixels stay as they are, but for what `reversal` and `turns` ask for.
  private mutating func add(_ new: DigitSet, _ path: String) throws {
    guard digits.count + new.count <= DigitImport.mostDigits else { throw tooMany() }
    var new = new
    let doubts = reversal == .auto || turns ? try DigitDoubt.all(of: new) : []
    if let fatal = doubts.first(where: \.isFatal) { throw fatal.failure(path) }
    if reversal == .yes || reversal == .auto && doubts.contains(.inverted) {
      let most = reversal == .yes ? 255 : new.pixels.max() ?? 255
      new.changeImages { $0.map { most - $0 } }
      report.reversedFiles.append(path)
    }
    for case .turned(let orientation) in doubts where turns {
      new.changeImages { orientation.applied(to: $0) }
      report.turnedFiles.append(TurnedFile(path: path, fault: orientation.fault))
    }
    digits.append(new)
  }
}
