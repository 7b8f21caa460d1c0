import Firmware
import Testing

@Suite struct InstantTests {
  @Test func intervalsAndDifferences() {
    let instant = Instant(microseconds: 5_000_000_000)
    #expect((instant + .seconds(4_294_967_295)).microseconds == 4_294_967_295_000_000 + 5_000_000_000)
    #expect((instant + .milliseconds(4_294_967_295) - instant).microseconds == 4_294_967_295_000)
    #expect((instant - (instant + .seconds(1))).microseconds == 0)
  }

  @Test(arguments: [0, 1, 0x7FFF_FFFF, 0x8000_0000, .max] as [UInt32])
  func wideningKeepsTheValue(value: UInt32) {
    #expect(UInt64(widening: value) == UInt64(value))
  }
}
