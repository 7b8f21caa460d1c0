// The model of a V1 panel, which has no waveform but what it was sent, and no old image but what it has shown.

import Emulator
import Firmware
import TestSupport
import Testing

@Suite struct IL3829ModelTests {
  private let white = [UInt8](repeating: 0xFF, count: 5_000)
  private let picture = (0..<5_000).map { UInt8(truncatingIfNeeded: $0 * 11) }

  /// Both full waveforms, then partials over them; durations from frames of (200 + 26) × 62 µs (A.9).
  @Test(arguments: [(waveshareFullV1, 79), (gxFullV1, 76)] as [([UInt8], UInt64)])
  func aRightSequenceShowsItsPictures(lut: [UInt8], frames: UInt64) throws {
    let panel = EmulatedPanel(.v1)
    try panel.initialiseV1()
    try panel.send(0x32, lut)
    #expect(try panel.showV1(picture, 0xC4) == 73_500 + frames * 14_012)
    #expect(panel.model.visible == picture)
    try panel.send(0x32, partialV1)
    #expect(try panel.showV1(white) == 20 * 14_012)
    #expect(panel.model.visible == white)
    _ = try panel.showV1(picture)
    #expect(panel.model.visible == picture)
    #expect(panel.model.fullRefreshes == 1 && panel.model.partialRefreshes == 2)
    #expect(panel.model.ghosting > 0 && panel.model.ghosting < 2)
    #expect(try panel.activate(0xC3) == 69_000)
    try panel.send(0x10, [1])
  }

  /// The planes are swapped after each refresh: a window written alone lands in the image before last.
  @Test func aWindowWithoutTheSecondWriteShowsTheImageBeforeTheLast() throws {
    let panel = EmulatedPanel(.v1)
    try panel.initialiseV1()
    try panel.send(0x32, waveshareFullV1)
    _ = try panel.showV1(white, 0xC4)
    try panel.send(0x32, partialV1)
    try panel.write(0x24, picture)
    _ = try panel.activate(0x04)
    #expect(panel.model.visible == picture)
    try panel.send(0x44, [0, 0])
    try panel.send(0x45, [0, 0, 0, 0])
    try panel.write(0x24, [0x00])
    _ = try panel.activate(0x04)
    #expect(panel.model.visible[1...] == white[1...])
    #expect(panel.model.visible[0] == 0)
  }

  @Test func everyMisuseIsFound() throws {
    func misuse(without missing: UInt8? = nil, _ act: (EmulatedPanel) throws -> Void) throws -> Misuse? {
      let panel = EmulatedPanel(.v1)
      try panel.initialiseV1(without: missing)
      return panel.misuse { try act(panel) }
    }
    for command in [0x00, 0x18, 0x26, 0x28, 0x37, 0x46, 0x7F] as [UInt8] {
      #expect(try misuse { try $0.send(command) } == .unknownCommand(command))
    }
    #expect(try misuse { _ = try $0.showV1(white, 0xC4) } == .refreshWithoutWaveform)
    #expect(
      try misuse {
        try $0.send(0x32, waveshareFullV1); _ = try $0.activate(0xC4)
      }
        == .refreshOfUnsetRAM(command: 0x24))
    #expect(
      try misuse {
        try $0.send(0x32, waveshareFullV1); _ = try $0.showV1(white, 0x04)
      } == .refreshWithoutPower)
    #expect(
      try misuse {
        try $0.send(0x32, partialV1); _ = try $0.showV1(white, 0xC4)
      } == .partialWithoutHistory)
    for missing in [0x01, 0x2C] as [UInt8] {
      #expect(
        try misuse(without: missing) {
          try $0.send(0x32, waveshareFullV1)
          _ = try $0.showV1(white, 0xC4)
        } == .refreshWithoutInit(missing: missing))
    }
    #expect(try misuse { try $0.send(0x32, .init(repeating: 0xFF, count: 30)) } == .badParameter(command: 0x32))
    #expect(
      try misuse { try $0.send(0x32, .init(repeating: 0, count: 31)) }
        == .tooManyParameters(command: 0x32, allowed: 30))
    #expect(try misuse { _ = try $0.activate(0xE0) } == .noTemperatureSensor)
    #expect(try misuse { _ = try $0.activate(0xD0) } == .notModelled(command: 0x22))
    #expect(
      try misuse {
        _ = try $0.activate(0xC0); try $0.send(0x10, [1])
      } == .sleepUnderPower)
    #expect(
      try misuse {
        try $0.send(0x22, [0xC0]); try $0.send(0x20); try $0.send(0x24)
      } == .whileBusy(0x24))
    #expect(
      try misuse {
        try $0.send(0x10, [1]); try $0.send(0x12)
      } == .whileAsleep(0x12))
  }

  @Test func deepSleepLosesBothPlanes() throws {
    let panel = EmulatedPanel(.v1)
    try panel.initialiseV1()
    try panel.send(0x32, waveshareFullV1)
    _ = try panel.showV1(picture, 0xC4)
    _ = try panel.activate(0xC3)
    try panel.send(0x10, [1])
    try panel.initialiseV1()
    try panel.send(0x32, partialV1)
    #expect(panel.misuse { _ = try panel.activate(0xC4) } == .refreshOfUnsetRAM(command: 0x24))
    try panel.write(0x24, white)
    #expect(panel.misuse { _ = try panel.activate(0xC4) } == .partialWithoutHistory)
    #expect(panel.model.visible == picture)
  }

  /// The datasheet doesn't say what BUSY does in deep sleep, so no driver may depend on it.
  @Test func busyInDeepSleepIsEither() throws {
    let levels = try (0..<20).map { seed in
      let panel = EmulatedPanel(.v1, seed: UInt64(seed))
      try panel.initialiseV1()
      try panel.send(0x10, [1])
      return panel.busy
    }
    #expect(levels.contains(.high) && levels.contains(.low))
  }
}
