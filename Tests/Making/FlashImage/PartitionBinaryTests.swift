// Partition tables as ESP-IDF puts them into flash. Must never take an expected value from the reader.

import FlashImage
import Foundation
import Support
import TestSupport
import Testing

@Suite struct PartitionBinaryTests {
  /// As ESP-IDF's gen_esp32part.py made it from a table of four rows.
  private static let made: [UInt8] =
    bytes("AA 50 01 02 00 90 00 00 00 60 00 00 6E 76 73 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00")
    + bytes("AA 50 01 01 00 F0 00 00 00 10 00 00 70 68 79 5F 69 6E 69 74 00 00 00 00 00 00 00 00 00 00 00 00")
    + bytes("AA 50 00 00 00 00 01 00 00 00 18 00 66 61 63 74 6F 72 79 00 00 00 00 00 00 00 00 00 00 00 00 00")
    + bytes("AA 50 40 00 00 00 19 00 00 00 27 00 64 69 67 69 74 73 00 00 00 00 00 00 00 00 00 00 00 00 00 00")
    + bytes("EB EB") + [UInt8](repeating: 0xFF, count: 14) + bytes("AC CE 44 67 99 08 A9 75 59 78 C3 8B F7 D3 68 6F")
    + [UInt8](repeating: 0xFF, count: 3_072 - 160)

  private static func bytes(_ text: String) -> [UInt8] {
    text.split(separator: " ").compactMap { UInt8($0, radix: 16) }
  }

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func read(_ bytes: [UInt8]) throws -> [Partition] {
    try Files.write(bytes, to: folder.path + "/table")
    return try PartitionBinary.read(folder.path + "/table")
  }

  @Test func readsWhatESPIDFMakes() throws {
    #expect(
      try read(Self.made) == [
        Partition(name: "nvs", type: 1, subtype: 2, offset: 0x9000, size: 0x6000),
        Partition(name: "phy_init", type: 1, subtype: 1, offset: 0xF000, size: 0x1000),
        Partition(name: "factory", type: 0, subtype: 0, offset: 0x10000, size: 0x180000),
        Partition(name: "digits", type: 0x40, subtype: 0, offset: 0x190000, size: 0x270000),
      ])
    // The tests' own encoding gives the same bytes.
    #expect(
      try BuildFiles.table([
        ("nvs", 1, 2, 0x9000, 0x6000), ("phy_init", 1, 1, 0xF000, 0x1000), ("factory", 0, 0, 0x10000, 0x180000),
        ("digits", 0x40, 0, 0x190000, 0x270000),
      ]) == Self.made)
  }

  /// Every row, its magic, the MD5's row and what should be erased after it.
  @Test(arguments: [0, 1, 2, 4, 31, 40, 77, 100, 127, 128, 129, 143, 144, 159, 160, 3_071])
  func noByteMayChange(offset: Int) throws {
    var bytes = Self.made
    bytes[offset] ^= 0x10
    #expect(throws: Failure.self) { try read(bytes) }
  }

  @Test func aCutTableIsRefused() throws {
    for count in [0, 31, 32, 128, 144, 159] {
      let failure = #expect(throws: Failure.self) { try read(Array(Self.made[..<count])) }
      #expect(failure?.cause.contains("without its MD5") == true, "\(count)")
    }
    #expect(try read(Array(Self.made[..<160])).count == 4)
  }

  /// The project's table as people write it is what the tests have written out a second time.
  @Test func theProjectsTextIsRead() throws {
    let partitions = try PartitionText.read(RealDigits.root + "/Board/ESP32/partitions.csv")
    #expect(try read(BuildFiles.table()) == partitions)
  }
}
