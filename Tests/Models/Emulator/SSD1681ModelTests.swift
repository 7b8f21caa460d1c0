// The model of an SSD1681's panel is as strict as the datasheet: each misuse is found, and a correct sequence shows
// its picture on time.

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
    // The glass is white; bits that differ (0x3C) become those of 0xCC. The others get a single frame towards where
    // they should be already, too little for black.
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
    // Only a Rev 2.1 board switches its supply with RST.
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
    #expect(
      try misuse {
        try $0.send(0x44, [24, 0]); try $0.send(0x24)
      } == .badWindow(command: 0x44))
    #expect(
      try misuse {
        try $0.send(0x45, [0xC7, 0, 0, 0]); try $0.send(0x24)
      } == .badWindow(command: 0x45))
    // Past 127h, where the window ends after a reset, and so past the RAM.
    #expect(try misuse { try $0.send(0x45, [0, 0, 0x28, 1]) } == .badWindow(command: 0x45))
    #expect(
      try misuse {
        try $0.send(0x44, [5, 6])
        try $0.send(0x4E, [4])
        try $0.send(0x24)
      } == .outsideWindow(x: 4, y: 0))
    // The power-on window has 22 of the glass's 25 columns.
    let plane = [UInt8](repeating: 0, count: 5_000)
    #expect(try misuse(.v2, { try $0.start() }, { try $0.send(0x24, plane) }) == .windowOverflow)
    #expect(
      try misuse(.v2, { try $0.start() }) {
        try $0.send(0x24, Array(plane[..<4_400]))
        try $0.send(0x18, [0x80])
        _ = try $0.activate(0xF7)
      } == .refreshOfUnsetRAM(command: 0x24))
    #expect(try misuse { try $0.write(0x24, .init(repeating: 0, count: 5_001)) } == .windowOverflow)
    #expect(
      try misuse {
        try $0.send(0x11, [0x08])
      } == .badParameter(command: 0x11))
    #expect(
      try misuse {
        try $0.send(0x32, .init(repeating: 0, count: 30)); try $0.send(0x7F)
      }
        == .tooFewParameters(command: 0x32, got: 30, needed: 153))
    // A group with frames but no rate; VSH2 on VCOM; three minutes of frames.
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

  /// BUSY read at once gives the wrong answer.
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

  @Test func aRefreshNeedsPowerWaveformSensorAndBothPlanes() throws {
    let panel = EmulatedPanel()
    try panel.initialise()
    try panel.send(0x22, [0xF7])
    #expect(panel.misuse { try panel.send(0x20) } == .refreshOfUnsetRAM(command: 0x24))
    try panel.write(0x24, .init(repeating: 0, count: 5_000))
    try panel.send(0x22, [0xFF])
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
    // With 0x18 as a reset leaves it.
    let third = EmulatedPanel()
    try third.initialise(without: 0x18)
    try third.fill()
    try third.send(0x22, [0xF7])
    #expect(third.misuse { try third.send(0x20) } == .noTemperatureSensor)
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
}
