// The record's bytes, written by hand from FORMAT.md and checked with zlib's CRC. Must never use JournalRecord
// to make them.

import Firmware
import JournalSimulation
import NorFlash
import TestSupport
import Testing

@Suite struct JournalRecordTests {
  /// FORMAT.md's example without its CRC.
  static let example: [UInt8] = [
    0x05, 0x00, 0x00, 0x00, 0x44, 0x33, 0x22, 0x11, 0x04, 0x00, 0x00, 0x00, 0x01, 0x00, 0x02, 0x00,
    0x03, 0x00, 0x04, 0x00, 0x05, 0x00, 0x06, 0x00, 0x07, 0x00, 0x08, 0x00, 0x09, 0x00, 0x01, 0x00,
    0x00, 0x01, 0x01, 0x00, 0x01, 0x02, 0x00, 0x01, 0x03, 0x00, 0x01, 0x04, 0x00, 0x01, 0x05, 0x00,
    0x01, 0x06, 0x00, 0x01, 0x07, 0x00, 0x01, 0x08, 0x00, 0x01, 0x09, 0x00,
  ]

  static func whole(_ bytes: [UInt8]) -> [UInt8] {
    bytes + littleEndian(zlibCRC(Array("MNISTJL".utf8) + [1] + bytes))
  }

  private func parse(_ bytes: [UInt8]) -> JournalRecord? { JournalRecord(bytes.span) }

  @Test func readsAndWritesTheExample() throws {
    let bytes = Self.whole(Self.example)
    let record = try #require(parse(bytes))
    #expect(record.sequence == 5 && !record.isCarried && record.image == 0x1122_3344 && record.retired == 4)
    for digit in 0..<10 {
      #expect(record.positions.cursors[digit] == UInt32(256 * digit + 1))
      #expect(record.positions.laps[digit] == UInt32(digit))
    }
    let written = record.bytes
    #expect(written.indices.map { written[$0] } == bytes)
    var copy = Self.example
    copy[3] = 0x80
    #expect(parse(Self.whole(copy))?.isCarried == true)
  }

  @Test func anyBitLostIsFound() {
    let bytes = Self.whole(Self.example)
    for bit in 0..<512 {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(parse(damaged) == nil)
    }
    #expect(parse(.init(repeating: 0xFF, count: 64)) == nil && parse(.init(repeating: 0, count: 64)) == nil)
  }

  /// The number that by FORMAT.md no record has, and those beyond it, in copies too.
  @Test func aNumberThatLeavesNoRoomIsRefused() throws {
    var bytes = Self.example
    for high in [0x7F, 0xFF] as [UInt8] {
      bytes.replaceSubrange(0..<4, with: [0xFF, 0xFF, 0xFF, high - 1])
      #expect(parse(Self.whole(bytes))?.sequence == 0x7EFF_FFFF)
      for low in [0, 1, 0xFF] as [UInt8] {
        bytes.replaceSubrange(0..<4, with: [low, low, low, high])
        #expect(parse(Self.whole(bytes)) == nil, "\(high) \(low)")
      }
    }
  }

  /// A forged record can't make the clock repeat what it drew.
  @Test func aForgedRecordHidesNoOther() throws {
    let chip = NorFlash()
    var world = JournalWorld(chip)
    for _ in 0..<10 { #expect((try? world.run()) == true) }
    let sector = chip.erases.firstIndex { $0 > 0 } ?? 0
    var forged = Self.example
    forged.replaceSubrange(0..<4, with: [0xFF, 0xFF, 0xFF, 0x7F])
    let bytes = Self.whole(forged)
    for piece in 0..<4 {
      try chip.program(Array(bytes[16 * piece..<16 * piece + 16]), at: (sector + 1) % 4 * 4_096 + 16 * piece)
    }
    world.cutAtRest()
    world.powerOn(image: 0)
    #expect((try? world.run()) == true)
    #expect(world.events.contains { if case .recovered = $0 { true } else { false } })
    for _ in 0..<200 { #expect((try? world.run()) == true) }
  }

  @Test func theNewestRecordOfEachImageIsFound() {
    let chip = NorFlash()
    let images = (1...4).map { SimulatedImage(name: $0, counts: SimulatedImage.mnist.counts) }
    // Three images are kept apart, however long each runs.
    var world = JournalWorld(chip, images: images)
    for image in [0, 1, 2, 0, 2, 1, 0] {
      world.cutAtRest()
      world.powerOn(image: image)
      for _ in 0..<150 { #expect((try? world.run()) == true) }
    }
    // The fourth pushes out the one that was used longest ago.
    for (image, event) in [(3, false), (1, true), (2, false)] {
      world.cutAtRest()
      world.powerOn(image: image)
      _ = try? world.run()
      let isFound = world.events.contains { if case .recovered = $0 { true } else { false } }
      #expect(isFound == event, "image \(image)")
    }
  }

  /// A flipped bit far beyond the newest record hides the erased slots before it. One of them, if the power was cut
  /// while it was written, might read as erased another time, and records after it would be lost: none may be left so.
  @Test func noErasedSlotIsLeftBehindTheNewestRecord() {
    let chip = NorFlash()
    var world = JournalWorld(chip)
    // The search looks at slot 32 first, then 48.
    for _ in 0..<34 { #expect((try? world.run()) == true) }
    let sector = chip.erases.firstIndex { $0 > 0 } ?? 0
    chip.flip(bit: (sector * 4_096 + 40 * 64) * 8)
    world.cutAtRest()
    world.powerOn(image: 0)
    for slot in 0...40 {
      let bytes = try? chip.readRaw(at: sector * 4_096 + slot * 64, count: 64)
      #expect(bytes?.contains { $0 != 0xFF } == true, "slot \(slot)")
    }
  }
}
