// The whole device: the firmware on the emulated board, judged by what its panels show.
// Must never look inside the clock, only at its panels and events.

import Emulator
import Firmware
import TestSupport
import Testing

@Suite struct ClockTests {
  /// Five glyphs of each digit, all different.
  static let image = imageBytes(counts: .init(repeating: 5, count: 10))

  @Test func showsTheMinuteInTheTablesGlyphs() throws {
    let device = try Device(at: "12:34")
    try device.clock.showOnce()
    for (panel, digit) in [1, 2, 3, 4].enumerated() { device.expect(panel, digit: digit, number: 0) }
    // 400 ms to erase the journal's first sector, 200 ms of rest and four writes of 2 ms; 22 ms of reset, 10 ms of init
    // and 8 ms of SPI for each panel, then the datasheet's 2.51 s, with some room.
    #expect(device.board.now < Instant(microseconds: 2_680_000 + 608_000))
  }

  @Test func redrawsOnlyWhatChangesAndAtTheMinute() throws {
    let device = try Device(at: "12:34:30")
    var refreshes: [(panel: Int, second: Double)] = []
    device.board.onRefreshEnd = { [unowned device] panel in
      refreshes.append((panel, Double(device.board.now.microseconds) / 1e6))
    }
    try device.clock.run(until: Instant(microseconds: 385_000_000))
    // 12:34, then 35, 36, 37, 38, 39 on the last panel alone, then 40 on the last two.
    #expect(refreshes.dropFirst(4).prefix(5).allSatisfy { $0.panel == 3 })
    #expect(Set(refreshes.dropFirst(9).map(\.panel)) == [2, 3])
    #expect(refreshes.count == 11)
    for (index, refresh) in refreshes.dropFirst(4).enumerated() {
      let minute = 30 + 60 * Double(min(index, 5))
      // A partial refresh: the picture is there after 457 ms, and 141 ms more are for switching off.
      #expect(refresh.second > minute + 0.598 && refresh.second < minute + 0.66, "\(refresh)")
    }
    device.expect(3, digit: 0, number: 0)
    device.expect(2, digit: 4, number: 1)
  }

  @Test func withoutATimeItSaysSoAndThenShowsIt() throws {
    let device = try Device(at: "07:08")
    device.knowsTime = false
    try device.clock.run(until: Instant(microseconds: 30_000_000))
    device.expectWords("NO", "TIME", "YET", "WAIT")
    #expect(device.events.filter { if case .timeUnknown = $0 { true } else { false } }.count == 1)
    #expect(device.board.panels.map(\.refreshes) == [1, 1, 1, 1])
    device.knowsTime = true
    try device.clock.run(until: Instant(microseconds: 35_000_000))
    for (panel, digit) in [0, 7, 0, 8].enumerated() {
      device.expect(panel, digit: digit, number: panel == 2 ? 1 : 0)
    }
    // And when the time is lost again.
    device.knowsTime = false
    try device.clock.run(until: Instant(microseconds: 100_000_000))
    device.expectWords("NO", "TIME", "YET", "WAIT")
  }

  @Test func saysWhatItsUserCanDoAboutTheTime() throws {
    let device = try Device(at: "07:08")
    device.knowsTime = false
    device.obstacle = .network(.absent)
    try device.clock.run(until: Instant(microseconds: 30_000_000))
    device.expectWords("WIFI", "NOT", "IN", "RANGE")
    device.obstacle = .network(.rejected)
    try device.clock.run(until: Instant(microseconds: 60_000_000))
    device.expectWords("WRONG", "WIFI", "PASS", "WORD")
    device.knowsTime = true
    try device.clock.run(until: Instant(microseconds: 65_000_000))
    for (panel, digit) in [0, 7, 0, 9].enumerated() {
      device.expect(panel, digit: digit, number: panel == 2 ? 1 : 0)
    }
    let obstacles = device.events.compactMap { if case .timeUnknown(let obstacle) = $0 { obstacle } else { nil } }
    #expect(obstacles == [.network(.absent), .network(.rejected)])
    #expect(device.board.panels.map(\.refreshes) == [3, 3, 3, 3])
  }

  @Test func withoutGlyphsItSaysWhyAndGoesOnOnceTheyAreThere() throws {
    let device = try Device(at: "12:34", flash: [UInt8](repeating: 0xFF, count: 4_096))
    try device.clock.run(until: Instant(microseconds: 30_000_000))
    device.expectWords("NO", "DIGITS", "FLASH", "THEM")
    var damaged = Self.image
    damaged[100] ^= 1
    device.flash.bytes = damaged
    try device.clock.run(until: Instant(microseconds: 90_000_000))
    device.expectWords("NO", "DIGITS", "BAD", "DATA")
    device.flash.bytes = Self.image
    try device.clock.run(until: Instant(microseconds: 150_000_000))
    for (panel, digit) in [1, 2, 3, 6].enumerated() { device.expect(panel, digit: digit, number: 0) }
  }

  /// Five glyphs of each digit, two in a block.
  @Test func aDamagedBlockIsLeftOutAndReported() throws {
    var image = imageBytes(counts: .init(repeating: 5, count: 10), glyphsPerBlock: 2)
    let table = try checkedTable(image)
    // The first block of digit 2, and all three of digit 4.
    for block in [6, 12, 13, 14] {
      let start = table.stream(block, in: image.span)?.lowerBound ?? 0
      image[start + 7] ^= 0x10
    }
    let device = try Device(at: "12:34", flash: image)
    try device.clock.run(until: Instant(microseconds: 30_000_000))
    device.expect(0, digit: 1, number: 0)
    device.expect(1, digit: 2, number: 2)
    device.expect(2, digit: 3, number: 0)
    device.expectWord(3, "FOUR")
    let skipped = device.events.compactMap { event -> [UInt32]? in
      if case .blockSkipped(let digit, let first, let count, let total) = event {
        [UInt32(digit), first, count, total]
      } else {
        nil
      }
    }
    #expect(Array(skipped.prefix(4)) == [[2, 0, 2, 1], [4, 0, 2, 2], [4, 2, 2, 3], [4, 4, 1, 4]])
  }

  /// Five glyphs of each digit. Of each the first is hard to read, and of digit 4 all are.
  private static let levels = (0..<10).flatMap { digit in (0..<5).map { UInt8($0 == 0 || digit == 4 ? 6 : 7) } }

  @Test(arguments: [(0, 0), (40, 0), (41, 1), (50, 1), (51, 0), (100, 0)] as [(UInt8, Int)])
  func whatIsNotLegibleIsPassedOver(legible: UInt8, number: Int) throws {
    let image = imageBytes(counts: .init(repeating: 5, count: 10), legibility: Self.levels)
    let device = try Device(at: "12:34", settings: ClockSettings(legible: legible), flash: image)
    try device.clock.run(until: Instant(microseconds: 30_000_000))
    for (panel, digit) in [1, 2, 3].enumerated() { device.expect(panel, digit: digit, number: number) }
    device.expect(3, digit: 4, number: 0)
  }

  /// The next legible one of another block; the digit's name when none of those can be read.
  @Test func aDamagedBlockOfLegibleGlyphsIsLeftOutToo() throws {
    let counts = [Int](repeating: 6, count: 10)
    // Of digit 3 the glyphs 1 and 4 are legible, of digit 4 glyph 1 alone.
    var levels = [UInt8](repeating: 15, count: 60)
    for number in 18..<30 where number != 19 && number != 22 && number != 25 { levels[number] = 0 }
    var image = imageBytes(counts: counts, glyphsPerBlock: 2, legibility: levels)
    let table = try checkedTable(image)
    for block in [9, 12] { image[(table.stream(block, in: image.span)?.lowerBound ?? 0) + 7] ^= 0x10 }
    let device = try Device(at: "12:34", settings: ClockSettings(legible: 50), flash: image)
    try device.clock.run(until: Instant(microseconds: 30_000_000))
    device.expect(2, digit: 3, number: 4)
    device.expectWord(3, "FOUR")
  }

  /// New firmware on an old partition, and on one with a sector that has lost bits there: the clock goes on.
  @Test func anImageThatDoesNotSayHowLegibleItIsIsShownWhole() throws {
    let counts = [Int](repeating: 5, count: 10)
    var damaged = imageBytes(counts: counts, legibility: .init(repeating: 0, count: 50))
    damaged[damaged.count - 1] = 0xFF
    for image in [imageBytes(counts: counts, version: 2), damaged] {
      let device = try Device(at: "12:34", settings: ClockSettings(legible: 100), flash: image)
      try device.clock.run(until: Instant(microseconds: 30_000_000))
      for (panel, digit) in [1, 2, 3, 4].enumerated() { device.expect(panel, digit: digit, number: 0) }
    }
  }

  @Test func aPanelWithStuckBusyLeavesTheOthersRightAndComesBack() throws {
    let device = try Device(at: "12:34")
    device.board.stuckBusy = [1: .high]
    try device.clock.run(until: Instant(microseconds: 50_000_000))
    for panel in [0, 2, 3] { device.expect(panel, digit: panel + 1, number: 0) }
    #expect(device.board.panels[1].refreshes == 0)
    #expect(device.failures == [1])
    try device.clock.run(until: Instant(microseconds: 100_000_000))
    device.expect(3, digit: 5, number: 0)
    #expect(device.failures == [1, 1])
    device.board.stuckBusy = [:]
    // 90 seconds after the second failure at 12:35.
    try device.clock.run(until: Instant(microseconds: 170_000_000))
    #expect(device.board.panels[1].refreshes == 0)
    try device.clock.run(until: Instant(microseconds: 190_000_000))
    // Two glyphs went to a panel that could not show them: skipped, never repeated.
    device.expect(1, digit: 2, number: 2)
    #expect(device.events.contains { if case .panelRecovered(panel: 1) = $0 { true } else { false } })
  }

  /// The one or two digits that are left could be mistaken for the time.
  @Test func whereTwoPanelsFailTheOthersSaySo() throws {
    let device = try Device(at: "12:34")
    device.board.stuckBusy = [1: .high, 2: .low]
    // Digits still, after one failure each; words once both have failed twice.
    try device.clock.run(until: Instant(microseconds: 50_000_000))
    device.expect(0, digit: 1, number: 0)
    device.expect(3, digit: 4, number: 0)
    try device.clock.run(until: Instant(microseconds: 150_000_000))
    #expect(device.failures.filter { $0 == 1 }.count == 2 && device.failures.filter { $0 == 2 }.count == 2)
    for panel in [0, 3] { device.expectWord(panel, "WIRES") }
    #expect(!device.events.contains { if case .timeUnknown = $0 { true } else { false } })
    // One comes back: the time does too, without waiting for the minute.
    device.board.stuckBusy = [2: .low]
    try device.clock.run(until: Instant(microseconds: 290_000_000))
    #expect(device.events.contains { if case .panelRecovered(panel: 1) = $0 { true } else { false } })
    for (panel, digit) in [(0, 1), (1, 2), (3, 8)] { device.expectDigit(panel, digit) }
  }

  /// The same without a time to show: NO and WAIT alone say little.
  @Test func whereTwoPanelsFailNoSignIsCutInPieces() throws {
    let device = try Device(at: "12:34")
    device.knowsTime = false
    device.board.stuckBusy = [1: .low, 2: .low]
    try device.clock.run(until: Instant(microseconds: 30_000_000))
    device.expectWord(0, "NO")
    try device.clock.run(until: Instant(microseconds: 150_000_000))
    for panel in [0, 3] { device.expectWord(panel, "WIRES") }
    device.board.stuckBusy = [:]
    try device.clock.run(until: Instant(microseconds: 400_000_000))
    device.expectWords("NO", "TIME", "YET", "WAIT")
  }

  @Test func aPanelThatSticksInARefreshDoesNotStopTheMinute() throws {
    let device = try Device(at: "12:34:50")
    device.board.onRefreshEnd = { [unowned device] panel in if panel == 0 { device.board.stuckBusy = [2: .high] } }
    try device.clock.run(until: Instant(microseconds: 11_000_000))
    try device.clock.run(until: Instant(microseconds: 20_000_000))
    device.expect(3, digit: 5, number: 0)
  }

  @Test func aClockThatIsSetBackShowsTheNewMinute() throws {
    let device = try Device(at: "12:34")
    try device.clock.run(until: Instant(microseconds: 10_000_000))
    device.shift = -7_200
    try device.clock.run(until: Instant(microseconds: 70_000_000))
    device.expect(0, digit: 1, number: 0)
    device.expect(1, digit: 0, number: 0)
    device.expect(3, digit: 5, number: 0)
  }

  @Test func twelveHoursLeaveTheFirstPanelBlank() throws {
    let device = try Device(at: "12:59", settings: ClockSettings(hourFormat: .twelve))
    try device.clock.run(until: Instant(microseconds: 65_000_000))
    #expect(device.board.panels[0].visible == [UInt8](repeating: 0xFF, count: 5_000))
    device.expect(1, digit: 1, number: 1)
    #expect(device.events.contains { if case .cleared(panel: 0, _, _) = $0 { true } else { false } })
  }

  /// What the firmware promises its panels: never left under voltage, never left awake.
  @Test func panelsSleepBetweenMinutes() throws {
    let device = try Device(at: "12:34")
    try device.clock.run(until: Instant(microseconds: 30_000_000))
    for panel in device.board.panels { #expect(panel.busyLevel(at: device.board.now) == .high) }
  }

  @Test func aDayOfEitherPolicyIsFreeOfMisuse() throws {
    for policy in [RedrawPolicy.onChange, .everyMinute] {
      let device = try Device(at: "00:00", settings: ClockSettings(policy: policy))
      try device.clock.run(until: Instant(microseconds: 86_400_000_000))
      let refreshes = device.board.panels.map(\.refreshes)
      // Worked out by hand: at the start all four; after it the minute's ones change 1,439 times, its tens 143
      // times, the hour's ones 23 times and its tens twice.
      #expect(refreshes == (policy == .onChange ? [3, 24, 144, 1_440] : [1_440, 1_440, 1_440, 1_440]))
    }
  }
}
