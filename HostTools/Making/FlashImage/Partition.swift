// A partition of the flash, and how two tables differ. Must never know the format of a table.

import Support

public struct Partition: Equatable, Sendable {
  public let name: String
  public let type: UInt8
  public let subtype: UInt8
  public let offset: Int
  public let size: Int

  var range: Range<Int> { offset..<offset + size }
  var isApp: Bool { type == 0 }
  /// Where the bootloader keeps which app it starts.
  var isChoiceOfApp: Bool { type == 1 && subtype == 0 }
  var isSettings: Bool { type == 1 && subtype == 2 }

  public init(name: String, type: UInt8, subtype: UInt8, offset: Int, size: Int) {
    (self.name, self.type, self.subtype, self.offset, self.size) = (name, type, subtype, offset, size)
  }

  var description: String {
    "\(name) (type \(type), subtype \(subtype)) of \(size.grouped) bytes at \(hexadecimal(offset))"
  }
}

/// 0x20000
func hexadecimal(_ number: Int) -> String {
  "0x" + String(number, radix: 16)
}

extension [Partition] {
  /// The first partition that differs between the two, in words.
  func difference(from other: [Partition]) -> String? {
    for index in 0..<Swift.max(count, other.count) {
      let (here, there) = (index < count ? self[index] : nil, index < other.count ? other[index] : nil)
      guard here != there else { continue }
      return "\(here?.description ?? "nothing more") instead of \(there?.description ?? "nothing more")"
    }
    return nil
  }

  func named(_ name: String, in file: String) throws -> Partition {
    guard let partition = first(where: { $0.name == name }) else {
      throw Failure(
        file: file, "the partition table has no partition \(name)",
        advice: "The project's table is Board/ESP32/partitions.csv; it has one")
    }
    return partition
  }
}
