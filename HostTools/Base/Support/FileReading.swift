// Reads whole files, and tells what lies at a path. Must never call a thing missing that is only out of reach.

import Foundation

extension Files {
  /// QEMU's bank of flash, 32 MiB, is the largest file that is read whole.
  private static let most = 64 << 20

  public static func read(_ path: String) throws -> [UInt8] {
    let bytes = try InputFile(path).read(atMost: most + 1)
    guard bytes.count <= most else {
      throw Failure(file: path, "it has more than \(most.grouped) bytes, and no file that goes here is so large")
    }
    return bytes
  }

  /// Whether there is surely nothing at `path`, not even a link that leads nowhere.
  public static func isMissing(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) != 0 && [ENOENT, ENOTDIR].contains(errno)
  }

  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Where links lead, as everywhere here.
  public static func isRegularFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.isRegular
  }

  public static func isReadable(_ path: String) -> Bool {
    access(path, R_OK) == 0
  }

  /// Why nobody can look into the folder at `path`, or nil.
  public static func reasonAgainstFolder(_ path: String) -> String? {
    guard let folder = opendir(path) else {
      return errno == ENOENT ? "there is no such folder" : "the folder can't be read: " + SystemError.words(errno)
    }
    closedir(folder)
    return nil
  }
}
