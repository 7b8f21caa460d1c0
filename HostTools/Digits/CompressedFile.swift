// Reads a file, unpacked when it is gzip. Must never return part of a damaged file.

import CZlib
import Foundation
import Support

enum CompressedFile {
  static func read(_ path: String) throws -> [UInt8] {
    guard let file = gzopen(path, "rb") else {
      throw Failure(file: path, "it can't be opened: " + String(cString: strerror(errno)))
    }
    defer { gzclose_r(file) }
    gzbuffer(file, 1 << 17)
    var contents: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = gzread(file, &buffer, UInt32(buffer.count))
      // A stream that ends too early is told by `gzerror` alone: `gzread` returns what it had.
      var code: Int32 = 0
      let message = gzerror(file, &code)
      guard count >= 0, code == Z_OK || code == Z_STREAM_END else {
        let cause = code == Z_ERRNO ? String(cString: strerror(errno)) : message.map { String(cString: $0) } ?? ""
        throw Failure(
          file: path, offset: Int(gzoffset(file)), "the gzip data is broken: \(reason(code, cause, path))",
          advice: "Fetch the file again")
      }
      guard count > 0 else { return contents }
      contents += buffer[..<Int(count)]
    }
  }

  /// zlib puts the path in front of its message.
  private static func reason(_ code: Int32, _ message: String, _ path: String) -> String {
    if code == Z_BUF_ERROR { return "it ends too early" }
    return message.hasPrefix(path + ": ") ? String(message.dropFirst(path.count + 2)) : message
  }
}
