// Writes whole files. Must never leave a half-written one under its final name.

import Foundation

public enum Files {
  /// Written beside `path` first and then renamed, so that an interruption leaves the old file or none.
  public static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Failure(file: path, reason(error, "it can't be written"))
    }
  }

  /// The same for what nobody else may read, from its first byte on.
  public static func writePrivate(_ bytes: [UInt8], to path: String) throws {
    let new = path + ".\(UUID().uuidString)"
    do {
      guard
        FileManager.default.createFile(atPath: new, contents: nil, attributes: [.posixPermissions: 0o600]),
        let file = FileHandle(forWritingAtPath: new)
      else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
      try file.write(contentsOf: Data(bytes))
      try file.close()
      guard rename(new, path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    } catch {
      try? FileManager.default.removeItem(atPath: new)
      throw Failure(file: path, "it can't be written: \(error.localizedDescription)")
    }
  }

  public static func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Failure(file: path, reason(error, "the folder can't be made"))
    }
  }

  public static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  private static func reason(_ error: any Error, _ what: String) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    if let underlying, underlying.domain == NSPOSIXErrorDomain {
      return what + ": " + String(cString: strerror(Int32(underlying.code)))
    }
    return what + ": " + error.localizedDescription
  }
}
