// Small data sets in MNIST's file format, written byte by byte, and broken wherever a test wants it.
// Must never use the writer under test.

import Foundation
import Support

package struct MNISTFiles {
  package let folder: TemporaryFolder
  package var path: String { folder.path }

  package init() throws {
    folder = try TemporaryFolder()
  }

  package static func images(count: Int, magic: UInt32 = 0x803, rows: UInt32 = 28, columns: UInt32 = 28) -> [UInt8] {
    bigEndian(magic) + bigEndian(UInt32(count)) + bigEndian(rows) + bigEndian(columns)
      + (0..<count * 784).map { UInt8(truncatingIfNeeded: $0 / 3) }
  }

  package static func labels(_ labels: [UInt8], magic: UInt32 = 0x801, count: Int? = nil) -> [UInt8] {
    bigEndian(magic) + bigEndian(UInt32(count ?? labels.count)) + labels
  }

  package static func bigEndian(_ value: UInt32) -> [UInt8] {
    littleEndian(value).reversed()
  }

  /// Writes a file, compressed by the system's gzip on request.
  package func write(_ bytes: [UInt8], _ name: String, gzip: Bool = false) throws {
    try Files.write(bytes, to: "\(path)/\(name)")
    guard gzip else { return }
    let result = try ChildProcess.run("gzip", ["-f", "\(path)/\(name)"])
    guard result.status == 0 else { throw Failure("gzip: \(result.errors)") }
  }

  /// The test half, with `count` digits: 0, 1, … 9, 0, …
  package func writeTestHalf(count: Int, gzip: Bool = false) throws {
    try write(Self.images(count: count), "t10k-images-idx3-ubyte", gzip: gzip)
    try write(Self.labels((0..<count).map { UInt8($0 % 10) }), "t10k-labels-idx1-ubyte", gzip: gzip)
  }
}
