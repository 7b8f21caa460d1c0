// The folder that handwriting is collected in: files like MNIST's, each digit as a picture, and where each came from.
// Must never write over digits that it didn't write.

import DigitFiles
import Digits
import Support

public struct HandwritingFolder {
  /// A digit with the name of its photograph, and whether it stays.
  public typealias Entry = (photo: String, digit: WrittenDigit, isKept: Bool)

  private let folder: WholeFolder
  /// Whether an earlier run has filled it.
  private let isOwn: Bool

  private static let doubtful = "doubtful.png"

  /// - Throws: `Failure` if nothing can be written there, or if it has somebody else's digits.
  public init(_ path: String) throws {
    folder = try WholeFolder(path)
    isOwn = SheetTable.isIn(path)
    let names = (try? FolderNames(path).names) ?? []
    let own = [SheetTable.name, HandwritingFolder.doubtful]
    let other = names.first { $0.hasPrefix("train-") || $0.hasPrefix("t10k-") || own.contains($0) }
    if let other, !isOwn {
      throw Failure(
        file: path, "it has \(other) already, which isn't this command's", advice: "Choose another folder")
    }
  }

  /// What is written there, apart from the single digits.
  public static func files(_ path: String) -> [String] {
    (DigitExport(.idx).names(.train) + [doubtful, SheetTable.name]).map { "\(path)/\($0)" }
  }

  /// Replaces what an earlier run has written.
  public func write(_ entries: [Entry]) throws {
    let kept = entries.filter(\.isKept).map(\.digit)
    let digits = DigitSet(pixels: kept.flatMap(\.pixels), labels: kept.map { UInt8($0.row) })
    for format in [DigitExport.Format.idx, .png] {
      try DigitExport(format).write(digits, .train, to: folder) { _ in }
    }
    let doubts = DoubtSheet.draw(HandwritingFolder.doubts(entries))
    try folder.write(try doubts.png(HandwritingFolder.doubtful), HandwritingFolder.doubtful)
    try folder.write(Array(HandwritingFolder.rows(entries).utf8), SheetTable.name)
    try folder.finish { isOwn && DigitExport.isPicture($0) }
  }

  /// By photograph.
  private static func doubts(_ entries: [Entry]) -> [(name: String, digits: [WrittenDigit])] {
    var doubts: [(name: String, digits: [WrittenDigit])] = []
    for entry in entries where entry.digit.doubt != nil {
      if doubts.last?.name != entry.photo { doubts.append((entry.photo, [])) }
      doubts[doubts.count - 1].digits.append(entry.digit)
    }
    return doubts
  }

  /// A line for each digit, numbered as in the other files if it stays.
  private static func rows(_ entries: [Entry]) -> String {
    var text = SheetTable.header
    var number = 0
    for (photo, digit, isKept) in entries {
      // As RFC 4180 has quotes.
      let name = "\"\(photo.replacing("\"", with: "\"\""))\""
      text += "\(isKept ? "\(number)" : ""),\(name),\(digit.row),\(digit.box),\"\(digit.doubt?.words ?? "")\"\n"
      if isKept { number += 1 }
    }
    return text
  }
}
