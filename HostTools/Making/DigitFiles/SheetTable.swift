// The table by which a folder that `mnist-clock handwriting` has filled is known: which box each digit came from.
// Must never take somebody else's file of that name for it.

import Support

package enum SheetTable {
  package static let name = "boxes.csv"
  package static let header = "number,photo,row,box,doubt\n"
  /// Where the digits are as single pictures. What lies beside them shows the same ones again.
  package static let pictures = "train"

  package static func isIn(_ folder: String) -> Bool {
    let path = "\(folder)/\(name)"
    guard Files.isRegularFile(path), let file = try? InputFile(path) else { return false }
    return (try? file.read(atMost: header.utf8.count)) == Array(header.utf8)
  }
}
