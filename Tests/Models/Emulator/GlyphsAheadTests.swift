// Glyphs that a second core decodes ahead are the ones that the firmware would have decoded itself, damage included.

import Emulator
import Firmware
import TestSupport
import Testing

@Suite struct GlyphsAheadTests {
  /// Nine hours of redrawing all panels every minute: each digit goes round several times, and skips its damaged block
  /// each time.
  @Test func aClockShowsTheSameWithAndWithoutThem() throws {
    let image = try damaged(imageBytes(counts: [90, 70, 50, 37, 23, 20, 20, 20, 20, 20], glyphsPerBlock: 8))
    let (events, pictures) = try run(EmulatedFlash(image, decodesAhead: true))
    let (expected, expectedPictures) = try run(EmulatedFlash(image))
    #expect(events == expected)
    #expect(pictures == expectedPictures)
    #expect(events.count > 4 * 540 && events.contains { $0.contains("blockSkipped") })
  }

  /// An image flashed while the device runs takes effect at once.
  @Test func anExchangedImageIsReadAndNotTheOldOne() throws {
    let old = imageBytes(counts: .init(repeating: 300, count: 10), glyphsPerBlock: 4)
    let flash = EmulatedFlash(old, decodesAhead: true)
    var events: [String] = []
    let clock = EmulatedClock(
      settings: ClockSettings(), flash: flash, localTime: { Self.time(at: $0) }, record: { events.append("\($0)") })
    try clock.run(until: Instant(microseconds: 150_000_000))
    #expect(!events.contains { $0.contains("blockSkipped") })
    flash.bytes = try damaged(old, blocks: Array(0..<750))
    try clock.run(until: Instant(microseconds: 1_500_000_000))
    #expect(events.contains { $0.contains("blockSkipped") })
  }

  private static func time(at instant: Instant) -> LocalTime {
    LocalTime(
      seconds: Int64(instant.microseconds / 1_000_000), microsecond: UInt32(instant.microseconds % 1_000_000))
  }

  private func run(_ flash: EmulatedFlash) throws -> (events: [String], pictures: [[UInt8]]) {
    var events: [String] = []
    let clock = EmulatedClock(
      settings: ClockSettings(policy: .everyMinute), flash: flash, localTime: { Self.time(at: $0) },
      record: { events.append("\($0)") })
    try clock.run(until: Instant(microseconds: 9 * 3_600_000_000))
    return (events, clock.board.panels.map(\.visible))
  }

  /// With one byte changed in the first glyph of each of `blocks`.
  private func damaged(_ image: [UInt8], blocks: [Int] = [2, 12, 22]) throws -> [UInt8] {
    var image = image
    let table = try checkedTable(image)
    for block in blocks {
      guard let stream = table.stream(block, in: image.span) else { throw GlyphError.noSuchGlyph }
      image[stream.lowerBound] ^= 0xFF
    }
    return image
  }
}
