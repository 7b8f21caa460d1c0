// The system's folder of time zones: finds a zone's file by name. Must never read outside it.

import Foundation
import Support

public struct ZoneFolder: Sendable {
  public let path: String

  /// - Parameter path: by default what `TZDIR` names, or the folder that Linux systems have.
  public init(path: String? = nil) {
    let named = ProcessInfo.processInfo.environment["TZDIR"] ?? ""
    self.path = path ?? (named.isEmpty ? "/usr/share/zoneinfo" : named)
  }

  /// - Parameter name: "Europe/Berlin".
  /// - Throws: `Failure`, with similar names if there is no zone of this name.
  public func zone(named name: String) throws -> ZoneFile {
    if let fault = ZoneFolder.fault(in: name) {
      throw Failure("\(name.shown): \(fault)", advice: "Names look like Europe/Berlin")
    }
    guard contains(name) else { throw unknown(name) }
    return try ZoneFile(try Files.read("\(path)/\(name)"), name: "\(path)/\(name)")
  }

  public func contains(_ name: String) -> Bool {
    ZoneFolder.isPlain(name) && Files.isRegularFile("\(path)/\(name)")
  }

  /// The zone's name that `text` matches apart from case, and blanks for underscores; nil if there is none.
  func name(meantBy text: String) -> String? {
    if contains(text) { return text }
    let lowercased = text.replacing(" ", with: "_").lowercased()
    return names().first { $0.lowercased() == lowercased }
  }

  /// The names of all zones, sorted, each once: without the copies with and without leap seconds, and without the two
  /// files for this machine's own choice.
  public func names() -> [String] {
    // On macOS it is a link.
    let all = FileManager.default.enumerator(atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
    var names: [String] = []
    while let name = all?.nextObject() as? String {
      let isCopy = ["posix", "right", "localtime", "posixrules"].contains { name == $0 || name.hasPrefix($0 + "/") }
      // Opening a pipe would block.
      guard !isCopy, Files.isRegularFile("\(path)/\(name)"),
        let file = FileHandle(forReadingAtPath: "\(path)/\(name)")
      else { continue }
      defer { try? file.close() }
      if (try? file.read(upToCount: 4))?.elementsEqual("TZif".utf8) == true { names.append(name) }
    }
    return names.sorted()
  }

  /// Whether the name stays inside the folder.
  private static func isPlain(_ name: String) -> Bool {
    name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty && part.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ".") }
    }
  }

  /// What no zone's name has, wherever it leads.
  private static func fault(in name: String) -> String? {
    if name.hasPrefix("/") { return "this is a path, not a time zone's name" }
    if name.contains(".") { return "a time zone's name has no dot" }
    return name.split(separator: "/", omittingEmptySubsequences: false).contains("")
      ? "a time zone's name has no empty parts" : nil
  }

  private func unknown(_ name: String) -> Failure {
    let names = names()
    guard !names.isEmpty else {
      return Failure(
        file: path, Files.reasonAgainstFolder(path) ?? "there are no time zones here to look up \(name) in",
        advice: "Install the package tzdata, or give a POSIX TZ string")
    }
    let inside = names.filter { $0.lowercased().hasPrefix(name.lowercased() + "/") }
    if let first = inside.first {
      return Failure("\(name.shown) is a folder of \(inside.count) time zones, such as \(first)")
    }
    let near = names.filter { resembles($0, name) }.prefix(3)
    let advice =
      near.isEmpty
      ? "Names look like Europe/Berlin; `ls \(path)` lists them"
      : "Did you mean \(near.joined(separator: " or "))?"
    return Failure("\(name.shown): there is no time zone of this name", advice: advice)
  }

  /// Whether somebody who typed `word` may have meant `name`: just the place, or with up to two letters wrong.
  private func resembles(_ name: String, _ word: String) -> Bool {
    let (name, word) = (name.lowercased(), word.replacing(" ", with: "_").lowercased())
    return name.hasSuffix("/" + word) || name.split(separator: "/").last == word.split(separator: "/").last
      || distance(Array(name.utf8), Array(word.utf8)) <= 2
  }

  /// How many bytes must be changed, inserted or removed.
  private func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in right.indices {
        let changed = diagonal + (byte == right[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(changed, row[column] + 1, row[column + 1] + 1)
      }
    }
    return row[right.count]
  }
}
