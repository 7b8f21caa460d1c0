// A folder with MNIST's four files under their usual names. Must never fetch what is missing.

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
  }

  public let path: String

  public init(_ path: String) {
    self.path = path
  }

  /// `all` is the 60,000 training digits and then the 10,000 test digits.
  public func read(_ split: Split) throws -> DigitSet {
    var digits = DigitSet()
    for half in Half.allCases where split == .all || split.rawValue == "\(half)" {
      digits.append(try IDX.read(images: file(half.imagesName), labels: file(half.labelsName)))
    }
    return digits
  }

  /// The path of a file, packed or not, in the spellings that are about.
  private func file(_ name: String) throws -> String {
    let dotted = name.replacing("-idx", with: ".idx")
    for candidate in [name, name + ".gz", dotted, dotted + ".gz"] where Files.exists("\(path)/\(candidate)") {
      return "\(path)/\(candidate)"
    }
    guard Files.exists(path) else { throw Failure(file: path, "there is no such folder") }
    throw Failure(
      file: path, "\(name) is missing, also as .gz",
      advice: "`mnist-clock glyphs fetch` gets MNIST; `--split` chooses train or test alone")
  }
}
