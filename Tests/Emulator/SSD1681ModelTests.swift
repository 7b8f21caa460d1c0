// The model is as strict as the datasheet: each misuse is found, and a right sequence shows its picture.

import Emulator
import Firmware
import Testing

@Suite struct SSD1681ModelTests {
  @Test func aRightSequenceShowsItsPictureWhenBusyFalls() throws {
    let panel = Panel()
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
    let panel = Panel()
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
    let panel = Panel()
    try panel.initialise()
    try panel.write(0x26, .init(repeating: 0xF0, count: 5_000))
    try panel.write(0x24, .init(repeating: 0xCC, count: 5_000))
    try panel.send(0x22, [0xFF])
    try panel.send(0x20)
    #expect(panel.finishWork() == 457_000 + 140_600)
    // Old white glass; bits that differ (0x3C) become 0xCC's, the others stay white.
    #expect(panel.model.visible[17] == 0b1100_1111)
  }

  @Test func everyMisuseIsFound() throws {
    func misuse(_ setUp: (Panel) throws -> Void = { try $0.initialise() }, _ act: (Panel) throws -> Void) throws
      -> Misuse?
    {
      let panel = Panel()
      try setUp(panel)
      return panel.misuse { try act(panel) }
    }
    #expect(try misuse({ _ in }, { try $0.send(0x12) }) == .notReset(0x12))
    #expect(try misuse({ try $0.reset() }, { try $0.send(0x12) }) == .tooSoonAfterReset(0x12))
    #expect(
      try misuse({ _ in }) {
        try $0.model.setReset(.low, at: $0.now)
        try $0.send(0x12)
      } == .inReset(0x12))
    #expect(
      try misuse({ _ in }) {
        try $0.model.setReset(.low, at: $0.now)
        $0.pass(milliseconds: 20)
        try $0.model.setReset(.high, at: $0.now)
      } == .resetTooLong(20_000))
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
    #expect(try misuse({ try $0.start() }, { try $0.send(0x24) }) == .outsideWindow(x: 21, y: 295))
    #expect(try misuse { try $0.write(0x24, .init(repeating: 0, count: 5_001)) } == .windowOverflow)
    #expect(
      try misuse {
        try $0.send(0x11, [0x07])
      } == .notModelled(command: 0x11))
    #expect(try misuse { try $0.send(0x32, .init(repeating: 0, count: 153)) } == .notModelled(command: 0x32))
  }

  /// Whoever asks at once is told a lie.
  @Test func busyRisesLateInASoftwareReset() throws {
    let panel = Panel()
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
    let panel = Panel()
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
    let panel = Panel()
    try panel.initialise()
    try panel.send(0x22, [0xF7])
    #expect(panel.misuse { try panel.send(0x20) } == .refreshOfUnsetRAM(command: 0x24))
    try panel.write(0x24, .init(repeating: 0, count: 5_000))
    try panel.send(0x22, [0xF7])
    #expect(panel.misuse { try panel.send(0x20) } == .refreshOfUnsetRAM(command: 0x26))
    let second = Panel()
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
    let panel = Panel()
    try panel.initialise()
    try panel.fill()
    try panel.send(0x22, [0xF7])
    try panel.send(0x20)
    #expect(panel.misuse { try panel.model.setReset(.low, at: panel.now) } == .resetWhileRefreshing)
    #expect(panel.misuse { try panel.send(0x24) } == .whileBusy(0x24))
  }

  @Test func deepSleepMode1KeepsRAMAndMode2LosesIt() throws {
    for (mode, keeps) in [(UInt8(1), true), (3, false)] {
      let panel = Panel()
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

  @Test func ramAtPowerOnIsNoise() {
    let first = SSD1681Model(seed: 1)
    #expect(first.visible.allSatisfy { $0 == 0xFF })
  }

  @Test func rowsMayRunUpwards() throws {
    let panel = Panel()
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

@Suite struct EmulatedBoardTests {
  @Test func twoChipSelectsLowAtOnce() {
    let board = EmulatedBoard()
    board.set(.chipSelect(0), .low)
    board.set(.chipSelect(3), .low)
    send(board, [0x12])
    #expect(board.misuse?.what == .manySelected)
  }

  @Test func bytesForNobody() {
    let board = EmulatedBoard()
    send(board, [0x12])
    #expect(board.misuse?.what == .nobodySelected)
  }

  @Test func anSPIClockAboveTheLimit() {
    #expect(EmulatedBoard(clock: 20_000_000).misuse == nil)
    #expect(EmulatedBoard(clock: 20_000_001).misuse?.what == .clockTooFast(20_000_001, limit: 20_000_000))
  }

  @Test func bytesTakeTheirTime() {
    let board = EmulatedBoard(clock: 2_500_000)
    board.set(.chipSelect(0), .low)
    for _ in 0..<3_000 { send(board, [0]) }
    // 24,000 bits at 2.5 MHz, though a byte is no whole number of microseconds.
    #expect(board.now.microseconds == 9_600)
    #expect(board.bytesSent == 3_000 && board.transfers == 3_000)
  }

  private func send(_ board: EmulatedBoard, _ bytes: [UInt8]) {
    board.send(bytes.span)
  }

  @Test func misuseEndsARunAndIsNamed() throws {
    let clock = EmulatedClock(
      board: EmulatedBoard(clock: 40_000_000), settings: ClockSettings(), flash: EmulatedFlash([]),
      localTime: { _ in nil }, record: { _ in })
    #expect(throws: MisuseOfPanel.self) { try clock.showOnce() }
  }
}

/// A panel and its time.
private final class Panel {
  var model = SSD1681Model(seed: 9)
  var now = Instant(microseconds: 1_000)

  var busy: PinLevel { model.busyLevel(at: now) }

  func pass(milliseconds: UInt32) {
    now = now + .milliseconds(milliseconds)
    _ = model.advance(to: now)
  }

  /// Lets the work that goes on end; returns how long it took in microseconds.
  func finishWork() -> UInt64 {
    let before = now
    if let end = model.nextEvent { now = max(now, end) }
    _ = model.advance(to: now)
    return (now - before).microseconds
  }

  func send(_ command: UInt8, _ parameters: [UInt8] = []) throws {
    try model.receive(command: command, at: now)
    try data(parameters)
  }

  func data(_ bytes: [UInt8]) throws {
    try model.receive(data: bytes.span, at: now)
  }

  func reset() throws {
    try model.setReset(.low, at: now)
    pass(milliseconds: 2)
    try model.setReset(.high, at: now)
  }

  func start() throws {
    try reset()
    pass(milliseconds: 10)
  }

  func initialise(without missing: UInt8? = nil, resets: Bool = true) throws {
    if resets { try start() }
    if missing != 0x12 {
      try send(0x12)
      pass(milliseconds: 10)
    }
    let commands: [(UInt8, [UInt8])] = [
      (0x01, [0xC7, 0, 0]), (0x18, [0x80]), (0x11, [3]), (0x44, [0, 0x18]), (0x45, [0, 0, 0xC7, 0]),
    ]
    for (command, parameters) in commands where command != missing { try send(command, parameters) }
  }

  func write(_ command: UInt8, _ bytes: [UInt8]) throws {
    try send(0x4E, [0])
    try send(0x4F, [0, 0])
    try send(command, bytes)
  }

  func fill() throws {
    try write(0x26, .init(repeating: 0xFF, count: 5_000))
    try write(0x24, .init(repeating: 0xFF, count: 5_000))
  }

  func misuse(_ act: () throws -> Void) -> Misuse? {
    do {
      try act()
      return nil
    } catch {
      return error as? Misuse
    }
  }
}
