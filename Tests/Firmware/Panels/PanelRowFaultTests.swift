// A row whose panels fail: stuck, silent, without power or without a bus. Must never judge a driver's bytes.

import Firmware
import Testing

@Suite struct PanelRowFaultTests {
  private let recorder = Recorder()

  @Test func aPanelThatStaysBusyAtTheStartIsGivenUp() {
    var row = recordedRow(recorder)
    var frame = Frame()
    recorder.isBusy = { panel, _ in panel == 1 }
    row.begin(PanelTrial.all)
    let before = recorder.now
    for panel in [1, 0] { row.load(PanelPicture(), on: panel, isHour: false, &frame) }
    #expect(recorder.now - before <= .milliseconds(130))
    recorder.beginRefresh(but: 1)
    let results = row.results(within: .seconds(60))
    #expect(results[1] == .failed(.busyTimeout))
    if case .done = results[0] {} else { Issue.record("panel 0: \(results[0])") }
    // A busy panel gets no command after the one with which it was found to be busy.
    #expect(recorder.commands(to: 1) == [.command(panel: 1, 0x12, [])])
  }

  @Test func aRefreshThatNeverEndsIsGivenUpAfterTwentySeconds() {
    var row = recordedRow(recorder)
    var frame = Frame()
    row.begin(PanelTrial.all)
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
      row.begin(PanelTrial.only(3))
      row.load(PanelPicture(), on: 3, isHour: false, &frame)
      recorder.beginRefresh(but: 3)
      let before = recorder.now
      #expect(row.results(within: .seconds(left))[3] == .failed(.busyTimeout))
      #expect(recorder.now - before < .milliseconds(1_000 * limit + 100))
      recorder.isBusy = { _, _ in false }
    }
  }

  /// Without a panel BUSY never goes high: nothing was drawn.
  @Test func aRefreshThatEndsAtOnceWasNone() {
    var row = recordedRow(recorder)
    var frame = Frame()
    row.begin(PanelTrial.only(0))
    row.load(PanelPicture(), on: 0, isHour: false, &frame)
    #expect(row.results(within: .seconds(60))[0] == .failed(.noAnswer))
  }

  @Test func aBusThatFailsForOnePanelLeavesTheOthers() {
    recorder.broken = 0
    var row = recordedRow(recorder)
    var frame = Frame()
    row.begin(PanelTrial.all)
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

  /// Half a minute, then 1.5, 3.5 and so on, up to 31.5 minutes.
  @Test func aFailingPanelIsTriedAgainAfterGrowingPauses() {
    var row = recordedRow(recorder)
    recorder.broken = 2
    var tries: [UInt64] = []
    for minute in 0..<200 {
      recorder.now = Instant(microseconds: UInt64(minute) * 60_000_000)
      guard row.isDue(2) else { continue }
      tries.append(UInt64(minute))
      #expect(recorder.show(PanelPicture(), on: 2, &row) == .failed(.bus(.transferFailed)))
    }
    #expect(tries == [0, 1, 3, 7, 15, 31, 63, 95, 127, 159, 191])
    recorder.broken = nil
    recorder.now = Instant(microseconds: 300 * 60_000_000)
    guard case .done(let refresh, isBack: true) = recorder.show(PanelPicture(), on: 2, &row) else {
      Issue.record("not back")
      return
    }
    #expect(refresh.mode == .full && row.isDue(2))
  }

  @Test func aPanelInItsPauseHearsNothing() {
    var row = recordedRow(recorder)
    recorder.broken = 2
    recorder.show(PanelPicture(), on: 2, &row)
    recorder.broken = nil
    recorder.traces = []
    row.begin(PanelTrial.only(0))
    #expect(row.results(within: .seconds(60))[2] == .untouched && recorder.commands(to: 2).isEmpty)
  }

  /// In deep sleep BUSY is high. A panel whose BUSY is low has lost its supply: its RAM holds noise.
  @Test func aPanelThatLostItsSupplyIsDrawnInFull() {
    var row = recordedRow(recorder)
    recorder.show(PanelPicture(PanelTrial.three), on: 1, &row)
    recorder.asleep = []
    guard case .done(let refresh, _) = recorder.show(PanelPicture(PanelTrial.other), on: 1, &row) else {
      Issue.record("failed")
      return
    }
    #expect(refresh.mode == .full)
  }

  /// It may have been in mid-refresh, so it counts as failed and the clock redraws it at the next minute.
  @Test func aPanelThatLostItsSupplyFailsThoughAnotherIsDrawn() {
    var row = recordedRow(recorder)
    recorder.show(PanelPicture(PanelTrial.three), on: 1, &row)
    recorder.asleep.remove(1)
    recorder.traces = []
    var frame = Frame()
    row.begin(PanelTrial.only(3))
    #expect(recorder.commands(to: 1).isEmpty && !row.isDue(1))
    row.load(PanelPicture(PanelTrial.three), on: 3, isHour: false, &frame)
    recorder.beginRefresh()
    #expect(row.results(within: .seconds(60))[1] == .failed(.noAnswer))
    // BUSY stays low during the pause too, which is no further failure.
    recorder.now = recorder.now + .seconds(30)
    let isDue = row.isDue(1)
    #expect(isDue)
    row.begin(PanelTrial.only(3))
    #expect(row.results(within: .seconds(60))[1] == .untouched && row.isDue(1))
    guard case .done(let refresh, isBack: true) = recorder.show(PanelPicture(PanelTrial.three), on: 1, &row) else {
      Issue.record("not back")
      return
    }
    #expect(refresh.mode == .full)
  }

  /// Unplugged and plugged in again in mid-refresh.
  @Test(arguments: [(RefreshMode.full, 900 as UInt32), (.partial, 200), (.partial, 3_500)])
  func aRefreshOfAnImpossibleLengthFailed(mode: RefreshMode, milliseconds: UInt32) {
    var row = recordedRow(recorder)
    if mode == .partial { recorder.show(PanelPicture(PanelTrial.three), on: 0, &row) }
    var frame = Frame()
    row.begin(PanelTrial.only(0))
    row.load(PanelPicture(PanelTrial.other), on: 0, isHour: false, &frame)
    let end = recorder.now + .milliseconds(milliseconds)
    recorder.isBusy = { _, now in now < end }
    #expect(row.results(within: .seconds(60))[0] == .failed(milliseconds > 1_000 ? .busyTimeout : .noAnswer))
    recorder.isBusy = { _, _ in false }
    guard case .done(let refresh, _) = recorder.show(PanelPicture(PanelTrial.other), on: 0, &row) else {
      Issue.record("not back")
      return
    }
    #expect(refresh.mode == .full)
  }
}
