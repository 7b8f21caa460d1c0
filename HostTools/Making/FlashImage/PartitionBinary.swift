// Reads a partition table as stored in flash: rows of 32 bytes, an MD5 over them, then erased flash. Must never accept
// a table whose MD5 is missing: a truncated one would pass for whole.

import Support

public enum PartitionBinary {
  /// Where the table is in flash, and where its sector ends.
  public static let offset = 0x8000
  public static let end = 0x9000
  private static let rowSize = 32
  private static let rowMagic: [UInt8] = [0xAA, 0x50]
  private static let digestMagic = [0xEB, 0xEB] + [UInt8](repeating: 0xFF, count: 14)

  public static func read(_ path: String) throws -> [Partition] {
    try parse(try Files.read(path), path)
  }

  private static let advice = "`idf.py build` makes it anew"

  static func parse(_ bytes: [UInt8], _ path: String) throws -> [Partition] {
    var partitions: [Partition] = []
    var position = 0
    while position + rowSize <= bytes.count {
      let row = bytes[position..<position + rowSize]
      if row.starts(with: digestMagic) {
        let computed = try md5(Array(bytes[..<position]))
        guard row.suffix(16).elementsEqual(computed) else {
          throw Failure(
            file: path, offset: position + 16, "the partition table is damaged: its MD5 doesn't match its rows",
            advice: advice)
        }
        if let stray = bytes[(position + rowSize)...].firstIndex(where: { $0 != 0xFF }) {
          throw Failure(
            file: path, offset: stray, "there is data after the partition table's MD5, not erased flash",
            advice: advice)
        }
        return partitions
      }
      guard row.starts(with: rowMagic) else {
        throw Failure(file: path, offset: position, "this is not a row of a partition table", advice: advice)
      }
      partitions.append(partition(Array(row)))
      position += rowSize
    }
    throw Failure(file: path, offset: position, "the partition table ends without its MD5", advice: advice)
  }

  private static func partition(_ row: [UInt8]) -> Partition {
    func number(_ offset: Int) -> Int { littleEndian(row, at: offset, size: 4) }
    return Partition(
      name: String(decoding: row[12..<28].prefix { $0 != 0 }, as: UTF8.self), type: row[2], subtype: row[3],
      offset: number(4), size: number(8))
  }

  private static func md5(_ bytes: [UInt8]) throws -> [UInt8] {
    let digits = Array(try FileDigest.md5.hexadecimal(of: bytes))
    return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
  }
}

/// - Precondition: `bytes` has that many from `offset` on.
func littleEndian(_ bytes: [UInt8], at offset: Int, size: Int) -> Int {
  bytes[offset..<offset + size].reversed().reduce(0) { $0 << 8 | Int($1) }
}
