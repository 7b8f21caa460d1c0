// Reads whole files, and says what is at a path. Must never call something missing that is only inaccessible.

import Foundation

extension Files {
  /// The largest file that is read whole is QEMU's bank of flash, 32 MiB.
  private static let most = 64 << 20

  public static func read(_ path: String) throws -> [UInt8] {
    let bytes = try InputFile(path).read(atMost: most + 1)
    guard bytes.count <= most else {
      throw Failure(file: path, "it has more than \(most.grouped) bytes, and no file used here is that large")
    }
    return bytes
  }

  /// Whether there is certainly nothing at `path`, not even a dangling link.
  public static func isMissing(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) != 0 && [ENOENT, ENOTDIR].contains(errno)
  }

  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  public static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Follows links, like everything here.
  public static func isRegularFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.isRegular
  }

  public static func isReadable(_ path: String) -> Bool {
    access(path, R_OK) == 0
  }

  /// Why the folder at `path` can't be read, or nil.
  public static func reasonAgainstFolder(_ path: String) -> String? {
    guard let folder = opendir(path) else {
      return errno == ENOENT ? "there is no such folder" : "the folder can't be read: " + SystemError.words(errno)
    }
    closedir(folder)
    return nil
  }
}
