// Which file of labels belongs to which file of images, by their names. Must never pair by order.

import Support

/// IDX files as MNIST, EMNIST and others name them: …images-idx3-ubyte and …labels-idx1-ubyte, with a dot for the first
/// hyphen too.
enum IDXNames {
  static func isIDX(_ path: String) -> Bool { isImages(path) || isLabels(path) }

  private static func isImages(_ path: String) -> Bool { path.contains("idx3-ubyte") }
  private static func isLabels(_ path: String) -> Bool { path.contains("idx1-ubyte") }

  /// Images alone bring the labels beside them.
  static func pairs(_ paths: [String]) throws -> [DigitSource] {
    let images = paths.filter(isImages)
    let wanted = images.map { $0.replacing("images", with: "labels").replacing("idx3", with: "idx1") }
    let pairs = try zip(images, wanted).map { images, labels -> DigitSource in
      // One may be packed, and the other not.
      let spellings = [labels, labels.hasSuffix(".gz") ? String(labels.dropLast(3)) : labels + ".gz"]
      guard labels != images, let found = spellings.first(where: Files.isRegularFile) else {
        throw Failure(
          file: images, "the labels belonging to it are missing: \(labels.shown)", advice: "Put them beside it")
      }
      return .idx(images: images, labels: found)
    }
    for path in paths where isLabels(path) {
      guard !pairs.contains(where: { if case .idx(_, path) = $0 { true } else { false } }) else { continue }
      let images = path.replacing("labels", with: "images").replacing("idx1", with: "idx3")
      throw Failure(file: path, "the images belonging to it weren't named", advice: "They would be \(images.shown)")
    }
    return pairs
  }
}

/// NumPy's files have no names of their own: in tutorials they are called x_train and y_train, images and labels, data
/// and target.
enum NumPyPairs {
  private static let names = [
    ("x", "y"), ("images", "labels"), ("image", "label"), ("data", "target"), ("data", "labels"),
  ]
  private static let advice = "Name both, as x_train.npy and y_train.npy, or images.npy and labels.npy"

  static func pairs(_ paths: [String]) throws -> [DigitSource] {
    var (images, labels): ([String], [String]) = ([], [])
    for path in paths {
      // Only their headers say which they are.
      switch try NumPyFile(path).content {
      case .images: images.append(path)
      case .labels: labels.append(path)
      }
    }
    let pairs = try images.map { path -> DigitSource in
      let fitting = labels.filter { belong(path, $0) }
      let chosen = fitting.isEmpty && images.count == 1 && labels.count == 1 ? labels : fitting
      guard let label = chosen.first else {
        throw Failure(
          file: path, "the labels belonging to it are missing",
          advice: advice)
      }
      return .numPy(images: path, labels: label)
    }
    for path in labels {
      guard !pairs.contains(where: { if case .numPy(_, path) = $0 { true } else { false } }) else { continue }
      throw Failure(
        file: path, "it holds labels, and the images belonging to it weren't named", advice: advice)
    }
    return pairs
  }

  private static func belong(_ images: String, _ labels: String) -> Bool {
    let (images, labels) = (images.lowercased(), labels.lowercased())
    return names.contains { image, label in
      guard images.contains(image) else { return false }
      // Only the file's name is changed, and only its first such part.
      let slash = images.lastIndex(of: "/").map { images.index(after: $0) } ?? images.startIndex
      guard let range = images[slash...].range(of: image) else { return false }
      return images.replacingCharacters(in: range, with: label) == labels
    }
  }
}
