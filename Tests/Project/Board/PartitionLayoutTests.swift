// The device's partition table: within ESP-IDF's rules, and large enough for the app, the glyphs and the journal.

import Digits
import Firmware
import Foundation
import GlyphImage
import Support
import TestSupport
import Testing

/// By ESP-IDF's rules: apps aligned to 64 KB, the rest to 4 KB, two sectors of otadata, three or more of writable nvs.
@Suite struct PartitionLayoutTests {
  private struct Partition {
    let name: String
    let type: String
    let subtype: String
    let offset: Int
    let size: Int
    var end: Int { offset + size }
  }

  private let partitions: [Partition]

  init() throws {
    let text = String(decoding: try Files.read(RealDigits.root + "/Board/ESP32/partitions.csv"), as: UTF8.self)
    partitions = try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let fields = line.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      try #require(fields.count == 5, "\(line)")
      return Partition(
        name: fields[0], type: fields[1], subtype: fields[2],
        offset: try #require(Int(fields[3].dropFirst(2), radix: 16)),
        size: try #require(Int(fields[4].dropFirst(2), radix: 16)))
    }
  }

  private func partition(_ name: String) throws -> Partition {
    try #require(partitions.first { $0.name == name }, "\(name)")
  }

  @Test func followsESPIDFsRulesInFourMegabytes() throws {
    // The table's own sector ends there.
    var end = 0x9000
    for partition in partitions {
      #expect(partition.offset >= end, "\(partition.name) begins before the last ends")
      #expect(partition.offset % (partition.type == "app" ? 0x10000 : 0x1000) == 0 && partition.size % 0x1000 == 0)
      #expect(partition.name.utf8.count <= 16)
      end = partition.end
    }
    #expect(end <= 4 << 20)
    #expect(Set(partitions.map(\.name)).count == partitions.count)
    #expect(try partition("nvs").size >= 0x3000)
    #expect(try partition("otadata").size == 0x2000 && partition("otadata").subtype == "ota")
  }

  /// 908,528 bytes: an ESP-IDF 5.5 app for the C6 with Wi-Fi, lwIP, SPI, NVS and Swift, the larger of the two chips'.
  @Test func bothSlotsHoldTheAppWithATenthToSpare() throws {
    for name in ["ota_0", "ota_1"] {
      let slot = try partition(name)
      #expect(slot.type == "app" && slot.subtype == name)
      #expect(Double(slot.size) >= 908_528 * 1.1)
    }
  }

  @Test func theGlyphsFit() throws {
    let slot = try partition("glyphs")
    let digits = try RealDigits.load(for: "All of MNIST fits its partition")
    let image = try RealDigits.image ?? GlyphImageBuilder(.predicted(.standard())).build(digits)
    #expect(image.count <= slot.size)
    // Mapped in pages of 64 KB; the reader needs a multiple of 16.
    #expect(slot.offset % 0x10000 == 0)
    #expect(try partition("journal").size <= 64 << 10)
  }
}
