// A folder for future files: proven writable at once, made just before the first one. Must never be left behind empty
// by work that failed earlier.

import Foundation

public struct OutputFolder {
  /// As the user named it.
  public let path: String

  /// - Throws: `Failure` if no file could be created in it.
  public init(_ path: String) throws {
    self.path = path
    do throws(SystemCallError) {
      try OutputFolder.prove(path)
    } catch {
      throw Failure(file: path, "nothing can be written there: \(error)", advice: "Choose another folder")
    }
  }

  public func make() throws {
    guard (try? stat(of: path)) == nil else { return }
    try Files.makeFolder(try Links.followed(path))
  }

  /// Proves the folder itself, or the nearest existing one above it.
  private static func prove(_ path: String) throws(SystemCallError) {
    var status = stat()
    guard stat(path, &status) != 0 else {
      guard status.isFolder else { throw SystemCallError(ENOTDIR) }
      return try OutputFile.proveFolder(of: path + "/.")
    }
    guard errno == ENOENT else { throw SystemCallError() }
    try prove(Links.folder(of: try Links.followed(path)))
  }
}
