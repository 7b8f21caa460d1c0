// The board's wires, time and faults. Must never need the firmware, except where misuse is to end a run.

import Emulator
import Firmware
import Testing

@Suite struct EmulatedBoardTests {
  @Test func twoChipSelectsLowAtOnce() throws {
    let board = EmulatedBoard()
    board.set(.chipSelect(0), .low)
    board.set(.chipSelect(3), .low)
    try board.send([0x12])
    #expect(board.misuse?.what == .manySelected)
  }

  @Test func bytesForNobody() throws {
    let board = EmulatedBoard()
    try board.send([0x12])
    #expect(board.misuse?.what == .nobodySelected)
  }

  @Test func anSPIClockAboveTheLimit() {
    #expect(EmulatedBoard(clock: 20_000_000).misuse == nil)
    #expect(EmulatedBoard(clock: 20_000_001).misuse?.what == .clockTooFast(20_000_001, limit: 20_000_000))
  }

  @Test func bytesTakeTheirTime() throws {
    let board = EmulatedBoard(clock: 2_500_000)
    board.set(.chipSelect(0), .low)
    for _ in 0..<3_000 { try board.send([0]) }
    // 24,000 bits at 2.5 MHz, though a byte doesn't take a whole number of microseconds.
    #expect(board.now.microseconds == 9_600)
    #expect(board.bytesSent == 3_000 && board.transfers == 3_000)
  }

  @Test func misuseEndsARunAndIsNamed() throws {
    let clock = EmulatedClock(
      board: EmulatedBoard(clock: 40_000_000), settings: ClockSettings(), flash: EmulatedFlash([]),
      localTime: { _ in nil }, record: { _ in })
    #expect(throws: MisuseOfPanel.self) { try clock.showOnce() }
  }

  @Test func eachKindHasItsClockLimit() {
    let kinds: [PanelKind] = [.v2, .rev21, .v1, .gdey0154d67]
    #expect(EmulatedBoard(kinds: kinds, clock: 10_000_000).misuse == nil)
    let tooFast = EmulatedBoard(kinds: kinds, clock: 10_000_001).misuse
    #expect(tooFast?.panel == 2 && tooFast?.what == .clockTooFast(10_000_001, limit: 10_000_000))
  }

  @Test func powerLeftOnForTenSecondsIsMisuse() throws {
    let board = EmulatedBoard()
    try board.initialise(0)
    try board.send([0x22], [0xE0], to: 0)
    try board.send([0x20], to: 0)
    board.pass(milliseconds: 96 + 9_900)
    #expect(board.misuse == nil)
    board.pass(milliseconds: 200)
    guard case .leftUnderPower(let microseconds) = board.misuse?.what else {
      Issue.record("\(String(describing: board.misuse))")
      return
    }
    #expect(10_000_000...10_200_000 ~= microseconds)
  }

  // MARK: A supply that is switched

  @Test func offIsOnlyTheGlassLeft() throws {
    let board = EmulatedBoard(switchesSupply: true)
    board.switchOn()
    try board.initialise(2)
    try board.showFull(2, 0x3C)
    board.pass(milliseconds: 3_000)
    board.switchOff()
    #expect(board.busyLevel(2) == .low && !board.isSupplied)
    board.switchOn()
    #expect(board.panels[2].visible == [UInt8](repeating: 0x3C, count: 5_000) && board.misuse == nil)
    try board.initialise(2)
    // One plane alone, as one would who relied on the other.
    try board.send([0x24], .init(repeating: 0, count: 5_000), to: 2)
    try board.send([0x22], [0xFF], to: 2)
    try board.send([0x20], to: 2)
    #expect(board.misuse?.what == .refreshOfUnsetRAM(command: 0x26) && board.timesOn == 2)
  }

  @Test(arguments: [EmulatedBoard.Output.chipSelect(0), .chipSelect(3), .dataCommand, .reset])
  func noSignalMayBeHighWhileItIsOff(output: EmulatedBoard.Output) {
    let board = EmulatedBoard(switchesSupply: true)
    board.set(output, .low)
    #expect(board.misuse == nil)
    board.set(output, .high)
    #expect(board.misuse?.what == .highWhileOff)
    // Nor left high.
    let other = EmulatedBoard(switchesSupply: true)
    other.setSupply(isOn: true)
    other.set(output, .high)
    #expect(other.misuse == nil)
    other.setSupply(isOn: false)
    #expect(other.misuse?.what == .highWhileOff)
  }

  @Test func bytesToPanelsWithoutSupply() throws {
    let board = EmulatedBoard(kinds: [.v2], switchesSupply: true)
    try board.send([0x12])
    #expect(board.misuse?.what == .whileOff(0x12))
  }

  @Test func bytesRightAfterItHasComeOn() throws {
    let board = EmulatedBoard(kinds: [.v2], switchesSupply: true)
    board.setSupply(isOn: true)
    board.set(.reset, .high)
    board.pass(milliseconds: 9)
    try board.send([0x12])
    #expect(board.misuse?.what == .tooSoonAfterReset(0x12))
  }

  @Test func offInARefresh() throws {
    for isFaulty in [true, false] {
      let board = EmulatedBoard(switchesSupply: true)
      board.switchOn()
      try board.initialise(0)
      try board.showFull(0, 0)
      board.pass(milliseconds: 1_000)
      if isFaulty { board.stuckBusy = [0: .low] }
      // Straight away: RST, low before it, would be misuse by itself.
      if isFaulty { board.switchOff() } else { board.setSupply(isOn: false) }
      #expect(board.misuse?.what == (isFaulty ? nil : .offWhileRefreshing))
      board.pass(milliseconds: 5_000)
      #expect(board.panels[0].refreshes == 0)
    }
  }

  @Test func aPanelPluggedInWhileItIsOffComesOnWithTheOthers() throws {
    let board = EmulatedBoard(switchesSupply: true)
    board.unplug(1, busyReads: .high)
    board.plug(1)
    #expect(board.busyLevel(1) == .low)
    board.switchOn()
    try board.initialise(1)
    try board.showFull(1, 0x5A)
    board.pass(milliseconds: 3_000)
    board.switchOff()
    #expect(board.panels[1].visible == [UInt8](repeating: 0x5A, count: 5_000) && board.misuse == nil)
  }

  // MARK: Faults

  @Test func stuckBusyReadsAsChosenAndExcusesUntilTheNextReset() throws {
    let board = EmulatedBoard()
    try board.initialise(1)
    board.stuckBusy = [1: .low]
    try board.showFull(1, 0x00)
    #expect(board.busyLevel(1) == .low && board.busyLevel(0) == .low)
    // The firmware believes it idle: no misuse, though the chip is busy.
    try board.send([0x24], [0], to: 1)
    board.stuckBusy = [1: .high]
    board.pass(milliseconds: 5_000)
    #expect(board.busyLevel(1) == .high)
    #expect(board.panels[1].refreshes == 1)
    board.stuckBusy = [:]
    #expect(board.busyLevel(1) == .low)
    board.pulseReset()
    #expect(board.misuse == nil)
    try board.send([0x00], to: 1)
    #expect(board.misuse?.what == .unknownCommand(0x00))
  }

  @Test func aResetInTheRefreshOfAFaultyPanelIsNoMisuse() throws {
    for isFaulty in [true, false] {
      let board = EmulatedBoard()
      try board.initialise(3)
      try board.showFull(3, 0x00)
      if isFaulty { board.stuckBusy = [3: .high] }
      board.pulseReset()
      #expect(board.misuse?.what == (isFaulty ? nil : .resetWhileRefreshing))
      #expect(board.panels[3].refreshes == 0)
    }
  }

  @Test func powerThatAFaultKeepsOnIsNoMisuse() throws {
    let board = EmulatedBoard()
    try board.initialise(0)
    try board.send([0x22], [0xE0], to: 0)
    try board.send([0x20], to: 0)
    board.stuckBusy = [0: .high]
    board.pass(milliseconds: 20_000)
    board.stuckBusy = [:]
    board.pulseReset()
    board.pass(milliseconds: 20_000)
    #expect(board.misuse == nil)
    #expect(board.panels[0].poweredFor(at: board.now) > .seconds(19))
  }

  /// A faulty cable may turn anything into anything: the model reports what is wrong and goes on.
  @Test(arguments: [PanelKind.v1, .v2, .rev21, .gdey0154d67])
  func nonsenseNeverEndsTheModel(kind: PanelKind) throws {
    let board = EmulatedBoard(kinds: [kind])
    var random = Noise(UInt64(kind.rawValue))
    // The commands of the init, more often than by chance, so that some nonsense gets as far as the ink.
    let usual: [UInt8] = [0x01, 0x12, 0x18, 0x22, 0x20, 0x24, 0x26, 0x32, 0x44, 0x45, 0x46, 0x47, 0x4E, 0x4F, 0x2C]
    board.pulseReset()
    for _ in 0..<250 {
      if random.byte() < 20 {
        board.unplug(0)
        board.plug(0)
      }
      if random.byte() < 30 { board.pulseReset() }
      // Now and then it is set up properly.
      if random.byte() < 60 { try board.initialise(0) }
      if random.byte() < 60 { try board.showFull(0, random.byte()) }
      board.stuckBusy = [0: .low]
      let command = random.byte() < 200 ? usual[Int(random.byte()) % usual.count] : random.byte()
      let data = (0..<Int(random.byte()) % 12).map { _ in random.byte() }
      try board.send([command], command == 0x32 ? (0..<153).map { _ in random.byte() & 0x33 } : data, to: 0)
      board.pass(milliseconds: UInt32(random.byte()) * 8)
    }
    #expect(board.panels[0].reflectance.allSatisfy { $0 < 1_024 })
    #expect(board.panels[0].ghosting <= 100)
    // A correct sequence brings it back.
    board.stuckBusy = [:]
    guard kind != .v1 else { return }
    board.pass(milliseconds: 60_000)
    try board.initialise(0)
    try board.showFull(0, 0x3C)
    board.pass(milliseconds: 3_000)
    #expect(board.panels[0].visible == [UInt8](repeating: 0x3C, count: 5_000))
    #expect(board.misuse.map { $0.what } == nil)
  }

  @Test func anUnpluggedPanelHearsNothingAndKeepsItsPicture() throws {
    let board = EmulatedBoard()
    try board.initialise(2)
    try board.showFull(2, 0x3C)
    board.pass(milliseconds: 3_000)
    for level in [PinLevel.high, .low] {
      board.unplug(2, busyReads: level)
      #expect(board.busyLevel(2) == level)
      try board.initialise(2)
      try board.showFull(2, 0x00)
      board.pass(milliseconds: 3_000)
      #expect(board.panels[2].visible == [UInt8](repeating: 0x3C, count: 5_000))
      board.plug(2)
      // Idle at once; what the firmware sends in the belief that the panel was always there does no harm.
      #expect(board.busyLevel(2) == .low)
      try board.send([0x24], .init(repeating: 0, count: 100), to: 2)
      try board.send([0x22], [0xFC], to: 2)
      try board.send([0x20], to: 2)
      board.pass(milliseconds: 3_000)
      #expect(board.panels[2].refreshes == 1 && board.misuse == nil)
    }
    // RAM is lost.
    try board.initialise(2)
    try board.send([0x22], [0xF7], to: 2)
    try board.send([0x20], to: 2)
    #expect(board.misuse?.what == .refreshOfUnsetRAM(command: 0x24))
  }

  @Test func unpluggingStopsARefreshHalfway() throws {
    let board = EmulatedBoard()
    try board.initialise(0)
    try board.showFull(0, 0x00)
    // Power on, and a third of 2.27 s: the waveform shakes the ink.
    board.pass(milliseconds: 96 + 800)
    let shown = board.panels[0].reflectance(at: board.now)
    board.unplug(0)
    #expect(board.panels[0].reflectance == shown)
    #expect(shown != [UInt16](repeating: 1_023, count: 40_000))
    board.pass(milliseconds: 3_000)
    #expect(board.panels[0].reflectance == shown)
    #expect(board.panels[0].refreshes == 0 && board.misuse == nil)
    // Plugged in again, and all is well.
    board.plug(0)
    try board.initialise(0)
    try board.showFull(0, 0x5A)
    board.pass(milliseconds: 3_000)
    #expect(board.panels[0].visible == [UInt8](repeating: 0x5A, count: 5_000))
    #expect(board.misuse == nil)
  }

  @Test func failedTransfersDeliverHalfAndAreNoMisuse() throws {
    let board = EmulatedBoard()
    try board.initialise(0)
    let sent = board.bytesSent
    board.failTransfers(1, to: 0)
    #expect(throws: SPIError.transferFailed) { try board.send([0x45], to: 0) }
    #expect(board.bytesSent == sent)
    board.failTransfers(2, to: 0)
    // Another panel isn't affected.
    try board.initialise(1)
    board.failTransfers(0, to: 0)
    try board.initialise(0)
    try board.send([0x4E], [0], to: 0)
    try board.send([0x4F], [0, 0], to: 0)
    try board.send([0x24], to: 0)
    board.failTransfers(1, to: 0)
    #expect(throws: SPIError.transferFailed) {
      try board.sendData(.init(repeating: 0, count: 5_000), to: 0)
    }
    // The driver carries on; the plane was never written as a whole.
    try board.send([0x22], [0xF7], to: 0)
    try board.send([0x20], to: 0)
    #expect(board.panels[0].nextEvent == nil && board.misuse == nil)
  }
}

/// The board's wires as a driver drives them.
extension EmulatedBoard {
  fileprivate func pass(milliseconds: UInt32) {
    advance(to: now + .milliseconds(milliseconds))
  }

  fileprivate func switchOn() {
    setSupply(isOn: true)
    pass(milliseconds: 2)
    for panel in panels.indices { set(.chipSelect(panel), .high) }
    set(.reset, .high)
    pass(milliseconds: 10)
  }

  fileprivate func switchOff() {
    for panel in panels.indices { set(.chipSelect(panel), .low) }
    set(.dataCommand, .low)
    set(.reset, .low)
    setSupply(isOn: false)
  }

  fileprivate func pulseReset() {
    set(.reset, .low)
    pass(milliseconds: 2)
    set(.reset, .high)
    pass(milliseconds: 10)
  }

  fileprivate func send(_ bytes: [UInt8]) throws(SPIError) {
    try send(bytes.span)
  }

  fileprivate func send(_ command: [UInt8], _ data: [UInt8] = [], to panel: Int) throws(SPIError) {
    set(.chipSelect(panel), .low)
    defer { set(.chipSelect(panel), .high) }
    set(.dataCommand, .low)
    try send(command.span)
    guard !data.isEmpty else { return }
    set(.dataCommand, .high)
    try send(data.span)
  }

  fileprivate func sendData(_ data: [UInt8], to panel: Int) throws(SPIError) {
    set(.chipSelect(panel), .low)
    defer { set(.chipSelect(panel), .high) }
    set(.dataCommand, .high)
    try send(data.span)
  }

  /// A reset and the init of A.7.
  fileprivate func initialise(_ panel: Int) throws(SPIError) {
    pulseReset()
    try send([0x12], to: panel)
    pass(milliseconds: 10)
    let commands: [(UInt8, [UInt8])] = [
      (0x01, [0xC7, 0, 0]), (0x3C, [0x05]), (0x18, [0x80]), (0x11, [3]), (0x44, [0, 0x18]), (0x45, [0, 0, 0xC7, 0]),
    ]
    for (command, parameters) in commands { try send([command], parameters, to: panel) }
  }

  /// Starts a full refresh of a picture whose every byte is `value`.
  fileprivate func showFull(_ panel: Int, _ value: UInt8) throws(SPIError) {
    for plane in [0x26, 0x24] as [UInt8] {
      try send([0x4E], [0], to: panel)
      try send([0x4F], [0, 0], to: panel)
      try send([plane], .init(repeating: value, count: 5_000), to: panel)
    }
    try send([0x22], [0xF7], to: panel)
    try send([0x20], to: panel)
  }
}
