// What a folder holds, name by name as the system has them. Must never pass off a name that isn't UTF-8, which no path
// here can lead to, as one that is: Foundation does, and what is there seems to be missing then.

import Foundation

public struct FolderNames {
  /// In the order of the characters.
  public private(set) var names: [String] = []
  /// Names that aren't UTF-8, with U+FFFD for what isn't.
  public private(set) var foreign: [String] = []

  /// - Throws: `Failure` if the folder can't be read.
  public init(_ folder: String) throws {
    guard let stream = opendir(folder) else {
      throw Failure(file: folder, Files.reasonAgainstFolder(folder) ?? "the folder can't be read")
    }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let bytes = FolderNames.bytes(entry)
      let name = String(decoding: bytes, as: UTF8.self)
      if name == "." || name == ".." { continue }
      if name.utf8.elementsEqual(bytes) { names.append(name) } else { foreign.append(name) }
    }
    names.sort()
    foreign.sort()
  }

  private static func bytes(_ entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
    let name = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
    return Array(UnsafeRawBufferPointer(start: name, count: strlen(name)))
  }

  /// For a name in a folder that isn't UTF-8.
  public static func failure(_ folder: String, _ name: String) -> Failure {
    Failure(
      file: folder, "the name \(name.shown) in it is not UTF-8, which every name must be",
      advice: "Rename it; `convmv` does that for many at once")
  }
}
