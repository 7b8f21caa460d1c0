// The model of an SSD1681's panel: how long each of its waveforms takes, and what they make of its planes.
// Must never take a duration from the model.

import Emulator
import Firmware
import Testing

@Suite struct SSD1681WaveformTests {
  // MARK: Durations of A.11, in microseconds

  @Test(
    arguments: [
      (.v2, 2_510_000, 457_000, 140_600), (.rev21, 2_510_000, 457_000, 140_600),
      (.gdey0154d67, 2_500_000, 459_000, 141_000),
    ] as [(PanelKind, UInt64, UInt64, UInt64)])
  func eachKindTakesItsTime(kind: PanelKind, full: UInt64, partial: UInt64, powerOff: UInt64) throws {
    let panel = EmulatedPanel(kind)
    try panel.initialise()
    try panel.fill()
    #expect(try panel.activate(0xF7) == full)
    #expect(try panel.activate(0xFC) == partial)
    #expect(try panel.activate(0x83) == powerOff)
    #expect(panel.model.fullRefreshes == 1 && panel.model.partialRefreshes == 1)
  }

  @Test func loadsAloneTakeMillisecondsAndClockSwitchesNone() throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    for stages in [0xB1, 0xB9, 0x91, 0x99] as [UInt8] { #expect(1_000...20_000 ~= (try panel.activate(stages))) }
    for stages in [0x80, 0x01] as [UInt8] { #expect(try panel.activate(stages) < 1_000) }
    #expect(try panel.activate(0xC0) == 95_600)
    #expect(try panel.activate(0x03) == 140_600)
    #expect(try panel.activate(0xF8) == 95_600)
  }

  @Test func aSentLUTRunsForItsFramesAndIsLostToTheLoadStage() throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    try panel.fill()
    try panel.send(0x32, wavesharePartial)
    // 17 frames at 50 Hz between power on and off, in either mode.
    #expect(try panel.activate(0xCF) == 95_600 + 340_000 + 140_600)
    #expect(try panel.activate(0xC7) == 95_600 + 340_000 + 140_600)
    // B1 loads mode 1 over it.
    _ = try panel.activate(0xB1)
    #expect(panel.misuse { _ = try panel.activate(0xCF) } == .refreshWithoutWaveform)
    try panel.send(0x32, goodDisplayGrey)
    // 262 frames: 5.24 s.
    #expect(try panel.activate(0xC7) == 140_600 + 5_240_000)
  }

  /// Frames of a group (B.1): ((TPA + TPB)(SRab + 1) + (TPC + TPD)(SRcd + 1))(RP + 1), at 25 Hz times its nibble.
  @Test func repeatsAndRatesOfALUTCount() throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    try panel.fill()
    var lut = ssd1681LUT([], [[2, 3, 1, 4, 5, 2, 1], [10, 0, 0, 0, 0, 0, 9]])
    lut[144] = 0x24
    try panel.send(0x32, lut)
    // 74 frames at 50 Hz, 100 at 100 Hz.
    #expect(try panel.activate(0xC7) == 95_600 + 1_480_000 + 1_000_000 + 140_600)
    // Two frames of black twice and one of white three times are the same as four and three.
    try panel.send(0x32, ssd1681LUT([[0x48], [0x48], [0x48], [0x48]], [[2, 0, 1, 1, 0, 2, 0]]))
    _ = try panel.activate(0xC7)
    let short = panel.model.reflectance[0]
    try panel.send(0x32, ssd1681LUT([[0x80], [0x80], [0x80], [0x80]], [[200]]))
    _ = try panel.activate(0xC7)
    try panel.send(0x32, ssd1681LUT([[0x48], [0x48], [0x48], [0x48]], [[4, 0, 0, 3, 0, 0, 0]]))
    _ = try panel.activate(0xC7)
    #expect(short < 900 && abs(Int(short) - Int(panel.model.reflectance[0])) <= 12)
  }

  @Test func aHardwareResetForgetsTheLUT() throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    try panel.fill()
    try panel.send(0x32, goodDisplayGrey)
    try panel.initialise()
    #expect(panel.misuse { _ = try panel.activate(0xC7) } == .refreshWithoutWaveform)
  }

  @Test func fakedTemperaturesChooseTheSetsThatOnlyTheGDEYHas() throws {
    for kind in [PanelKind.gdey0154d67, .v2] {
      let panel = EmulatedPanel(kind)
      try panel.initialise()
      try panel.fill()
      try panel.send(0x1A, [0x64])
      if kind == .v2 {
        #expect(panel.misuse { _ = try panel.activate(0xD7) } == .refreshWithoutWaveform)
      } else {
        #expect(try panel.activate(0xD7) == 1_907_000)
        _ = try panel.activate(0xB1)
        try panel.send(0x1A, [0x5A, 0x00])
        _ = try panel.activate(0x91)
        // Measured 5,517 ms; 262 frames, power-on and power-off come to 5,477.
        #expect(abs(Int(try panel.activate(0xC7)) - 5_517_000) < 50_000)
      }
    }
  }

  @Test func inTheColdOTPWaveformsTakeSeveralSeconds() throws {
    var before: UInt64 = 2_510_000
    for temperature in [5.0, 0, -5] {
      let panel = EmulatedPanel(.v2, temperature: temperature)
      try panel.initialise()
      try panel.write(0x26, .init(repeating: 0, count: 5_000))
      try panel.write(0x24, .init(repeating: 0, count: 5_000))
      let took = try panel.activate(0xF7)
      #expect(took > before && took < 10_000_000)
      #expect(panel.model.reflectance.allSatisfy { $0 < 20 })
      before = took
    }
    #expect(before > 5_000_000)
  }

  // MARK: Planes

  @Test func pingPongExchangesThePlanesAfterMode2Only() throws {
    for swapsByItself in [false, true] {
      let panel = EmulatedPanel(.v2, swapsPlanes: swapsByItself)
      try panel.initialise()
      try panel.fill()
      if !swapsByItself { try panel.send(0x37, [0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0]) }
      _ = try panel.activate(0xF7)
      // Waveshare's way: only 0x24 from here on, and the chip keeps the old image.
      try panel.send(0x32, wavesharePartial)
      for value in [0x00, 0x3C, 0xFF, 0xA5] as [UInt8] {
        try panel.write(0x24, .init(repeating: value, count: 5_000))
        _ = try panel.activate(0xCF)
        #expect(panel.model.visible == [UInt8](repeating: value, count: 5_000))
      }
    }
  }

  @Test func withoutPingPongTheOldImageStaysAndIsWrong() throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    try panel.fill()
    _ = try panel.activate(0xF7)
    try panel.write(0x24, .init(repeating: 0, count: 5_000))
    _ = try panel.activate(0xFC)
    // 0x26 still says white: white to white does next to nothing to black ink.
    try panel.write(0x24, .init(repeating: 0xFF, count: 5_000))
    _ = try panel.activate(0xFC)
    #expect(panel.model.visible == [UInt8](repeating: 0, count: 5_000))
    #expect(panel.model.ghosting > 50)
  }

  /// GxEPD2 writes both planes after each refresh, so that it needn't know.
  @Test(arguments: [false, true])
  func writingBothPlanesSuitsEitherOTP(swapsPlanes: Bool) throws {
    let panel = EmulatedPanel(.v2, swapsPlanes: swapsPlanes)
    try panel.initialise()
    try panel.showFull(.init(repeating: 0xFF, count: 5_000))
    for value in [0x0F, 0xAA, 0x00, 0x5A] as [UInt8] {
      try panel.showPartial(.init(repeating: value, count: 5_000))
      #expect(panel.model.visible == [UInt8](repeating: value, count: 5_000))
    }
    #expect(panel.model.ghosting < 2)
  }

  @Test func command37WithNoSetInMode2LeavesNothingToLoad() throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    try panel.fill()
    try panel.send(0x37, [0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0])
    #expect(panel.misuse { _ = try panel.activate(0xFF) } == .refreshWithoutWaveform)
  }

  @Test func autoWriteFillsPlanes() throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    // F7: ones over the whole glass (A.5). 91: white first, squares of 16 by 16.
    for (command, value) in [(0x46, 0xF7), (0x47, 0x91)] as [(UInt8, UInt8)] {
      try panel.send(command, [value])
      #expect(panel.busy == .high)
      _ = panel.finishWork()
    }
    _ = try panel.activate(0xF7)
    #expect(Array(panel.model.visible[0..<6]) == [0xFF, 0xFF, 0, 0, 0xFF, 0xFF])
    #expect(Array(panel.model.visible[16 * 25..<16 * 25 + 4]) == [0, 0, 0xFF, 0xFF])
  }

  @Test func theTimeUnderPowerIsKnown() throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    try panel.fill()
    _ = try panel.activate(0xFC)
    panel.pass(milliseconds: 3_000)
    _ = try panel.activate(0x83)
    panel.pass(milliseconds: 60_000)
    #expect(panel.model.poweredFor(at: panel.now) == .seconds(3))
  }

  @Test func aRev21PanelForgetsInALongReset() throws {
    let panel = EmulatedPanel(.rev21)
    try panel.initialise()
    try panel.fill()
    try panel.model.setReset(.low, at: panel.now)
    panel.pass(milliseconds: 5)
    #expect(panel.misuse { try panel.model.setReset(.high, at: panel.now) } == .resetTooLong(5_000))
    panel.pass(milliseconds: 10)
    try panel.initialise(resets: false)
    #expect(panel.misuse { _ = try panel.activate(0xF7) } == .refreshOfUnsetRAM(command: 0x24))
  }
}
