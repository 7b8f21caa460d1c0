// The model of an SSD1681's panel is as strict as the datasheet: each misuse is found, and a right sequence shows its
// picture in its time.

import Emulator
import Firmware
import Testing

@Suite struct SSD1681ModelTests {
  @Test func aRightSequenceShowsItsPictureWhenBusyFalls() throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    let image = (0..<5_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    try panel.write(0x26, image)
    try panel.write(0x24, image)
    try panel.send(0x22, [0xF7])
    try panel.send(0x20)
    #expect(panel.busy == .high)
    panel.pass(milliseconds: 2_509)
    #expect(panel.busy == .high)
    #expect(panel.model.visible == [UInt8](repeating: 0xFF, count: 5_000))
    panel.pass(milliseconds: 2)
    #expect(panel.busy == .low)
    #expect(panel.model.visible == image)
  }

  @Test func stagesAddUpAndPowerStaysOnWhenAsked() throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    try panel.send(0x22, [0xE0])
    try panel.send(0x20)
    #expect(panel.finishWork() == 95_600)
    try panel.write(0x26, .init(repeating: 0, count: 5_000))
    try panel.write(0x24, .init(repeating: 0, count: 5_000))
    try panel.send(0x22, [0xF4])
    try panel.send(0x20)
    // The waveform alone: 2,510 - 95.6 - 140.6 ms.
    #expect(panel.finishWork() == 2_273_800)
    #expect(panel.misuse { try panel.send(0x10, [0x01]) } == .sleepUnderPower)
  }

  @Test func mode2ChangesOnlyPixelsThatDifferBetweenThePlanes() throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    try panel.write(0x26, .init(repeating: 0xF0, count: 5_000))
    try panel.write(0x24, .init(repeating: 0xCC, count: 5_000))
    try panel.send(0x22, [0xFF])
    try panel.send(0x20)
    #expect(panel.finishWork() == 457_000 + 140_600)
    // White glass; bits that differ (0x3C) become 0xCC's. The others get a single frame to where they should be
    // already, too little for black.
    #expect(panel.model.visible[17] == 0b1100_1111)
    #expect(panel.model.fullRefreshes == 0 && panel.model.partialRefreshes == 1)
  }

  @Test func everyMisuseIsFound() throws {
    func misuse(
      _ kind: PanelKind = .v2, _ setUp: (EmulatedPanel) throws -> Void = { try $0.initialise() },
      _ act: (EmulatedPanel) throws -> Void
    ) throws -> Misuse? {
      let panel = EmulatedPanel(kind)
      try setUp(panel)
      return panel.misuse { try act(panel) }
    }
    #expect(try misuse(.v2, { _ in }, { try $0.send(0x12) }) == .notReset(0x12))
    #expect(try misuse(.v2, { try $0.reset() }, { try $0.send(0x12) }) == .tooSoonAfterReset(0x12))
    #expect(
      try misuse(.v2, { _ in }) {
        try $0.model.setReset(.low, at: $0.now)
        try $0.send(0x12)
      } == .inReset(0x12))
    // Only a Rev 2.1 board has its supply behind RST.
    for (kind, expected) in [(.rev21, .resetTooLong(20_000)), (.v2, nil), (.gdey0154d67, nil), (.v1, nil)]
      as [(PanelKind, Misuse?)]
    {
      #expect(
        try misuse(kind, { _ in }) {
          try $0.model.setReset(.low, at: $0.now)
          $0.pass(milliseconds: 20)
          try $0.model.setReset(.high, at: $0.now)
        } == expected)
    }
    #expect(
      try misuse {
        try $0.send(0x12)
        try $0.send(0x01, [0xC7, 0, 0])
      } == .whileBusy(0x01))
    #expect(
      try misuse {
        try $0.send(0x10, [0x01])
        try $0.send(0x12)
      } == .whileAsleep(0x12))
    #expect(
      try misuse {
        try $0.send(0x12)
        $0.pass(milliseconds: 10)
        try $0.data([1])
      } == .dataWithoutCommand(1))
    for command in [0x00, 0x08, 0x28, 0x30, 0x3A, 0x3B, 0x74, 0xFF] as [UInt8] {
      #expect(try misuse { try $0.send(command) } == .unknownCommand(command))
    }
    #expect(
      try misuse {
        try $0.send(0x44, [0])
        try $0.send(0x7F)
      } == .tooFewParameters(command: 0x44, got: 1, needed: 2))
    #expect(try misuse { try $0.send(0x44, [0, 24, 0]) } == .tooManyParameters(command: 0x44, allowed: 2))
    #expect(try misuse { try $0.send(0x44, [0, 25]) } == .badWindow(command: 0x44))
    #expect(try misuse { try $0.send(0x44, [24, 0]) } == .badWindow(command: 0x44))
    #expect(try misuse { try $0.send(0x45, [0, 0, 200, 0]) } == .badWindow(command: 0x45))
    #expect(
      try misuse {
        try $0.send(0x44, [5, 6])
        try $0.send(0x4E, [4])
        try $0.send(0x24)
      } == .outsideWindow(x: 4, y: 0))
    // Power-on windows are larger than the glass.
    #expect(try misuse(.v2, { try $0.start() }, { try $0.send(0x24) }) == .outsideWindow(x: 21, y: 295))
    #expect(try misuse { try $0.write(0x24, .init(repeating: 0, count: 5_001)) } == .windowOverflow)
    #expect(
      try misuse {
        try $0.send(0x11, [0x07])
      } == .notModelled(command: 0x11))
    #expect(
      try misuse {
        try $0.send(0x32, .init(repeating: 0, count: 30)); try $0.send(0x7F)
      }
        == .tooFewParameters(command: 0x32, got: 30, needed: 153))
    // A group with frames and no rate; VSH2 on VCOM; three minutes of frames.
    var lut = wavesharePartial
    lut[144] = 0x20
    #expect(try misuse { try $0.send(0x32, lut) } == .badParameter(command: 0x32))
    lut = wavesharePartial
    lut[48] = 0xC0
    #expect(try misuse { try $0.send(0x32, lut) } == .badParameter(command: 0x32))
    lut = wavesharePartial
    (lut[60], lut[66]) = (250, 35)
    #expect(try misuse { try $0.send(0x32, lut) } == .badParameter(command: 0x32))
    #expect(try misuse { try $0.send(0x03, [0x18]) } == .badParameter(command: 0x03))
    // VSL 31h is between two steps; VSH2 above VSH1.
    #expect(try misuse { try $0.send(0x04, [0x41, 0x00, 0x31]) } == .badParameter(command: 0x04))
    #expect(try misuse { try $0.send(0x04, [0x23, 0x41, 0x32]) } == .badParameter(command: 0x04))
    #expect(try misuse { try $0.send(0x10, [0x02]) } == .badParameter(command: 0x10))
    #expect(
      try misuse { try $0.send(0x37, .init(repeating: 0, count: 11)) }
        == .tooManyParameters(command: 0x37, allowed: 10))
  }

  /// Whoever asks at once is told a lie.
  @Test func busyRisesLateInASoftwareReset() throws {
    let panel = EmulatedPanel()
    try panel.start()
    try panel.send(0x12)
    #expect(panel.busy == .low)
    panel.pass(milliseconds: 1)
    #expect(panel.busy == .high)
    panel.pass(milliseconds: 8)
    #expect(panel.busy == .low)
  }

  @Test(arguments: [0x01, 0x12, 0x18, 0x44, 0x45] as [UInt8])
  func aRefreshNeedsEveryCommandOfTheInit(missing: UInt8) throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    try panel.fill()
    // RAM outlives the reset; the registers don't.
    try panel.start()
    try panel.initialise(without: missing, resets: false)
    // Without the sensor chosen, the stage that reads it is left out.
    try panel.send(0x22, [missing == 0x18 ? 0xD7 : 0xF7])
    #expect(panel.misuse { try panel.send(0x20) } == .refreshWithoutInit(missing: missing))
  }

  @Test func aRefreshNeedsPowerWaveformSensorAndBothPlanes() throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    try panel.send(0x22, [0xF7])
    #expect(panel.misuse { try panel.send(0x20) } == .refreshOfUnsetRAM(command: 0x24))
    try panel.write(0x24, .init(repeating: 0, count: 5_000))
    try panel.send(0x22, [0xF7])
    #expect(panel.misuse { try panel.send(0x20) } == .refreshOfUnsetRAM(command: 0x26))
    let second = EmulatedPanel()
    try second.initialise()
    try second.fill()
    try second.send(0x22, [0x04])
    #expect(second.misuse { try second.send(0x20) } == .refreshWithoutPower)
    try second.send(0x22, [0xC7])
    #expect(second.misuse { try second.send(0x20) } == .refreshWithoutWaveform)
    try second.send(0x18, [0x48])
    try second.send(0x22, [0xF7])
    #expect(second.misuse { try second.send(0x20) } == .noTemperatureSensor)
  }

  @Test func resetInARefreshIsMisuse() throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    try panel.fill()
    try panel.send(0x22, [0xF7])
    try panel.send(0x20)
    #expect(panel.misuse { try panel.model.setReset(.low, at: panel.now) } == .resetWhileRefreshing)
    #expect(panel.misuse { try panel.send(0x24) } == .inReset(0x24))
    #expect(panel.model.refreshes == 0 && panel.model.nextEvent == nil)
  }

  @Test func deepSleepMode1KeepsRAMAndMode2LosesIt() throws {
    for (mode, keeps) in [(UInt8(1), true), (3, false)] {
      let panel = EmulatedPanel()
      try panel.initialise()
      try panel.fill()
      try panel.send(0x10, [mode])
      #expect(panel.busy == .high)
      try panel.start()
      #expect(panel.busy == .low)
      try panel.initialise(resets: false)
      try panel.send(0x22, [0xF7])
      #expect(panel.misuse { try panel.send(0x20) } == (keeps ? nil : .refreshOfUnsetRAM(command: 0x24)))
    }
  }

  @Test func theGlassIsWhiteBeforeAnyRefresh() {
    let first = PanelModel(seed: 1)
    #expect(first.visible.allSatisfy { $0 == 0xFF })
  }

  @Test func rowsMayRunUpwards() throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    try panel.fill()
    try panel.send(0x11, [0x01])
    try panel.send(0x45, [0xC7, 0, 0, 0])
    try panel.send(0x4E, [0])
    try panel.send(0x4F, [0xC7, 0])
    try panel.send(0x24, [1, 2] + .init(repeating: 0xFF, count: 24))
    try panel.send(0x22, [0xF7])
    try panel.send(0x20)
    _ = panel.finishWork()
    #expect(panel.model.visible[199 * 25] == 1)
    #expect(panel.model.visible[199 * 25 + 1] == 2)
    #expect(panel.model.visible[198 * 25] == 0xFF)
  }

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
    // Two frames of black twice and one of white three times are four and three.
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
        // Measured 5,517 ms; 262 frames and the power are 5,477.
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

  /// GxEPD2 writes both planes after each, so that it needn't know.
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
