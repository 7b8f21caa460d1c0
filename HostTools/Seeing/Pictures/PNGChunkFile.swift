// A PNG file written chunk by chunk. Must never hold more of it than a chunk.

import CZlib
import Support

struct PNGChunkFile {
  private let file: OutputWriter

  init(_ output: OutputFile) throws {
    file = try output.writer()
    try file.append([137, 80, 78, 71, 13, 10, 26, 10])
  }

  /// - Parameter type: four letters.
  func append(_ type: String, _ contents: [UInt8]) throws {
    let checked = Array(type.utf8) + contents
    try file.append(bigEndian(contents.count) + checked + bigEndian(Int(crc32(0, checked, UInt32(checked.count)))))
  }

  /// After the last chunk.
  func finish() throws { try file.finish() }
}

/// A number's four bytes in PNG's order.
func bigEndian(_ number: Int) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
}
