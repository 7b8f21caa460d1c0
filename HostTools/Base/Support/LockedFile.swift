// A file that one process at a time has to itself, by an advisory lock that ends with the process, however that ends.
// Must never be opened and closed a second time by its holder: closing releases a POSIX lock.

import Foundation

public final class LockedFile {
  public let path: String
  private var file: Descriptor?
  /// Whether there was no such file when it was named.
  private let isNew: Bool

  /// Takes the file if it exists; otherwise only makes sure that it can be created.
  /// - Throws: `Failure`, which says who has the file if somebody does.
  public init(_ path: String) throws {
    self.path = path
    guard let status = try? stat(of: path) else {
      isNew = true
      _ = try OutputFile(path)
      return
    }
    isNew = false
    guard status.isRegular else { throw Failure(file: path, "it is not a regular file", advice: "Choose another file") }
    _ = try opened()
  }

  /// Creates the file if it is missing, and turns a new one, or one whose creation was interrupted, into erased flash
  /// of `size` bytes.
  /// - Returns: whether it did that.
  @discardableResult
  public func makeErased(size: Int) throws -> Bool {
    let before = try self.size
    guard before < size, try read().allSatisfy({ $0 == 0xFF }) else { return false }
    do {
      try write([UInt8](repeating: 0xFF, count: size), at: 0)
    } catch {
      // Erased flash of another size would be no flash.
      if isNew { unlink(path) } else { try? lengthen(to: before) }
      throw error
    }
    return true
  }

  public var size: Int {
    get throws { Int(try working { file throws(SystemCallError) in try file.status().st_size }) }
  }

  public func read() throws -> [UInt8] { try working { file throws(SystemCallError) in try file.read() } }

  /// In one system call, so that if this process is killed the write is done, or not, or cut short within a page.
  public func write(_ bytes: [UInt8], at offset: Int) throws {
    try working { file throws(SystemCallError) in try file.write(bytes, at: offset) }
  }

  /// Appends zeros to what is there, or takes away what was just appended.
  public func lengthen(to size: Int) throws {
    try working { file throws(SystemCallError) in
      guard ftruncate(file.number, off_t(size)) == 0 else { throw SystemCallError() }
    }
  }

  private func working<Result>(_ work: (Descriptor) throws(SystemCallError) -> Result) throws -> Result {
    let file = try opened()
    do throws(SystemCallError) {
      return try work(file)
    } catch {
      throw Failure(writing: path, error)
    }
  }

  private func opened() throws -> Descriptor {
    if let file { return file }
    do throws(SystemCallError) {
      let new = try Descriptor(path, O_RDWR | O_CREAT)
      file = try LockedFile.lock(new) ? new : nil
    } catch {
      throw Failure(writing: path, error)
    }
    guard let file else { throw Failure(held: path) }
    return file
  }

  /// Who has the file to themselves, as a subject for "is using it"; nil if nobody does.
  public static func holder(of path: String) -> String? {
    // Opening a pipe would wait for its other end.
    guard Files.isRegularFile(path) else { return nil }
    return ((try? Descriptor(path, O_RDONLY)) ?? (try? Descriptor(path, O_WRONLY))).flatMap(holder)
  }

  private static func holder(of file: Descriptor) -> String? {
    var all = range(length: 0)
    guard fcntl(file.number, F_GETLK, &all) == 0, all.l_type != Int16(F_UNLCK) else { return nil }
    return name(ofProcess: all.l_pid)
  }

  /// Locking the first byte stands for the whole file: QEMU locks other bytes of a file that this process gives it.
  static func lock(_ file: Descriptor) throws(SystemCallError) -> Bool {
    guard holder(of: file) == nil else { return false }
    var first = range(length: 1)
    if fcntl(file.number, F_SETLK, &first) == 0 { return true }
    guard errno == EAGAIN || errno == EACCES else { throw SystemCallError() }
    return false
  }

  /// - Parameter length: 0 means up to the end, wherever that may be.
  private static func range(length: off_t) -> flock {
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    lock.l_len = length
    return lock
  }

  /// A lock held by another machine, or of QEMU's kind, doesn't reveal the process.
  private static func name(ofProcess id: pid_t) -> String {
    guard id > 0 else { return "another program" }
    guard let line = commandLine(ofProcess: id) else { return "process \(id)" }
    return "process \(id) (\(line))"
  }

  /// Only Linux offers this.
  private static func commandLine(ofProcess id: pid_t) -> String? {
    guard let bytes = FileManager.default.contents(atPath: "/proc/\(id)/cmdline"), !bytes.isEmpty else { return nil }
    let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    let line = ([words[0].split(separator: "/").last.map(String.init) ?? ""] + words.dropFirst()).joined(separator: " ")
    return String(line.map { $0.isASCII && $0 < " " || $0 == "\u{7F}" ? "?" : $0 }.prefix(120))
  }
}

extension Failure {
  /// For a file that somebody else has to themselves.
  init(held path: String, by holder: String? = nil) {
    let holder = holder ?? LockedFile.holder(of: path) ?? "another program"
    self.init(file: path, "\(holder) is using it", advice: "Wait until it has ended, or choose another file")
  }
}
