// Reads a partition table as people write it: comma-separated lines, as ESP-IDF takes them.
// Must never guess an offset or a size that isn't there, as ESP-IDF would.

import Support

public enum PartitionText {
  private static let types: [String: UInt8] = ["app": 0, "data": 1]
  private static let subtypes: [String: [String: UInt8]] = [
    "app": Dictionary(uniqueKeysWithValues: [("factory", 0)] + (0..<16).map { ("ota_\($0)", 0x10 + $0) }),
    "data": ["ota": 0, "phy": 1, "nvs": 2, "coredump": 3, "nvs_keys": 4, "efuse": 5, "undefined": 6],
  ]

  public static func read(_ path: String) throws -> [Partition] {
    let lines = String(decoding: try Files.read(path), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    return try lines.enumerated().compactMap { index, line in
      let text = line.prefix { $0 != "#" }
      let fields = text.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
      guard fields != [""] else { return nil }
      func fail(_ what: String) -> Failure {
        Failure(file: path, "line \(index + 1): \(what)", advice: "A line is name, type, subtype, offset and size")
      }
      // ESP-IDF's sixth, the flags, are none here.
      guard fields.count == 5 else { throw fail("\(fields.count) fields, not 5") }
      guard let type = types[fields[1]], let subtype = subtypes[fields[1]]?[fields[2]] else {
        throw fail("\(fields[1]), \(fields[2]) is no type and subtype")
      }
      guard let offset = number(fields[3]), let size = number(fields[4]) else {
        throw fail("\(fields[3]), \(fields[4]) are no offset and size, such as 0x9000, 0x6000")
      }
      return Partition(name: fields[0], type: type, subtype: subtype, offset: offset, size: size)
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }

  private static func number(_ text: String) -> Int? {
    let number = text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
    return number.flatMap { (0...Int(UInt32.max)).contains($0) ? $0 : nil }
  }
}
