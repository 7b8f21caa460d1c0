// A folder of files that belong together, made elsewhere and put in its place when all are written: an error or Ctrl-C
// leaves what was there before. Must never remove a file that it doesn't replace.

import Foundation

public final class WholeFolder {
  /// As the user named it.
  public let path: String
  private let temporary: TemporaryFolder
  /// Where the files are made.
  private let whole: String
  /// Whether the folder was there already.
  private let isOld: Bool

  /// - Throws: `Failure` if nothing could be written there.
  public init(_ path: String) throws {
    guard !path.isEmpty else { throw Failure("an output folder has no name") }
    _ = try OutputFolder(path)
    self.path = path
    isOld = Files.isFolder(path)
    // On the same disk, so that moving costs nothing.
    temporary = try TemporaryFolder(in: isOld ? path : WholeFolder.nearest(path))
    whole = temporary.path + "/whole"
    try Files.makeFolder(whole)
  }

  private static func nearest(_ path: String) -> String {
    var place = path
    while !Files.isFolder(place) {
      let above = Links.folder(of: (try? Links.followed(place)) ?? place)
      guard above != place else { break }
      place = above
    }
    return place
  }

  /// Where a file of this name is to be written; its folder is made.
  public func place(_ name: String) throws -> String {
    let place = "\(whole)/\(name)"
    try Files.makeFolder(Links.folder(of: place))
    return place
  }

  /// Names files by where they will be, and not by where they are made, if `work` fails at one.
  public func naming(_ work: () throws -> Void) throws {
    do {
      try work()
    } catch var failure as Failure {
      if let file = failure.file, file.hasPrefix(whole) { failure.file = path + file.dropFirst(whole.count) }
      throw failure
    }
  }

  /// A small file, without waiting for the disk: one call at the end does for all.
  /// - Parameter name: in a folder that `place` has made, or in none.
  public func write(_ bytes: [UInt8], _ name: String) throws {
    do throws(SystemCallError) {
      try Descriptor("\(whole)/\(name)", O_WRONLY | O_CREAT | O_EXCL).write(bytes)
    } catch {
      throw Failure(writing: "\(path)/\(name)", error)
    }
  }

  /// Puts the files in their place: all at once in a new folder, and in one that was there each file in place of its
  /// older namesake.
  /// - Parameter isOwn: whether a name in a folder within it is of an earlier run, and may go with that.
  /// - Throws: `Failure` if a folder within it would have to go that holds anything else.
  public func finish(replacing isOwn: (String) -> Bool = { _ in false }) throws {
    try Interrupt.check()
    sync()
    guard isOld else {
      let place = (try? Links.followed(path)) ?? path
      try Files.makeFolder(Links.folder(of: place))
      return try move(whole, to: place)
    }
    let names = try WholeFolder.names(in: whole)
    for name in names { try proveReplaceable(name, isOwn) }
    for (number, name) in names.enumerated() {
      let place = "\(path)/\(name)"
      if Files.isFolder(place) { try move(place, to: "\(temporary.path)/old-\(number)") }
      try move("\(whole)/\(name)", to: place)
    }
  }

  /// A folder that was there may only hold what the new one holds too, or what an earlier run has made.
  private func proveReplaceable(_ name: String, _ isOwn: (String) -> Bool) throws {
    let place = "\(path)/\(name)"
    guard Files.isFolder(place) else { return }
    let new = Set(try WholeFolder.names(in: "\(whole)/\(name)"))
    guard let other = try WholeFolder.names(in: place).first(where: { !new.contains($0) && !isOwn($0) })
    else { return }
    throw Failure(
      file: place, "it has other files already, \(other.shown) for one",
      advice: "Choose a new folder, or empty this one")
  }

  private static func names(in folder: String) throws -> [String] {
    let found = try FolderNames(folder)
    return found.names + found.foreign
  }

  private func move(_ old: String, to new: String) throws {
    guard rename(old, new) == 0 else { throw Failure(writing: path, SystemCallError()) }
  }
}
