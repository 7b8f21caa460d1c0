// A row whose supply a pin switches: what goes over its wires, in which order, and what is sent after each pause. Must
// never take a sequence from a model of our own.

import Firmware
import TestSupport
import Testing

@Suite struct PanelSupplyTests {
  private let recorder = Recorder()

  private func row(kinds: [PanelKind] = .init(repeating: .v2, count: 4)) -> PanelRow<SwitchedBoard> {
    recorder.chipSelects = .init(repeating: recorder.hasSwitch ? .low : .high, count: 4)
    recorder.dataCommand = .low
    func panel(_ number: Int) -> Panel<SwitchedBoard> {
      Panel(
        kind: kinds[number], chipSelect: RecordedOutput { [recorder] in recorder.chipSelects[number] = $0 },
        busy: RecordedBusy(recorder: recorder, panel: number))
    }
    return PanelRow(
      settings: RefreshSettings(style: .pixels),
      wires: PanelWires(
        bus: RecordedBus(recorder: recorder), dataCommand: RecordedOutput { [recorder] in recorder.dataCommand = $0 },
        reset: RecordedOutput { [recorder] in recorder.setReset($0) }, supply: RecordedSupply(recorder: recorder),
        time: RecordedTime(recorder: recorder)),
      panels: [panel(0), panel(1), panel(2), panel(3)])
  }

  /// One round for one panel.
  @discardableResult
  private func show(
    _ picture: PanelPicture, on panel: Int, _ row: inout PanelRow<SwitchedBoard>
  ) -> RefreshResult {
    var frame = Frame()
    row.begin(PanelTrial.only(panel))
    row.load(picture, on: panel, isHour: false, &frame)
    recorder.beginRefresh()
    row.finish(within: .seconds(60))
    return row.takeResult(of: panel)
  }

  private func mode(_ result: RefreshResult) -> RefreshMode? {
    if case .done(let refresh, _) = result { refresh.mode } else { nil }
  }

  /// 2 ms for the switch, with RST low no longer than Rev 2.1 allows; then the pulse, with 10 ms before and after.
  @Test func theSupplyComesBeforeAnySignalIsHigh() {
    var row = row()
    row.begin(PanelTrial.all)
    #expect(
      recorder.traces == [
        .supply(isOn: true), .sleep(milliseconds: 2),
        .reset(.high), .sleep(milliseconds: 10), .reset(.low), .sleep(milliseconds: 2), .reset(.high),
        .sleep(milliseconds: 10),
        .command(panel: 0, 0x12, []), .command(panel: 1, 0x12, []), .command(panel: 2, 0x12, []),
        .command(panel: 3, 0x12, []), .sleep(milliseconds: 10),
      ])
    #expect(recorder.chipSelects == [.high, .high, .high, .high] && recorder.faults.isEmpty)
  }

  /// None is sent into deep sleep, which nothing would come of.
  @Test func itGoesOnceAllHaveEndedAndAllSignalsAreLow() {
    var row = row()
    show(PanelPicture(PanelTrial.three), on: 1, &row)
    #expect(Array(recorder.traces.suffix(2)) == [.reset(.low), .supply(isOn: false)])
    #expect(recorder.chipSelects == [.low, .low, .low, .low] && recorder.dataCommand == .low)
    #expect(!recorder.traces.contains { if case .command(_, 0x10, _) = $0 { true } else { false } })
    #expect(recorder.faults.isEmpty)
  }

  /// The last thing on the wires was meant to be data, with D/C high.
  @Test func aTransferThatFailedLeavesNoSignalHigh() {
    var row = row()
    (recorder.broken, recorder.breaksParametersOnly) = (0, true)
    #expect(show(PanelPicture(), on: 0, &row) == .failed(.bus(.transferFailed)))
    #expect(recorder.traces.last == .supply(isOn: false))
    #expect(recorder.chipSelects == [.low, .low, .low, .low] && recorder.dataCommand == .low)
    #expect(recorder.faults.isEmpty)
  }

  @Test func aPanelThatHangsLosesItToo() {
    var row = row()
    var frame = Frame()
    row.begin(PanelTrial.all)
    for panel in 0..<4 { row.load(PanelPicture(), on: panel, isHour: false, &frame) }
    recorder.beginRefresh(but: 2)
    row.finish(within: .seconds(60))
    #expect(row.takeResult(of: 2) == .failed(.busyTimeout))
    #expect(Array(recorder.traces.suffix(2)) == [.reset(.low), .supply(isOn: false)])
    #expect(recorder.chipSelects == [.low, .low, .low, .low] && recorder.faults.isEmpty)
  }

  /// The planes hold noise: both are written from corner to corner, the new one with the new picture.
  @Test func bothPlanesAreWrittenWholeBeforeAPartialRefresh() {
    var row = row()
    show(PanelPicture(PanelTrial.three), on: 1, &row)
    for (old, new) in [(PanelTrial.three, PanelTrial.other), (PanelTrial.other, PanelTrial.three)] {
      recorder.traces = []
      #expect(mode(show(PanelPicture(new), on: 1, &row)) == .partial)
      let window: [Trace] = [
        .command(panel: 1, 0x44, [0, 0x18]), .command(panel: 1, 0x45, [0, 0, 0xC7, 0]),
        .command(panel: 1, 0x4E, [0]), .command(panel: 1, 0x4F, [0, 0]),
      ]
      var expected: [Trace] = [
        .command(panel: 1, 0x12, []), .command(panel: 1, 0x01, [0xC7, 0x00, 0x00]), .command(panel: 1, 0x3C, [0x80]),
        .command(panel: 1, 0x18, [0x80]), .command(panel: 1, 0x11, [0x03]),
      ]
      expected += window + [.command(panel: 1, 0x24, pixels(new))]
      expected += window + [.command(panel: 1, 0x26, pixels(old))]
      expected += [.command(panel: 1, 0x22, [0xFF]), .command(panel: 1, 0x20, [])]
      #expect(recorder.commands(to: 1) == expected)
    }
    #expect(recorder.faults.isEmpty)
  }

  private func pixels(_ glyph: Glyph) -> [UInt8] {
    var frame = Frame()
    frame.draw(glyph, .pixels)
    return frame.bytes.indices.map { frame.bytes[$0] }
  }

  /// BUSY is low at rest, as with a panel that has lost its supply unawares.
  @Test func panelsThatAreNotDrawnHaveNotFailed() {
    var row = row()
    for panel in 0..<4 { show(PanelPicture(PanelTrial.three), on: panel, &row) }
    recorder.traces = []
    show(PanelPicture(PanelTrial.other), on: 3, &row)
    for panel in 0..<3 {
      #expect(recorder.commands(to: panel).isEmpty && row.takeResult(of: panel) == .untouched && row.isDue(panel))
    }
    #expect(mode(show(PanelPicture(PanelTrial.other), on: 0, &row)) == .partial)
  }

  @Test func theFirstVersionForgetsItsPicture() {
    var row = row(kinds: [.v1, .v2, .rev21, .gdey0154d67])
    for panel in [0, 1] { show(PanelPicture(PanelTrial.three), on: panel, &row) }
    #expect(mode(show(PanelPicture(PanelTrial.other), on: 0, &row)) == .full)
    #expect(mode(show(PanelPicture(PanelTrial.other), on: 1, &row)) == .partial)
    #expect(mode(show(PanelPicture(PanelTrial.other), on: 0, &row)) == .full)
  }

  /// A board that knows only when it runs that it has no switch.
  @Test func withoutASwitchTheRowRestsInDeepSleep() {
    recorder.hasSwitch = false
    var row = row()
    show(PanelPicture(PanelTrial.three), on: 1, &row)
    #expect(recorder.asleep == [0, 1, 2, 3])
    #expect(!recorder.traces.contains { if case .supply = $0 { true } else { false } })
    #expect(recorder.traces.last == .command(panel: 1, 0x10, [0x01]))
  }
}

private struct RecordedSupply: PanelSupply, ~Copyable {
  let recorder: Recorder
  var isFitted: Bool { recorder.hasSwitch }

  mutating func set(isOn: Bool) {
    let isHigh = recorder.chipSelects.contains(.high) || recorder.dataCommand == .high
    if isHigh { recorder.faults.append("high while off") }
    recorder.asleep = []
    recorder.traces.append(.supply(isOn: isOn))
  }
}

private enum SwitchedBoard: PanelBoard {
  typealias Bus = RecordedBus
  typealias Output = RecordedOutput
  typealias Input = RecordedBusy
  typealias Time = RecordedTime
  typealias Supply = RecordedSupply
}
