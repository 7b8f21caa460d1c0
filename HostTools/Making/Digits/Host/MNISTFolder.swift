// A folder with MNIST's four files, or the two of one half, under the names and in the layouts in circulation. Must
// never fetch what is missing, nor keep quiet about what of MNIST is.

import Support

public struct MNISTFolder {
  public enum Split: String, CaseIterable, Sendable {
    case train, test, all
  }

  /// One of the two halves that MNIST comes in.
  enum Half: String, CaseIterable {
    case train = "train"
    case test = "t10k"

    var imagesName: String { rawValue + "-images-idx3-ubyte" }
    var labelsName: String { rawValue + "-labels-idx1-ubyte" }
    var name: String { self == .train ? "training" : "test" }
    /// MNIST's own digits.
    var count: Int { self == .train ? 60_000 : 10_000 }
  }

  public let path: String

  public init(_ path: String) {
    self.path = path
  }

  /// The paths of all that would be read here.
  public var files: [String] {
    Half.allCases.flatMap { [file($0.imagesName), file($0.labelsName)] }.compactMap { $0 }
  }

  /// Whether both files of each wanted half are there.
  public func has(_ split: Split) -> Bool {
    Half.allCases.filter { split == .all || split.rawValue == "\($0)" }.allSatisfy { missingFile($0) == nil }
  }

  /// `all` means the 60,000 training digits followed by the 10,000 test digits, or whichever of them are there.
  /// - Parameter report: told what of MNIST is missing. Other people's digits have no halves: one is all that they are.
  public func read(_ split: Split, report: (String) -> Void = { _ in }) throws -> DigitSet {
    var digits = DigitSet()
    for half in try halves(split, report: report) { digits.append(half.digits) }
    return digits
  }

  /// The same, each half by itself: `train` before `test`.
  public func halves(
    _ split: Split, report: (String) -> Void = { _ in }
  ) throws -> [(split: Split, digits: DigitSet)] {
    let wanted = Half.allCases.filter { split == .all || split.rawValue == "\($0)" }
    let missing = wanted.compactMap(missingFile)
    guard missing.count < wanted.count else {
      if let reason = Files.reasonAgainstFolder(path) { throw Failure(file: path, reason, advice: advice(wanted)) }
      if let torn = wanted.lazy.compactMap(tornHalf).first {
        throw Failure(
          file: path, "\(torn.missing) is missing, also as .gz, which belongs to \(torn.found)", advice: advice(wanted))
      }
      throw Failure(
        file: path,
        "\(missing.joined(separator: " and ")) \(missing.count > 1 ? "are" : "is") missing, also as .gz",
        advice: advice(wanted))
    }
    let found = try wanted.filter { missingFile($0) == nil }.map { half in
      (half: half, digits: try IDX.read(images: file(half.imagesName) ?? "", labels: file(half.labelsName) ?? ""))
    }
    let isMNIST = found.contains { $0.digits.count == $0.half.count }
    for half in wanted {
      guard let name = missingFile(half), isMNIST || tornHalf(half) != nil else { continue }
      report("\(path) has no \(half.name) digits: \(name) is missing")
    }
    return found.map { ($0.half == .train ? .train : .test, $0.digits) }
  }

  /// MNIST's names for the files of a half.
  public static func names(_ split: Split) -> (images: String, labels: String) {
    let half: Half = split == .test ? .test : .train
    return (half.imagesName, half.labelsName)
  }

  /// One of a half's files is there, and the other isn't.
  private func tornHalf(_ half: Half) -> (found: String, missing: String)? {
    switch (file(half.imagesName), file(half.labelsName)) {
    case (_?, nil): (half.imagesName, half.labelsName)
    case (nil, _?): (half.labelsName, half.imagesName)
    default: nil
    }
  }

  private func missingFile(_ half: Half) -> String? {
    [half.imagesName, half.labelsName].first { file($0) == nil }
  }

  private func advice(_ unusable: [Half]) -> String {
    if let other = Half.allCases.first(where: { !unusable.contains($0) && missingFile($0) == nil }) {
      return "The folder has the \(other.name) digits alone"
    }
    return "`mnist-clock glyphs fetch` gets MNIST"
  }

  /// The path of a file, packed or not: by itself, or in a folder of the same name, as in Kaggle's archive. One that
  /// can be read is preferred to one that can't.
  private func file(_ name: String) -> String? {
    let spellings = [name, name.replacing("-idx", with: ".idx")]
    let names = spellings.flatMap { [$0, $0 + ".gz"] }
    let nested = spellings.flatMap { folder in names.map { "\(folder)/\($0)" } }
    let found = (names + nested).map { "\(path)/\($0)" }.filter { !Files.isMissing($0) }
    let files = found.filter { !Files.isFolder($0) }
    return files.first(where: Files.isReadable) ?? files.first ?? found.first
  }
}
