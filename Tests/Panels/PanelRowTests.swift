// The drivers' traffic, compared with byte sequences written out from the controllers' datasheets and from what drivers in
// the field send to this glass, not from a model of our own.

import Firmware
import Testing

@Suite struct PanelRowTests {
  private let recorder = Recorder()
  private static let all: [4 of Bool] = [true, true, true, true]
  private static let three = glyph(["", "", "  3"])
  private static let other = glyph(["", "", "  3", "", "  3"])

  private func only(_ panel: Int) -> [4 of Bool] {
    var drawn: [4 of Bool] = [false, false, false, false]
    drawn[panel] = true
    return drawn
  }

  /// One round for one panel.
  @discardableResult
  private func show(
    _ picture: PanelPicture, on panel: Int, isHour: Bool = false, _ row: inout PanelRow<RecordedBoard>
  ) -> RefreshResult {
    var frame = Frame()
    row.begin(only(panel))
    row.load(picture, on: panel, isHour: isHour, &frame)
    recorder.beginRefresh()
    return row.results(within: .seconds(60))[panel]
  }

  private func pixels(_ glyph: Glyph) -> [UInt8] {
    var frame = Frame()
    frame.draw(glyph, .pixels)
    return frame.bytes.indices.map { frame.bytes[$0] }
  }

  // MARK: SSD1681

  @Test func allWakeByOneResetPulseAndResetTheirRegistersTogether() {
    var row = recordedRow(recorder)
    row.begin(Self.all)
    #expect(
      recorder.traces == [
        .reset(.high), .sleep(milliseconds: 10), .reset(.low), .sleep(milliseconds: 2), .reset(.high),
        .sleep(milliseconds: 10),
        .command(panel: 0, 0x12, []), .command(panel: 1, 0x12, []), .command(panel: 2, 0x12, []),
        .command(panel: 3, 0x12, []), .sleep(milliseconds: 10),
      ])
  }

  /// What comes before each plane's bytes: windows and counters.
  private func window(_ panel: Int, _ left: UInt8, _ right: UInt8, _ top: UInt8, _ bottom: UInt8) -> [Trace] {
    [
      .command(panel: panel, 0x44, [left, right]), .command(panel: panel, 0x45, [top, 0, bottom, 0]),
      .command(panel: panel, 0x4E, [left]), .command(panel: panel, 0x4F, [top, 0]),
    ]
  }

  @Test func aFullRefreshSendsTheDatasheetsSequence() {
    var row = recordedRow(recorder)
    show(PanelPicture(Self.three), on: 2, &row)
    let image = pixels(Self.three)
    var expected: [Trace] = [
      .command(panel: 2, 0x12, []),
      .command(panel: 2, 0x01, [0xC7, 0x00, 0x00]), .command(panel: 2, 0x3C, [0x05]),
      .command(panel: 2, 0x18, [0x80]), .command(panel: 2, 0x11, [0x03]),
    ]
    expected += window(2, 0, 0x18, 0, 0xC7) + [.command(panel: 2, 0x26, image)]
    expected += window(2, 0, 0x18, 0, 0xC7) + [.command(panel: 2, 0x24, image)]
    expected += [.command(panel: 2, 0x22, [0xF7]), .command(panel: 2, 0x20, []), .command(panel: 2, 0x10, [0x01])]
    #expect(recorder.commands(to: 2) == expected)
    #expect(recorder.faults.isEmpty)
    // The third of a row's 28 cells: from pixel 2 + 2·7 = 16 on, seven wide; black is 0.
    #expect(image[16 * 25 + 2] == 0b0000_0001 && image[15 * 25 + 2] == 0xFF && image.count == 5_000)
  }

  /// Cell (2, 4) is black in one and not in the other: pixels 16 to 22, rows 30 to 36.
  @Test func aPartialRefreshSendsTheChangedWindowOnly() {
    var row = recordedRow(recorder)
    show(PanelPicture(Self.three), on: 1, &row)
    recorder.traces = []
    let result = show(PanelPicture(Self.other), on: 1, &row)
    let black = [UInt8](repeating: 0b0000_0001, count: 7)
    var expected: [Trace] = [
      .command(panel: 1, 0x12, []),
      .command(panel: 1, 0x01, [0xC7, 0x00, 0x00]), .command(panel: 1, 0x3C, [0x80]),
      .command(panel: 1, 0x18, [0x80]), .command(panel: 1, 0x11, [0x03]),
    ]
    // The full refresh left the old picture in both planes.
    expected += window(1, 2, 2, 30, 36) + [.command(panel: 1, 0x24, black)]
    let start: [Trace] = [
      .command(panel: 1, 0x22, [0xFF]), .command(panel: 1, 0x20, []), .command(panel: 1, 0x10, [0x01]),
    ]
    #expect(recorder.commands(to: 1) == expected + start)
    guard case .done(let refresh, isBack: false) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(refresh.waveform == .partial)

    // The next finds planes that differ there, and maybe exchanged: both are written.
    recorder.traces = []
    show(PanelPicture(Self.three), on: 1, &row)
    let white = [UInt8](repeating: 0xFF, count: 7)
    let planes =
      window(1, 2, 2, 30, 36) + [.command(panel: 1, 0x24, white)]
      + window(1, 2, 2, 30, 36) + [.command(panel: 1, 0x26, black)]
    #expect(recorder.commands(to: 1) == expected[..<5] + planes + start)
    #expect(recorder.faults.isEmpty)
  }

  /// The new pixel's ink by hand: 3/4 - (k/7)², squared, is above 7/16 at k up to 2 to each side: columns 17 to 21 of the
  /// frame, rows 31 to 35.
  @Test func aChangeOfInkIsItsOwnWindowAndItsOwnPixels() {
    let settings = RefreshSettings(mostPixels: 49)
    var row = recordedRow(recorder, settings: settings)
    show(PanelPicture(Self.three), on: 1, &row)
    recorder.traces = []
    guard case .done(let refresh, _) = show(PanelPicture(Self.other), on: 1, &row) else { return #expect(Bool(false)) }
    // 25 pixels change, where a square would have 49; then as many again, which are too many.
    #expect(refresh.waveform == .partial)
    let new = [UInt8](repeating: 0b1000_0011, count: 5)
    #expect(Array(recorder.commands(to: 1)[5..<10]) == window(1, 2, 2, 31, 35) + [.command(panel: 1, 0x24, new)])
    guard case .done(let next, _) = show(PanelPicture(Self.three), on: 1, &row) else { return #expect(Bool(false)) }
    #expect(next.waveform == .full)
    #expect(recorder.faults.isEmpty)
  }

  /// By Good Display's sequence and waveform: a pixel's darkness in two planes, 0 is white.
  @Test func fourGreysSendTheirWaveform() {
    var row = recordedRow(recorder, settings: RefreshSettings(style: .pixels, shades: .grey))
    show(PanelPicture(glyph(["0123"])), on: 0, &row)
    let commands = recorder.commands(to: 0)
    let levels: [UInt8] =
      [0x40, 0x48, 0x80] + .init(repeating: 0, count: 9) + [0x08, 0x48, 0x10] + .init(repeating: 0, count: 9)
      + [0x02, 0x48, 0x04] + .init(repeating: 0, count: 9) + [0x20, 0x48, 0x01] + .init(repeating: 0, count: 21)
    let groups: [UInt8] = [
      0x0A, 0x19, 0x00, 0x03, 0x08, 0x00, 0x00, 0x14, 0x01, 0x00, 0x14, 0x01, 0x00, 0x03,
      0x0A, 0x03, 0x00, 0x08, 0x19, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01,
    ]
    let lut = levels + groups + .init(repeating: 0, count: 56) + .init(repeating: 0x22, count: 6) + [0, 0, 0]
    #expect(lut.count == 153)
    #expect(
      commands[..<6] == [
        .command(panel: 0, 0x12, []), .command(panel: 0, 0x01, [0xC7, 0x00, 0x00]),
        .command(panel: 0, 0x3C, [0x00]), .command(panel: 0, 0x18, [0x80]), .command(panel: 0, 0x11, [0x03]),
        .command(panel: 0, 0x32, lut),
      ])
    // Two white pixels of margin, then cells of 0, 1, 2, 3: seven pixels each. Upper bits first.
    let upper: [UInt8] = [0x00, 0x00, 0xFF, 0xFC], lower: [UInt8] = [0x00, 0x7F, 0x01, 0xFC]
    for (index, command, bytes) in [(10, UInt8(0x26), upper), (15, 0x24, lower)] {
      guard case .command(0, command, let plane) = commands[index] else {
        Issue.record("\(commands[index])")
        continue
      }
      #expect(plane.count == 5_000 && Array(plane[50..<54]) == bytes && plane[0..<50].allSatisfy { $0 == 0 })
    }
    #expect(
      commands[16...] == [
        .command(panel: 0, 0x22, [0xC7]), .command(panel: 0, 0x20, []), .command(panel: 0, 0x10, [0x01]),
      ])
  }

  // MARK: IL3829

  /// By what the makers' and others' drivers send to a GDEP015OC1.
  @Test func theFirstVersionHasItsOwnSequence() {
    var row = recordedRow(recorder, kinds: [.v1, .v2, .rev21, .gdey0154d67])
    show(PanelPicture(Self.three), on: 0, &row)
    let start: [Trace] = [
      .command(panel: 0, 0x01, [0xC7, 0x00, 0x00]), .command(panel: 0, 0x0C, [0xD7, 0xD6, 0x9D]),
      .command(panel: 0, 0x2C, [0xA8]), .command(panel: 0, 0x3A, [0x1A]), .command(panel: 0, 0x3B, [0x08]),
      .command(panel: 0, 0x11, [0x03]),
    ]
    let full: [UInt8] =
      [0x50, 0xAA, 0x55, 0xAA, 0x11] + .init(repeating: 0, count: 15) + [0xFF, 0xFF, 0x1F]
      + .init(repeating: 0, count: 7)
    let end: [Trace] = [
      .command(panel: 0, 0x22, [0xC7]), .command(panel: 0, 0x20, []), .command(panel: 0, 0xFF, []),
    ]
    let image: [Trace] = window(0, 0, 0x18, 0, 0xC7) + [.command(panel: 0, 0x24, pixels(Self.three))]
    #expect(recorder.commands(to: 0) == start + [.command(panel: 0, 0x32, full)] + image + end)

    // It forgets all in deep sleep, and at a reset that would wake others from it: nobody sleeps, nobody is reset.
    recorder.traces = []
    show(PanelPicture(Self.other), on: 0, &row)
    let partial: [UInt8] =
      [0x10, 0x18, 0x18, 0x08, 0x18, 0x18, 0x08] + .init(repeating: 0, count: 13) + [0x13, 0x14, 0x44, 0x12]
      + .init(repeating: 0, count: 6)
    // What it exchanged at the full refresh is nobody's picture: all of it is written.
    let second: [Trace] = window(0, 0, 0x18, 0, 0xC7) + [.command(panel: 0, 0x24, pixels(Self.other))]
    #expect(recorder.commands(to: 0) == start + [.command(panel: 0, 0x32, partial)] + second + end)
    #expect(!recorder.traces.contains { if case .reset = $0 { true } else { false } })

    recorder.traces = []
    show(PanelPicture(Self.three), on: 0, &row)
    let white = [UInt8](repeating: 0xFF, count: 7)
    let third: [Trace] = window(0, 2, 2, 30, 36) + [.command(panel: 0, 0x24, white)]
    #expect(recorder.commands(to: 0) == start + [.command(panel: 0, 0x32, partial)] + third + end)
  }

  // MARK: Four at once

  @Test func allFourRefreshAtOnceAndThenSleep() {
    var row = recordedRow(recorder)
    var frame = Frame()
    row.begin(Self.all)
    for panel in 0..<4 { row.load(PanelPicture(Self.three), on: panel, isHour: false, &frame) }
    let begun = recorder.now
    recorder.isBusy = { panel, now in now < begun + .milliseconds(2_000 + 100 * UInt32(panel)) }
    recorder.traces = []
    let results = row.results(within: .seconds(60))
    for panel in 0..<4 {
      guard case .done(let refresh, isBack: false) = results[panel] else {
        Issue.record("panel \(panel): \(results[panel])")
        continue
      }
      // BUSY is looked at every 10 ms.
      #expect(refresh.duration >= .milliseconds(2_000) && refresh.duration <= .milliseconds(2_310))
      #expect(refresh.waveform == .full)
      #expect(recorder.commands(to: panel) == [.command(panel: panel, 0x10, [0x01])])
    }
    #expect(recorder.now - begun < .milliseconds(2_320))
  }

  @Test func panelsThatWereNotDrawnGoBackToSleep() {
    var row = recordedRow(recorder)
    show(PanelPicture(), on: 1, &row)
    for panel in [0, 2, 3] { #expect(recorder.commands(to: panel) == [.command(panel: panel, 0x10, [0x01])]) }
  }

  @Test func nothingIsSentForThePictureThatIsThere() {
    var row = recordedRow(recorder)
    show(PanelPicture(Self.three), on: 1, &row)
    recorder.traces = []
    let result = show(PanelPicture(Self.three), on: 1, isHour: true, &row)
    #expect(result == .done(Refresh(waveform: nil, duration: .milliseconds(0)), isBack: false))
    #expect(recorder.commands(to: 1) == [.command(panel: 1, 0x12, []), .command(panel: 1, 0x10, [0x01])])
  }

  // MARK: Faults

  @Test func aPanelThatStaysBusyAtTheStartIsGivenUp() {
    var row = recordedRow(recorder)
    var frame = Frame()
    recorder.isBusy = { panel, _ in panel == 1 }
    row.begin(Self.all)
    let before = recorder.now
    for panel in [1, 0] { row.load(PanelPicture(), on: panel, isHour: false, &frame) }
    #expect(recorder.now - before <= .milliseconds(130))
    recorder.beginRefresh(but: 1)
    let results = row.results(within: .seconds(60))
    #expect(results[1] == .failed(.busyTimeout))
    if case .done = results[0] {} else { Issue.record("panel 0: \(results[0])") }
    // No command goes to a panel that is busy but the one that found it so.
    #expect(recorder.commands(to: 1) == [.command(panel: 1, 0x12, [])])
  }

  @Test func aRefreshThatNeverEndsIsGivenUpAfterTwentySeconds() {
    var row = recordedRow(recorder)
    var frame = Frame()
    row.begin(Self.all)
    for panel in 0..<4 { row.load(PanelPicture(), on: panel, isHour: false, &frame) }
    recorder.beginRefresh(but: 3)
    let before = recorder.now
    let results = row.results(within: .seconds(60))
    #expect(results[3] == .failed(.busyTimeout))
    let waited = recorder.now - before
    #expect(waited >= .seconds(20) && waited < .milliseconds(20_100))
    #expect(recorder.commands(to: 3).last == .command(panel: 3, 0x20, []))
    #expect(recorder.commands(to: 0).last == .command(panel: 0, 0x10, [0x01]))
  }

  @Test func aRefreshThatNeverEndsDoesNotHoldUpTheNextMinute() {
    for (left, limit) in [(15 as UInt32, 15 as UInt32), (1, 10)] {
      var row = recordedRow(recorder)
      var frame = Frame()
      row.begin(only(3))
      row.load(PanelPicture(), on: 3, isHour: false, &frame)
      recorder.beginRefresh(but: 3)
      let before = recorder.now
      #expect(row.results(within: .seconds(left))[3] == .failed(.busyTimeout))
      #expect(recorder.now - before < .milliseconds(1_000 * limit + 100))
      recorder.isBusy = { _, _ in false }
    }
  }

  /// Without a panel BUSY stays low, or never gets high: no picture was made.
  @Test func aRefreshThatEndsAtOnceWasNone() {
    var row = recordedRow(recorder)
    var frame = Frame()
    row.begin(only(0))
    row.load(PanelPicture(), on: 0, isHour: false, &frame)
    #expect(row.results(within: .seconds(60))[0] == .failed(.noAnswer))
  }

  @Test func aBusThatFailsForOnePanelLeavesTheOthers() {
    recorder.broken = 0
    var row = recordedRow(recorder)
    var frame = Frame()
    row.begin(Self.all)
    for panel in 0..<4 { row.load(PanelPicture(), on: panel, isHour: false, &frame) }
    recorder.beginRefresh()
    let results = row.results(within: .seconds(60))
    #expect(results[0] == .failed(.bus(.transferFailed)))
    for panel in 1..<4 {
      if case .done = results[panel] {} else { Issue.record("panel \(panel): \(results[panel])") }
    }
    #expect(recorder.chipSelects == [.high, .high, .high, .high])
    #expect(recorder.faults.isEmpty)
  }

  /// Half a minute, then 1.5, 3.5 and so on; half an hour at most.
  @Test func aFailingPanelIsTriedAgainAfterGrowingPauses() {
    var row = recordedRow(recorder)
    recorder.broken = 2
    var tries: [UInt64] = []
    for minute in 0..<200 {
      recorder.now = Instant(microseconds: UInt64(minute) * 60_000_000)
      guard row.isDue(2) else { continue }
      tries.append(UInt64(minute))
      #expect(show(PanelPicture(), on: 2, &row) == .failed(.bus(.transferFailed)))
    }
    #expect(tries == [0, 1, 3, 7, 15, 31, 63, 95, 127, 159, 191])
    recorder.broken = nil
    recorder.now = Instant(microseconds: 300 * 60_000_000)
    guard case .done(let refresh, isBack: true) = show(PanelPicture(), on: 2, &row) else {
      Issue.record("not back")
      return
    }
    #expect(refresh.waveform == .full && row.isDue(2))
  }

  @Test func aPanelInItsPauseHearsNothing() {
    var row = recordedRow(recorder)
    recorder.broken = 2
    show(PanelPicture(), on: 2, &row)
    recorder.broken = nil
    recorder.traces = []
    row.begin(only(0))
    #expect(row.results(within: .seconds(60))[2] == .untouched && recorder.commands(to: 2).isEmpty)
  }

  /// In deep sleep BUSY is high. One whose BUSY is low was without its supply: its RAM holds noise.
  @Test func aPanelThatLostItsSupplyIsDrawnInFull() {
    var row = recordedRow(recorder)
    show(PanelPicture(Self.three), on: 1, &row)
    recorder.asleep = []
    guard case .done(let refresh, _) = show(PanelPicture(Self.other), on: 1, &row) else {
      Issue.record("failed")
      return
    }
    #expect(refresh.waveform == .full)
  }

  /// It may have been in the midst of a refresh: it counts as failed, so that the clock draws it at the next minute.
  @Test func aPanelThatLostItsSupplyFailsThoughAnotherIsDrawn() {
    var row = recordedRow(recorder)
    show(PanelPicture(Self.three), on: 1, &row)
    recorder.asleep.remove(1)
    recorder.traces = []
    var frame = Frame()
    row.begin(only(3))
    #expect(recorder.commands(to: 1).isEmpty && !row.isDue(1))
    row.load(PanelPicture(Self.three), on: 3, isHour: false, &frame)
    recorder.beginRefresh()
    #expect(row.results(within: .seconds(60))[1] == .failed(.noAnswer))
    // BUSY stays low in the pause too: that is no further failure.
    recorder.now = recorder.now + .seconds(30)
    let isDue = row.isDue(1)
    #expect(isDue)
    row.begin(only(3))
    #expect(row.results(within: .seconds(60))[1] == .untouched && row.isDue(1))
    guard case .done(let refresh, isBack: true) = show(PanelPicture(Self.three), on: 1, &row) else {
      Issue.record("not back")
      return
    }
    #expect(refresh.waveform == .full)
  }

  /// A loss of supply shows in deep sleep only.
  @Test func panelsSleepWhileOthersRefresh() {
    var row = recordedRow(recorder)
    var frame = Frame()
    row.begin([false, true, true, false])
    #expect(recorder.asleep == [0, 3])
    for panel in 1...2 { row.load(PanelPicture(), on: panel, isHour: false, &frame) }
    let begun = recorder.now
    recorder.isBusy = { panel, now in now < begun + .seconds(panel == 1 ? 2 : 4) }
    var asleep: Set<Int> = []
    recorder.onSleep = { [unowned recorder] in if recorder.now < begun + .seconds(3) { asleep = recorder.asleep } }
    row.finish(within: .seconds(60))
    #expect(asleep == [0, 1, 3] && recorder.asleep == [0, 1, 2, 3])
  }

  /// Unplugged and plugged in again in the midst of it.
  @Test(arguments: [(Waveform.full, 900 as UInt32), (.partial, 200), (.partial, 3_500)])
  func aRefreshOfAnImpossibleLengthFailed(waveform: Waveform, milliseconds: UInt32) {
    var row = recordedRow(recorder)
    if waveform == .partial { show(PanelPicture(Self.three), on: 0, &row) }
    var frame = Frame()
    row.begin(only(0))
    row.load(PanelPicture(Self.other), on: 0, isHour: false, &frame)
    let end = recorder.now + .milliseconds(milliseconds)
    recorder.isBusy = { _, now in now < end }
    #expect(row.results(within: .seconds(60))[0] == .failed(milliseconds > 1_000 ? .busyTimeout : .noAnswer))
    recorder.isBusy = { _, _ in false }
    guard case .done(let refresh, _) = show(PanelPicture(Self.other), on: 0, &row) else {
      Issue.record("not back")
      return
    }
    #expect(refresh.waveform == .full)
  }
}
