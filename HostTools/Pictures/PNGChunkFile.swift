// A PNG file written chunk by chunk. Must never stand under its final name before it is whole.

import CZlib
import Foundation
import Support

final class PNGChunkFile {
  private let path: String
  private let temporary: String
  private var file: UnsafeMutablePointer<FILE>?

  /// - Throws: `Failure` that names `path`, as the others do.
  init(_ path: String) throws {
    self.path = path
    let folder = (path as NSString).deletingLastPathComponent as NSString
    temporary = folder.appendingPathComponent(".mnist-clock-\(UUID().uuidString)")
    file = fopen(temporary, "wx")
    try put([137, 80, 78, 71, 13, 10, 26, 10])
  }

  /// - Parameter type: four letters.
  func append(_ type: String, _ contents: [UInt8]) throws {
    let checked = Array(type.utf8) + contents
    try put(bigEndian(contents.count))
    try put(checked)
    try put(bigEndian(Int(crc32(0, checked, UInt32(checked.count)))))
  }

  /// Gives the file its name.
  func finish() throws {
    guard let file, fflush(file) == 0, fsync(fileno(file)) == 0 else { throw failure() }
    self.file = nil
    guard fclose(file) == 0, rename(temporary, path) == 0 else { throw failure() }
  }

  private func put(_ bytes: [UInt8]) throws {
    guard let file, fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw failure() }
  }

  private func failure() -> Failure {
    Failure(file: path, "it can't be written: " + String(cString: strerror(errno)))
  }

  deinit {
    if let file { fclose(file) }
    unlink(temporary)
  }
}

/// PNG's order of a number's four bytes.
func bigEndian(_ number: Int) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
}
