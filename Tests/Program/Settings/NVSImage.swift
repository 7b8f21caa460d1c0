// Reads the strings of an NVS partition, by ESP-IDF's description of its format ("Non-Volatile Storage Library,
// Internals"). Must never take anything on trust that has a checksum.

import CZlib
import Support

enum NVSImage {
  static func strings(_ image: [UInt8], namespace: String) throws -> [String: String] {
    var spaces: [String: UInt8] = [:]
    var strings: [(space: UInt8, key: String, value: String)] = []
    for page in stride(from: 0, to: image.count, by: 4_096) {
      let page = Array(image[page..<page + 4_096])
      // Uninitialised, or in use and not yet full.
      if page.prefix(32).allSatisfy({ $0 == 0xFF }) { continue }
      guard number(page, 0, 4) == 0xFFFF_FFFE, number(page, 28, 4) == checksum(page[4..<28]) else {
        throw Failure("a page of no known state, or a wrong checksum")
      }
      var entry = 0
      while entry < 126 {
        // Two bits each: 11 empty, 10 written, 00 erased.
        let state = page[32 + entry / 4] >> UInt8(entry % 4 * 2) & 3
        guard state == 2 else {
          entry += 1
          continue
        }
        let start = 64 + 32 * entry
        let (space, type, span) = (page[start], page[start + 1], Int(page[start + 2]))
        guard
          number(page, start + 4, 4)
            == checksum(page[start..<start + 4] + page[start + 8..<start + 32]), span > 0
        else { throw Failure("entry \(entry): a wrong checksum") }
        let key = String(decoding: page[start + 8..<start + 24].prefix { $0 != 0 }, as: UTF8.self)
        switch type {
        case 0x01 where space == 0: spaces[key] = page[start + 24]
        case 0x21:
          let size = Int(number(page, start + 24, 2))
          let bytes = page[start + 32..<start + 32 + size]
          guard number(page, start + 28, 4) == checksum(bytes), bytes.last == 0, span == 1 + (size + 31) / 32 else {
            throw Failure("entry \(entry), \(key): a wrong checksum or size")
          }
          strings.append((space, key, String(decoding: bytes.dropLast(), as: UTF8.self)))
        default: throw Failure("entry \(entry): type \(type)")
        }
        entry += span
      }
    }
    guard let space = spaces[namespace] else { throw Failure("no namespace \(namespace)") }
    guard strings.allSatisfy({ $0.space == space }) else { throw Failure("strings of another namespace") }
    return Dictionary(strings.map { ($0.key, $0.value) }) { $0 + " and " + $1 }
  }

  private static func number(_ bytes: [UInt8], _ offset: Int, _ size: Int) -> UInt32 {
    bytes[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// A CRC-32 that begins with all bits set, where zlib's would begin with none.
  private static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let bytes = Array(bytes)
    return bytes.withUnsafeBufferPointer { UInt32(crc32(0xFFFF_FFFF, $0.baseAddress, UInt32($0.count))) }
  }
}
