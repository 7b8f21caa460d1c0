// A file that is named before long work and written after it: proven writable at once, touched only when there is
// something to write. Must never replace what isn't a regular file with one, nor break a link to its target, nor touch
// what another process has to itself.

import Foundation

public final class OutputFile {
  /// As the user named it.
  public let path: String
  private let isPrivate: Bool
  private let destination: Destination

  private enum Destination {
    /// A pipe, a terminal, a device, or where this program's own output goes: written to directly.
    case stream(Descriptor)
    /// A regular file whose folder accepts no new files.
    case inPlace(String)
    /// A regular file, or one that doesn't exist yet, with all links followed.
    case replaced(String, old: stat?)
  }

  /// - Parameter isPrivate: whether nobody else may read it, from its first byte on.
  /// - Throws: `Failure` if it couldn't be written.
  public init(_ path: String, isPrivate: Bool = false) throws {
    self.path = path
    self.isPrivate = isPrivate
    guard !path.isEmpty else { throw Failure("an output file has no name") }
    do throws(SystemCallError) {
      destination = try OutputFile.destination(of: path)
    } catch {
      throw Failure(writing: path, error)
    }
    try refuseHeld()
    if isStandardOutput { Terminal.leaveOutput() }
  }

  /// A journal's file, for instance, which would lose its place under a run that goes on with it.
  private func refuseHeld() throws {
    if case .stream = destination { return }
    if let holder = LockedFile.holder(of: path) { throw Failure(held: path, by: holder) }
  }

  /// Whether messages to standard output would get among what is written here.
  private var isStandardOutput: Bool {
    guard case .stream(let file) = destination, let status = try? file.status() else { return false }
    var (own, nothing) = (stat(), stat())
    let isNothing = stat("/dev/null", &nothing) == 0 && nothing.isSame(as: status)
    return fstat(STDOUT_FILENO, &own) == 0 && own.isSame(as: status) && !isNothing
  }

  /// Writes the whole file at once. A regular one is written beside the old one, whose mode it keeps, and takes its
  /// place when it is complete: an interruption leaves the old file or none.
  public func write(_ bytes: some Sequence<UInt8>) throws {
    let writer = try writer()
    try writer.append(Array(bytes))
    try writer.finish()
  }

  /// The same, but piece by piece.
  public func writer() throws -> OutputWriter {
    try refuseHeld()
    do throws(SystemCallError) {
      switch destination {
      case .stream(let descriptor): return OutputWriter(path, descriptor)
      case .inPlace(let place): return try inPlace(place)
      case .replaced(let place, let old):
        return OutputWriter(path, try Replacement(of: place, old, isPrivate: isPrivate))
      }
    } catch {
      throw Failure(writing: path, error)
    }
  }

  /// For output that is to be read while it grows: it is written in place, and each piece is there at once. Until the
  /// writer goes, no other process can do the same.
  public func live() throws -> OutputWriter {
    do throws(SystemCallError) {
      switch destination {
      case .stream(let descriptor): return OutputWriter(path, descriptor)
      case .inPlace(let place), .replaced(let place, _): return try inPlace(place)
      }
    } catch {
      throw Failure(writing: path, error)
    }
  }

  private static func destination(of path: String) throws(SystemCallError) -> Destination {
    var status = stat()
    if stat(path, &status) == 0 {
      if let own = try ownOutput(status) { return .stream(own) }
      guard status.isRegular else { return .stream(try stream(path, status)) }
      return try regular(path, status)
    }
    guard errno == ENOENT else { throw SystemCallError() }
    let place = try Links.followed(path)
    try proveFolder(of: place)
    return .replaced(place, old: nil)
  }

  /// If this is where the shell has sent standard output or error, writing continues at the present position.
  private static func ownOutput(_ status: stat) throws(SystemCallError) -> Descriptor? {
    for number in [STDOUT_FILENO, STDERR_FILENO] {
      var own = stat()
      if fstat(number, &own) == 0, own.isSame(as: status) { return try Descriptor(copying: number) }
    }
    return nil
  }

  private static func stream(_ path: String, _ status: stat) throws(SystemCallError) -> Descriptor {
    guard !status.isFolder else { throw SystemCallError(EISDIR) }
    // The result of the write shows when nobody is reading any more.
    signal(SIGPIPE, SIG_IGN)
    guard status.isPipe else { return try Descriptor(path, O_WRONLY) }
    while true {
      do throws(SystemCallError) {
        let pipe = try Descriptor(path, O_WRONLY | O_NONBLOCK)
        _ = fcntl(pipe.number, F_SETFL, O_WRONLY)
        return pipe
      } catch {
        // Wait as long as nobody reads.
        guard error.code == ENXIO, !Interrupt.wasAsked else { throw error }
        Thread.sleep(forTimeInterval: 0.02)
      }
    }
  }

  private static func regular(_ path: String, _ status: stat) throws(SystemCallError) -> Destination {
    _ = try Descriptor(path, O_WRONLY)
    let place = try Links.followed(path)
    // A name under /proc/self/fd may lead to a file that no longer has any other name.
    guard let found = try? stat(of: place), found.isSame(as: status), (try? proveFolder(of: place)) != nil else {
      return .inPlace(path)
    }
    return .replaced(place, old: status)
  }

  /// With a file of a different name: under the right one somebody might find it and use it.
  static func proveFolder(of place: String) throws(SystemCallError) {
    let name = Replacement.name(beside: place)
    _ = try Descriptor(name, O_WRONLY | O_CREAT | O_EXCL)
    unlink(name)
  }

  /// Takes the file and empties it; a private one only after making sure that others can no longer read it.
  private func inPlace(_ place: String) throws(SystemCallError) -> OutputWriter {
    let file = try OutputFile.opened(place, isPrivate: isPrivate)
    guard try OutputFile.take(file) else { throw SystemCallError(EBUSY) }
    if isPrivate, fchmod(file.number, 0o600) != 0 { throw SystemCallError() }
    guard ftruncate(file.number, 0) == 0 else { throw SystemCallError() }
    return OutputWriter(path, file)
  }

  /// Some file systems have no locks, and a file there is written without.
  private static func take(_ file: Descriptor) throws(SystemCallError) -> Bool {
    do throws(SystemCallError) {
      return try LockedFile.lock(file)
    } catch {
      guard [ENOLCK, ENOTSUP, EINVAL, ENOSYS].contains(error.code) else { throw error }
      return true
    }
  }

  /// Each piece goes to the end, wherever somebody else may have moved that.
  private static func opened(_ place: String, isPrivate: Bool) throws(SystemCallError) -> Descriptor {
    // In /tmp Linux doesn't let anyone open somebody else's existing file with O_CREAT, but does without it.
    if let old = try? Descriptor(place, O_WRONLY | O_APPEND) { return old }
    return try Descriptor(place, O_WRONLY | O_APPEND | O_CREAT, mode: isPrivate ? 0o600 : 0o666)
  }
}

extension Failure {
  /// For what the system doesn't allow to be written.
  init(writing path: String, _ error: any Error) {
    let code = (error as? SystemCallError)?.code
    switch code {
    case ENOENT:
      let folder = Links.folder(of: (try? Links.followed(path)) ?? path)
      if Files.isFolder(folder) {
        self.init(
          file: path, "it can't be written: the folder \(folder.shown) takes no new files",
          advice: "Name a file elsewhere")
      } else {
        self.init(
          file: path, "it can't be written: there is no folder \(folder.shown)",
          advice: "Create the folder first, or choose another file")
      }
    case EBUSY: self.init(held: path)
    case EFBIG:
      self.init(
        file: path, "it can't be written: \(error)",
        advice: "`ulimit -f` shows this shell's limit; without one, the file system takes no larger files")
    case EACCES, EPERM, EROFS, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG:
      self.init(file: path, "it can't be written: \(error)", advice: "Choose another file")
    case ENOSPC, EDQUOT:
      self.init(file: path, "it can't be written: \(error)", advice: "Free some space, or choose a file elsewhere")
    default: self.init(file: path, "it can't be written: \(error)")
    }
  }
}
