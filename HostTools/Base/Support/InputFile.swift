// A file open for reading, from start to end: a regular one, a pipe or a device.
// Must never give any reason for a failure but the system's own, nor read more than it is asked for.

import Foundation

public struct InputFile: ~Copyable {
  private static let pieceSize = 1 << 18

  public let path: String
  /// Closed with this value.
  public let descriptor: Int32

  public init(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw InputFile.failure(path, errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw InputFile.failure(path, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw InputFile.failure(path, EISDIR) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// This many bytes from where the last read ended; fewer only at the end.
  public func read(atMost count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: min(count, InputFile.pieceSize))
    while bytes.count < count {
      let got = Foundation.read(descriptor, &piece, min(piece.count, count - bytes.count))
      if got < 0, errno == EINTR, !Interrupt.wasAsked { continue }
      guard got >= 0 else { throw InputFile.failure(path, errno) }
      guard got > 0 else { break }
      bytes += piece[..<got]
    }
    return bytes
  }

  public static func failure(_ path: String, _ code: Int32) -> Failure {
    Failure(file: path, "it can't be read: \(SystemError.words(code))")
  }
}
