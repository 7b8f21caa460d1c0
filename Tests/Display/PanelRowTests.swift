// The driver's traffic, compared with byte sequences written out from the SSD1681's datasheet and from what
// drivers in the field send to this glass, not from a model of our own.

import Firmware
import Testing

@Suite struct PanelRowTests {
  @Test func allWakeByOneResetPulse() {
    let recorder = Recorder()
    var row = recordedRow(recorder)
    row.wake()
    #expect(
      recorder.traces == [
        .reset(.high), .sleep(milliseconds: 10), .reset(.low), .sleep(milliseconds: 2), .reset(.high),
        .sleep(milliseconds: 10),
      ])
  }

  @Test func aFullRefreshSendsTheDatasheetsSequence() {
    let recorder = Recorder()
    var row = recordedRow(recorder)
    var frame = Frame()
    frame.draw(glyph(["3"]))
    let image = frame.bytes.indices.map { frame.bytes[$0] }
    row.load(frame, on: 2)
    #expect(
      recorder.traces == [
        .command(panel: 2, 0x12, []), .sleep(milliseconds: 10),
        .command(panel: 2, 0x01, [0xC7, 0x00, 0x00]),
        .command(panel: 2, 0x3C, [0x05]),
        .command(panel: 2, 0x18, [0x80]),
        .command(panel: 2, 0x11, [0x03]),
        .command(panel: 2, 0x44, [0x00, 0x18]),
        .command(panel: 2, 0x45, [0x00, 0x00, 0xC7, 0x00]),
        .command(panel: 2, 0x4E, [0x00]), .command(panel: 2, 0x4F, [0x00, 0x00]),
        .command(panel: 2, 0x26, image),
        .command(panel: 2, 0x4E, [0x00]), .command(panel: 2, 0x4F, [0x00, 0x00]),
        .command(panel: 2, 0x24, image),
        .command(panel: 2, 0x22, [0xF7]), .command(panel: 2, 0x20, []),
      ])
    #expect(recorder.faults.isEmpty)
    // Two pixels of margin, then six black ones in the third row's first byte.
    #expect(image[50] == 0b1100_0000)
    #expect(image.count == 5_000)
  }

  @Test func allFourRefreshAtOnceAndThenSleep() {
    let recorder = Recorder()
    var row = recordedRow(recorder)
    let frame = Frame()
    row.wake()
    for panel in 0..<4 { row.load(frame, on: panel) }
    let begun = recorder.now
    recorder.isBusy = { panel, now in now < begun + .milliseconds(2_000 + 100 * UInt32(panel)) }
    recorder.traces = []
    let results = row.finish()
    for panel in 0..<4 {
      guard case .done(let duration) = results[panel] else {
        Issue.record("panel \(panel): \(results[panel])")
        continue
      }
      // Each was started 10 ms after the one before it; BUSY is looked at every 10 ms.
      #expect(duration >= .milliseconds(2_000) && duration <= .milliseconds(2_350))
      #expect(recorder.commands(to: panel) == [.command(panel: panel, 0x10, [0x01])])
    }
    #expect(recorder.now - begun < .milliseconds(2_320))
  }

  @Test func panelsThatWereNotDrawnGoBackToSleep() {
    let recorder = Recorder()
    var row = recordedRow(recorder)
    row.wake()
    row.load(Frame(), on: 1)
    let results = row.finish()
    #expect(results[0] == .untouched && results[2] == .untouched && results[3] == .untouched)
    for panel in [0, 2, 3] { #expect(recorder.commands(to: panel) == [.command(panel: panel, 0x10, [0x01])]) }
  }

  @Test func aPanelThatStaysBusyAtTheStartIsGivenUp() {
    let recorder = Recorder()
    var row = recordedRow(recorder)
    recorder.isBusy = { panel, _ in panel == 1 }
    row.wake()
    let before = recorder.now
    row.load(Frame(), on: 1)
    #expect(recorder.now - before <= .milliseconds(130))
    row.load(Frame(), on: 0)
    let results = row.finish()
    #expect(results[1] == .failed(.busyTimeout))
    if case .done = results[0] {} else { Issue.record("panel 0: \(results[0])") }
    // No command goes to a panel that is busy but the one that found it so.
    #expect(recorder.commands(to: 1) == [.command(panel: 1, 0x12, [])])
  }

  @Test func aRefreshThatNeverEndsIsGivenUpAfterTenSeconds() {
    let recorder = Recorder()
    var row = recordedRow(recorder)
    row.wake()
    for panel in 0..<4 { row.load(Frame(), on: panel) }
    recorder.isBusy = { panel, _ in panel == 3 }
    let before = recorder.now
    let results = row.finish()
    #expect(results[3] == .failed(.busyTimeout))
    let waited = recorder.now - before
    #expect(waited >= .seconds(10) && waited < .milliseconds(10_100))
    #expect(recorder.commands(to: 3).last == .command(panel: 3, 0x20, []))
    #expect(recorder.commands(to: 0).last == .command(panel: 0, 0x10, [0x01]))
  }

  @Test func aBusThatFailsForOnePanelLeavesTheOthers() {
    let recorder = Recorder()
    recorder.broken = 0
    var row = recordedRow(recorder)
    row.wake()
    for panel in 0..<4 { row.load(Frame(), on: panel) }
    let results = row.finish()
    #expect(results[0] == .failed(.bus(.transferFailed)))
    for panel in 1..<4 {
      if case .done = results[panel] {} else { Issue.record("panel \(panel): \(results[panel])") }
    }
    #expect(recorder.chipSelects == [.high, .high, .high, .high])
    #expect(recorder.faults.isEmpty)
  }
}
