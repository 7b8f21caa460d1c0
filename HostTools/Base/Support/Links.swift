// Where symbolic links lead. Must never need their targets to exist.

import Foundation

enum Links {
  /// As many as Linux follows.
  private static let most = 40

  /// - Throws: `SystemCallError` if they form a loop.
  static func followed(_ path: String) throws(SystemCallError) -> String {
    var path = path
    for _ in 0..<most {
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { return path }
      path = next.hasPrefix("/") ? next : folder(of: path) + "/" + next
    }
    throw SystemCallError(ELOOP)
  }

  /// Foundation's version traps on names of one letter.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
