// Writes whole files. Must never leave a half-written one under its final name.

import Foundation

public enum Files {
  /// Like `OutputFile`, for contents that are already there when the file is named.
  public static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
    try OutputFile(path).write(bytes)
  }

  public static func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Failure(file: path, "the folder can't be made: \(SystemError.words(error))")
    }
  }

  public static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }
}
