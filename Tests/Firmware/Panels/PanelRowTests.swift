// Four panels as one row: which refresh together, and which sleep meanwhile. Must never judge a driver's bytes.

import Firmware
import Testing

@Suite struct PanelRowTests {
  private let recorder = Recorder()

  @Test func allFourRefreshAtOnceAndThenSleep() {
    var row = recordedRow(recorder)
    var frame = Frame()
    row.begin(PanelTrial.all)
    for panel in 0..<4 { row.load(PanelPicture(PanelTrial.three), on: panel, isHour: false, &frame) }
    let begun = recorder.now
    recorder.isBusy = { panel, now in now < begun + .milliseconds(2_000 + 100 * UInt32(panel)) }
    recorder.traces = []
    let results = row.results(within: .seconds(60))
    for panel in 0..<4 {
      guard case .done(let refresh, isBack: false) = results[panel] else {
        Issue.record("panel \(panel): \(results[panel])")
        continue
      }
      // BUSY is polled every 10 ms.
      #expect(refresh.duration >= .milliseconds(2_000) && refresh.duration <= .milliseconds(2_310))
      #expect(refresh.mode == .full)
      #expect(recorder.commands(to: panel) == [.command(panel: panel, 0x10, [0x01])])
    }
    #expect(recorder.now - begun < .milliseconds(2_320))
  }

  @Test func panelsThatWereNotDrawnGoBackToSleep() {
    var row = recordedRow(recorder)
    recorder.show(PanelPicture(), on: 1, &row)
    for panel in [0, 2, 3] { #expect(recorder.commands(to: panel) == [.command(panel: panel, 0x10, [0x01])]) }
  }

  @Test func nothingIsSentForThePictureThatIsThere() {
    var row = recordedRow(recorder)
    recorder.show(PanelPicture(PanelTrial.three), on: 1, &row)
    recorder.traces = []
    let result = recorder.show(PanelPicture(PanelTrial.three), on: 1, isHour: true, &row)
    #expect(result == .done(Refresh(mode: nil, duration: .milliseconds(0)), isBack: false))
    #expect(recorder.commands(to: 1) == [.command(panel: 1, 0x12, []), .command(panel: 1, 0x10, [0x01])])
  }

  /// A lost supply shows only in deep sleep.
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
}
