// A folder for this user only, removed along with the value that owns it. Must never hold what the user wants to keep.

import Foundation

public final class TemporaryFolder {
  public let path: String

  /// - Parameter parent: created if missing; by default the system's folder for such things.
  public init(in parent: String? = nil) throws {
    let parent = parent ?? NSTemporaryDirectory()
    path = (parent as NSString).appendingPathComponent(".mnist-clock-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Failure(file: path, "the folder can't be made: \(SystemError.words(error))")
    }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}
