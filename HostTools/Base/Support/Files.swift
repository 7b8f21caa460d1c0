// Writes whole files. Must never leave a half-written one under its final name.

import Foundation

public enum Files {
  /// Like `OutputFile`, for contents that are already there when the file is named.
  public static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
    try OutputFile(path).write(bytes)
  }

  public static func makeFolder(_ path: String) throws {
    do throws(SystemCallError) {
      try make(path)
    } catch {
      throw Failure(file: path, "the folder can't be made: \(error)")
    }
  }

  /// With the folders above it. Foundation's version often hides why it can't.
  private static func make(_ path: String) throws(SystemCallError) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    if mkdir(path, 0o777) == 0 || errno == EEXIST && isFolder(path) { return }
    guard errno == ENOENT, Links.folder(of: path) != path, !path.isEmpty else { throw SystemCallError() }
    try make(Links.folder(of: path))
    guard mkdir(path, 0o777) == 0 || errno == EEXIST && isFolder(path) else { throw SystemCallError() }
  }

  public static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }
}
