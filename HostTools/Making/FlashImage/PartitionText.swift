// Reads a partition table as people write it: comma-separated lines in ESP-IDF's format.
// Must never guess an offset or a size that isn't there, as ESP-IDF would.

import Foundation
import Support

public enum PartitionText {
  private static let types: [String: UInt8] = ["app": 0, "data": 1]
  private static let subtypes: [String: [String: UInt8]] = [
    "app": Dictionary(uniqueKeysWithValues: [("factory", 0)] + (0..<16).map { ("ota_\($0)", 0x10 + $0) }),
    "data": ["ota": 0, "phy": 1, "nvs": 2, "coredump": 3, "nvs_keys": 4, "efuse": 5, "undefined": 6],
  ]
  private static let advice = "A line is name, type, subtype, offset and size"

  public static func read(_ path: String) throws -> [Partition] {
    guard let text = String(bytes: try Files.read(path), encoding: .utf8) else {
      throw Failure(file: path, "the partition table is not UTF-8 text", advice: advice)
    }
    var rules = PartitionRules()
    // Some editors start a text with a byte order mark.
    let lines = text.drop { $0 == "\u{FEFF}" }.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return try lines.enumerated().compactMap { index, line in
      let line = line.trimmingCharacters(in: .whitespaces)
      guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
      do {
        let row = try partition(line)
        try rules.check(row, line: index + 1)
        return row
      } catch let fault as Failure {
        throw Failure(file: path, "line \(index + 1): \(fault.cause)", advice: fault.advice)
      }
    }
  }

  private static func partition(_ line: String) throws -> Partition {
    var fields = line.components(separatedBy: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    // ESP-IDF's sixth field, the flags, must be empty here.
    if fields.count == 6, fields[5].isEmpty { fields.removeLast() }
    guard fields.count == 5 else { throw Failure("\(fields.count) fields, not 5", advice: advice) }
    guard let type = types[fields[1]], let subtype = subtypes[fields[1]]?[fields[2]] else {
      throw Failure("\(fields[1]), \(fields[2]) is not a type and subtype", advice: advice)
    }
    guard let offset = number(fields[3]), let size = number(fields[4]) else {
      throw Failure("\(fields[3]), \(fields[4]) are not an offset and size, such as 0x9000, 0x6000", advice: advice)
    }
    return Partition(name: fields[0], type: type, subtype: subtype, offset: offset, size: size)
  }

  /// "0x9000", "36864", "36K" or "1M", without a sign or leading zeros.
  private static func number(_ text: String) -> Int? {
    let unit = text.last.map { ["k": 1_024, "m": 1_048_576][$0.lowercased()] ?? 1 } ?? 1
    let digits = unit == 1 ? Substring(text) : text.dropLast()
    let number = digits.hasPrefix("0x") ? Int(hexadecimal: digits.dropFirst(2)) : Int(decimal: digits)
    guard let number, digits == "0" || !digits.hasPrefix("0") || digits.hasPrefix("0x") else { return nil }
    let (bytes, isTooLarge) = number.multipliedReportingOverflow(by: unit)
    return !isTooLarge && bytes <= UInt32.max ? bytes : nil
  }
}
