// What the user names to import from, sorted by kind: pictures, and files with many digits. Must never read a picture
// before all names are known to be right.

import Digits
import Support

package enum DigitSource: Equatable {
  case picture(String, label: UInt8)
  case csv(String)
  case idx(images: String, labels: String)
  case numPy(images: String, labels: String)

  /// In the order of the names; what a folder holds by its paths.
  /// - Parameters:
  ///   - leftOut: told of files in folders that are none of these.
  ///   - failed: told of names in folders that lead to none.
  /// - Throws: `Failure` with every name that has no digit.
  static func all(
    in paths: [String], leftOut: (String) -> Void, failed: (Failure) -> Void
  ) throws -> [DigitSource] {
    var found: [String] = []
    for path in paths {
      guard Files.isFolder(path) else {
        // A name that is given must exist, and be of a kind.
        _ = try InputFile(path)
        guard isKnown(path) else { throw unknown(path) }
        found.append(path)
        continue
      }
      var failures: [Failure] = []
      let files = try files(in: path) { failures.append($0) }
      failures.forEach(failed)
      let known = files.filter(isKnown)
      guard !known.isEmpty || !failures.isEmpty else {
        throw nothing(in: path, isEmpty: files.isEmpty)
      }
      for file in files where !isKnown(file) { leftOut(file) }
      found += known
    }
    return try sources(found)
  }

  static func nothing(in folder: String, isEmpty: Bool) -> Failure {
    Failure(
      file: folder, isEmpty ? "the folder is empty" : "the folder has no pictures, nor other files with digits",
      advice: "PNG and JPEG are read, IDX, .npy and .csv; see `mnist-clock digits import --help`")
  }

  private static func sources(_ paths: [String]) throws -> [DigitSource] {
    var (sources, nameless): ([DigitSource], [String]) = ([], [])
    for path in paths where PictureName.isPicture(path) {
      if let label = PictureName.label(of: path) {
        sources.append(.picture(path, label: label))
      } else {
        nameless.append(path)
      }
    }
    guard nameless.isEmpty else { throw unnamed(nameless) }
    return sources + (try sets(paths))
  }

  /// The files with many digits among these, with what belongs to each.
  static func sets(_ paths: [String]) throws -> [DigitSource] {
    try paths.filter(isCSV).map { .csv($0) } + IDXNames.pairs(paths.filter(IDXNames.isIDX))
      + NumPyPairs.pairs(paths.filter(isNumPy))
  }

  /// The path that stands for it in messages: that of its images.
  var path: String {
    switch self {
    case .picture(let path, _), .csv(let path), .idx(let path, _), .numPy(let path, _): path
    }
  }

  /// The digits of a file with many; none of a picture.
  func digits() throws -> DigitSet {
    switch self {
    case .picture: return DigitSet()
    case .csv(let path):
      let bar = ProgressBar("Reading", total: nil, unit: "digits")
      defer { bar.finish() }
      return try KaggleCSV.read(path) { bar.update($0) }
    case .idx(let images, let labels): return try IDX.read(images: images, labels: labels)
    case .numPy(let imagesPath, let labelsPath):
      let images = try NumPyFile(imagesPath)
      let labels = try NumPyFile(labelsPath)
      guard images.count == labels.count else {
        throw Failure(
          file: labelsPath,
          "it has \(labels.count.grouped) labels, but \(imagesPath) has \(images.count.grouped) images",
          advice: "The two files must come from the same data set")
      }
      let values = try labels.labels()
      return DigitSet(pixels: try images.images(), labels: values)
    }
  }

  private static func unnamed(_ paths: [String]) -> Failure {
    let shown = paths.prefix(5).map { $0.shown }.joined(separator: ", ")
    let rest = paths.count > 5 ? " and \((paths.count - 5).grouped) more" : ""
    return Failure(
      "the name doesn't say which digit: \(shown)\(rest)",
      advice: "A name ends with its digit, as test_3.png, or the folder above is called by it, as 3/test.png")
  }

  private static func unknown(_ path: String) -> Failure {
    if PictureName.ending(of: path) == "npz" {
      return Failure(
        file: path, "it is an archive of arrays, and single ones are read",
        advice: "In NumPy: a = numpy.load(FILE); numpy.save(\"x_train.npy\", a[\"x_train\"]), and so for the labels")
    }
    return Failure(
      file: path, "its name says neither PNG, JPEG, .npy, .csv nor IDX",
      advice: "See `mnist-clock digits import --help`")
  }

  static func isKnown(_ path: String) -> Bool {
    PictureName.isPicture(path) || isCSV(path) || isNumPy(path) || IDXNames.isIDX(path)
  }

  private static func isCSV(_ path: String) -> Bool { unpacked(path).hasSuffix(".csv") }
  private static func isNumPy(_ path: String) -> Bool { unpacked(path).hasSuffix(".npy") }

  /// In lower case, and without what packing adds.
  private static func unpacked(_ path: String) -> String {
    let path = path.lowercased()
    return path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
  }

  /// What would be read of a path, as far as it can be told: a folder's files, or the file itself.
  package static func read(_ path: String) -> [String] {
    Files.isFolder(path) ? ((try? files(in: path) { _ in }) ?? []).filter(isKnown) : [path]
  }

  /// All files below, sorted by their paths; without hidden ones, which systems put everywhere, and without pipes, which
  /// would be waited for. Of what `handwriting` has made only the single pictures, or each digit would be there twice.
  /// - Parameter failed: told of names that aren't UTF-8, for files and folders that can't be reached therefore.
  static func files(in folder: String, failed: (Failure) -> Void) throws -> [String] {
    let found = try FolderNames(folder)
    if SheetTable.isIn(folder) { return try files(in: "\(folder)/\(SheetTable.pictures)", failed: failed) }
    for name in found.foreign where !name.hasPrefix(".") { failed(FolderNames.failure(folder, name)) }
    var files: [String] = []
    for name in found.names where !name.hasPrefix(".") && name != "__MACOSX" {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      // A link to a folder could lead round in a circle.
      if Files.isFolder(path) {
        if !Files.isLink(path) { files += try self.files(in: path, failed: failed) }
      } else if Files.isRegularFile(path) || !Files.exists(path) {
        files.append(path)
      }
    }
    return files
  }
}
