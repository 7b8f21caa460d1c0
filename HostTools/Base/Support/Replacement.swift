// A new file that takes an old one's place once it is complete. Must never be seen under that name before.

import Foundation

final class Replacement {
  let file: Descriptor
  private let place: String
  private let name: String
  private var isDone = false

  /// `place` isn't a link; `old` is what is there now, whose mode and owner the new file gets.
  init(of place: String, _ old: stat?, isPrivate: Bool) throws(SystemCallError) {
    self.place = place
    name = Replacement.name(beside: place)
    let isOpen = old == nil && !isPrivate
    file = try Descriptor(name, O_RDWR | O_CREAT | O_EXCL, mode: isOpen ? 0o666 : 0o600)
    guard let old else { return }
    // If the owner can't be kept, the mode still is. In the other order its highest bits would be lost.
    _ = fchown(file.number, old.st_uid, old.st_gid)
    if !isPrivate { _ = fchmod(file.number, old.st_mode & 0o7777) }
  }

  static func name(beside place: String) -> String {
    Links.folder(of: place) + "/.mnist-clock-\(UUID().uuidString)"
  }

  func finish() throws(SystemCallError) {
    guard fsync(file.number) == 0 else { throw SystemCallError() }
    guard rename(name, place) == 0 else { return try copy(SystemCallError()) }
    isDone = true
  }

  /// A file that can't be replaced, such as one that is a mount point or somebody else's in /tmp, is written to
  /// directly.
  private func copy(_ reason: SystemCallError) throws(SystemCallError) {
    guard [EBUSY, EPERM, EACCES].contains(reason.code), let old = try? Descriptor(place, O_WRONLY) else { throw reason }
    guard ftruncate(old.number, 0) == 0 else { throw SystemCallError() }
    try old.write(try file.read())
    guard fsync(old.number) == 0 else { throw SystemCallError() }
  }

  deinit {
    if !isDone { unlink(name) }
  }
}
