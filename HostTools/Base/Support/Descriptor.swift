// An open file of the system, with no layer in between. Must never write part of what it was given and report that as
// done.

import Foundation

/// What the system says when a call fails.
struct SystemCallError: Error, Equatable, CustomStringConvertible {
  let code: Int32

  init(_ code: Int32 = errno) {
    self.code = code
  }

  var description: String { String(cString: strerror(code)) }
}

final class Descriptor {
  let number: Int32

  /// - Parameter mode: for a file that `flags` allow it to create.
  init(_ path: String, _ flags: Int32, mode: mode_t = 0o666) throws(SystemCallError) {
    number = Foundation.open(path, flags | O_CLOEXEC | O_NOCTTY, mode)
    guard number >= 0 else { throw SystemCallError() }
  }

  /// A duplicate of one that is open.
  init(copying other: Int32) throws(SystemCallError) {
    number = fcntl(other, F_DUPFD_CLOEXEC, 0)
    guard number >= 0 else { throw SystemCallError() }
  }

  deinit {
    close(number)
  }

  func write(_ bytes: [UInt8]) throws(SystemCallError) {
    try Descriptor.write(bytes, to: number)
  }

  static func write(_ bytes: [UInt8], to number: Int32) throws(SystemCallError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(number, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else { try waitAfterFailure(number) }
    }
  }

  /// In one system call, unless the system stops in the middle: only the next call tells why.
  func write(_ bytes: [UInt8], at offset: Int) throws(SystemCallError) {
    var (rest, place) = (bytes[...], offset)
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { pwrite(number, $0.baseAddress, $0.count, off_t(place)) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw count < 0 ? SystemCallError() : SystemCallError(ENOSPC) }
      (rest, place) = (rest.dropFirst(count), place + count)
    }
  }

  /// Another program that has the same terminal or pipe may have made it non-blocking.
  private static func waitAfterFailure(_ number: Int32) throws(SystemCallError) {
    guard errno != EINTR else { return }
    guard errno == EAGAIN else { throw SystemCallError() }
    var request = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
    _ = poll(&request, 1, -1)
  }

  /// Everything that the file holds, from its start.
  func read() throws(SystemCallError) -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = pread(number, &piece, piece.count, off_t(bytes.count))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemCallError() }
      guard count > 0 else { return bytes }
      bytes += piece[..<count]
    }
  }

  func status() throws(SystemCallError) -> stat {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw SystemCallError() }
    return status
  }
}

extension stat {
  /// The status of what `path` leads to, following links.
  init(of path: String) throws(SystemCallError) {
    self.init()
    guard stat(path, &self) == 0 else { throw SystemCallError() }
  }

  var isRegular: Bool { st_mode & S_IFMT == S_IFREG }
  var isFolder: Bool { st_mode & S_IFMT == S_IFDIR }
  var isPipe: Bool { st_mode & S_IFMT == S_IFIFO }

  func isSame(as other: stat) -> Bool { st_dev == other.st_dev && st_ino == other.st_ino }
}
