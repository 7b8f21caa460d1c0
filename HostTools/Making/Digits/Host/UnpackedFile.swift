// Reads a file from start to end, unpacking it if it is gzip. Must never unpack more than it is asked for, nor pass off
// a damaged end as the file's end.

import CZlib
import Foundation
import Support

package struct UnpackedFile: ~Copyable {
  private static let pieceSize = 1 << 18

  package let path: String
  private let stream: gzFile

  package init(_ path: String) throws {
    self.path = path
    let file = try InputFile(path)
    // zlib closes what it is given, and `file` closes its own.
    let descriptor = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
    guard descriptor >= 0, let stream = gzdopen(descriptor, "rb") else { throw InputFile.failure(path, errno) }
    self.stream = stream
    gzbuffer(stream, UInt32(UnpackedFile.pieceSize))
  }

  deinit {
    gzclose_r(stream)
  }

  /// This many bytes from where the last read ended; fewer only at the end, whose CRC-32 has then been checked.
  package func read(atMost count: Int) throws -> [UInt8] {
    var contents: [UInt8] = []
    contents.reserveCapacity(min(count, 64 << 20))
    var piece = [UInt8](repeating: 0, count: min(count, UnpackedFile.pieceSize))
    while contents.count < count {
      let got = gzread(stream, &piece, UInt32(min(piece.count, count - contents.count)))
      try check(got)
      guard got > 0 else { break }
      contents += piece[..<Int(got)]
    }
    return contents
  }

  private func check(_ got: Int32) throws {
    let reason = errno
    // Only `gzerror` reports a stream that ends too early: `gzread` returns what it had.
    var code: Int32 = 0
    let message = gzerror(stream, &code).map { String(cString: $0) } ?? ""
    if code == Z_ERRNO { throw InputFile.failure(path, reason) }
    guard got >= 0, code == Z_OK || code == Z_STREAM_END else {
      throw Failure(
        file: path, offset: offset, "the gzip data is damaged: \(UnpackedFile.explanation(code, message))",
        advice: "Fetch the file again")
    }
  }

  /// The offset in the packed file; nil for a pipe, which has none.
  private var offset: Int? {
    let offset = gzoffset(stream)
    return offset < 0 ? nil : Int(offset)
  }

  /// zlib puts a name before its message, "<fd:3>: " for a file that was already open.
  private static func explanation(_ code: Int32, _ message: String) -> String {
    if code == Z_BUF_ERROR { return "it ends too early" }
    return message.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? message
  }
}
