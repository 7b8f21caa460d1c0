// Signed files as ESP-IDF's documentation has them, byte by byte, with zlib's checksum. Must never use the firmware's own
// layout.

import CZlib
import Support

package enum SignedFile {
  /// An app's image: header, description, and something after it.
  package static func app(
    version: String = "9.0.0", project: String = "mnist-clock", chip: UInt8 = 5, size: Int = 3 * 4_096 - 100
  ) -> [UInt8] {
    var bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 * 7 ^ $0 >> 8) }
    bytes[0] = 0xE9
    (bytes[12], bytes[13]) = (chip, 0)
    bytes.replaceSubrange(32..<36, with: [0x32, 0x54, 0xCD, 0xAB])
    for (text, start) in [(version, 48), (project, 80)] {
      let field = Array(text.utf8) + [UInt8](repeating: 0, count: 32 - text.utf8.count)
      bytes.replaceSubrange(start..<start + 32, with: field)
    }
    return bytes
  }

  package static func glyphs(size: Int = 2 * 4_096) -> [UInt8] {
    Array("MNISTGLY".utf8) + (8..<size).map { UInt8(truncatingIfNeeded: $0 * 13) }
  }

  /// With `TestUpdates`' idea of a signature.
  package static func signed(_ content: [UInt8], key: UInt8 = 7) -> [UInt8] {
    let padded = content + [UInt8](repeating: 0xFF, count: (4_096 - content.count % 4_096) % 4_096)
    let digest = TestUpdates.digest(padded)
    let block = [0xE7, 2, 0, 0] + digest + [UInt8](repeating: key, count: 776) + digest
    return padded + sealed(block)
  }

  /// As it is sent: the signature's sector before all others.
  package static func ordered(_ file: [UInt8]) -> [UInt8] { Array(file.suffix(4_096) + file.dropLast(4_096)) }

  /// A signature block's sector: its checksum follows the signature.
  package static func sealed(_ contents: [UInt8]) -> [UInt8] {
    var block = contents + [UInt8](repeating: 0, count: 1_196 - contents.count)
    let sum = UInt32(crc32(0, block, UInt32(block.count)))
    block += (0..<4).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) }
    return block + [UInt8](repeating: 0xFF, count: 4_096 - block.count)
  }
}

extension SignedFile {
  /// A whole image as a bootloader takes it: one segment, a checksum, and the SHA-256 of all before, by the system's own
  /// tool.
  package static func image(version: String) throws -> [UInt8] {
    var bytes = app(version: version, size: 4 * 4_096)
    // One segment from byte 32 on, and a hash at the end.
    (bytes[1], bytes[23]) = (1, 1)
    let size = bytes.count - 32 - 16
    bytes.replaceSubrange(24..<32, with: [0, 0, 0, 0x3C] + (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) })
    let covered = Array(bytes.prefix((32 + size + 16) / 16 * 16))
    let digest = try FileDigest.sha256.hexadecimal(of: covered)
    return covered
      + stride(from: 0, to: 64, by: 2).map { place in
        let digits = Array(digest)[place..<place + 2]
        return UInt8(String(digits), radix: 16) ?? 0
      }
  }
}
