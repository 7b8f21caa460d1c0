// What a command reads and what it writes, compared before any work. Must never compare by spelling, which says little
// about what a path leads to, nor call a pipe, a terminal or a device a file that could be lost.

import Foundation

public struct FileUse: Sendable {
  /// "--png", or what else tells the user where the path comes from.
  public let name: String
  public let path: String
  public let isWritten: Bool

  public init(_ name: String, _ path: String, isWritten: Bool) {
    (self.name, self.path, self.isWritten) = (name, path, isWritten)
  }

  /// The first two of which one would destroy the other, in words; nil if there are none.
  public static func clash(among uses: [FileUse]) -> String? {
    let placed = uses.compactMap { use in FilePlace(use.path).map { (use: use, place: $0) } }
    // What is only read may be a folder of 60,000 files: those needn't be compared with each other.
    var written: [(use: FileUse, place: FilePlace)] = []
    for (index, later) in placed.enumerated() {
      defer { if later.use.isWritten { written.append(later) } }
      let earlierOnes = later.use.isWritten ? placed[..<index] : written[...]
      for earlier in earlierOnes where earlier.place == later.place {
        let (first, second) = (earlier.use, later.use)
        switch (first.isWritten, second.isWritten) {
        case (false, false): continue
        // Each goes on where the other has ended.
        case (true, true) where later.place.isOwnOutput: continue
        case (true, true):
          return
            "\(first.name) \(first.path.shown) and \(second.name) \(second.path.shown) are one file; "
            + "each takes one of its own"
        default:
          let (written, read) = first.isWritten ? (first, second) : (second, first)
          return "\(written.name) \(written.path.shown) would overwrite what \(read.name) reads"
        }
      }
    }
    return nil
  }
}

/// Where a file lies, whatever it is called: the same for all its names.
struct FilePlace: Equatable {
  private let device: dev_t
  private let file: ino_t
  /// What doesn't exist yet, below that, the last name first.
  private let rest: [String]

  /// nil for what can't be lost, and where nothing can be.
  init?(_ path: String) {
    var (path, rest, status) = (path, [String](), stat())
    while stat(path, &status) != 0 {
      guard errno == ENOENT, !path.isEmpty, var place = try? Links.followed(path) else { return nil }
      while place.count > 1, place.hasSuffix("/") { place.removeLast() }
      let name = place.split(separator: "/").last.map(String.init) ?? ""
      if name != "." { rest.append(name) }
      path = Links.folder(of: place)
    }
    guard status.isRegular || status.isFolder else { return nil }
    (device, file, self.rest) = (status.st_dev, status.st_ino, rest)
  }

  /// Whether the shell has sent standard output or error there.
  var isOwnOutput: Bool {
    rest.isEmpty
      && [STDOUT_FILENO, STDERR_FILENO].contains { number in
        var own = stat()
        return fstat(number, &own) == 0 && own.st_dev == device && own.st_ino == file
      }
  }
}
