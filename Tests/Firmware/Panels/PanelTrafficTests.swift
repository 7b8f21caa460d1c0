// The drivers' traffic, against byte sequences written out from the controllers' datasheets and from what drivers in
// the field send to this glass. Must never take a sequence from a model of our own.

import Firmware
import TestSupport
import Testing

@Suite struct PanelTrafficTests {
  private let recorder = Recorder()

  private func pixels(_ glyph: Glyph) -> [UInt8] {
    var frame = Frame()
    frame.draw(glyph, .pixels)
    return frame.bytes.indices.map { frame.bytes[$0] }
  }

  // MARK: SSD1681

  @Test func allWakeByOneResetPulseAndResetTheirRegistersTogether() {
    var row = recordedRow(recorder)
    row.begin(PanelTrial.all)
    #expect(
      recorder.traces == [
        .reset(.high), .sleep(milliseconds: 10), .reset(.low), .sleep(milliseconds: 2), .reset(.high),
        .sleep(milliseconds: 10),
        .command(panel: 0, 0x12, []), .command(panel: 1, 0x12, []), .command(panel: 2, 0x12, []),
        .command(panel: 3, 0x12, []), .sleep(milliseconds: 10),
      ])
  }

  /// What precedes each plane's bytes: window and counters.
  private func window(_ panel: Int, _ left: UInt8, _ right: UInt8, _ top: UInt8, _ bottom: UInt8) -> [Trace] {
    [
      .command(panel: panel, 0x44, [left, right]), .command(panel: panel, 0x45, [top, 0, bottom, 0]),
      .command(panel: panel, 0x4E, [left]), .command(panel: panel, 0x4F, [top, 0]),
    ]
  }

  @Test func aFullRefreshSendsTheDatasheetsSequence() {
    var row = recordedRow(recorder)
    recorder.show(PanelPicture(PanelTrial.three), on: 2, &row)
    let image = pixels(PanelTrial.three)
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
    // The third of 28 cells in a row: from pixel 2 + 2·7 = 16 on, seven wide; black is 0.
    #expect(image[16 * 25 + 2] == 0b0000_0001 && image[15 * 25 + 2] == 0xFF && image.count == 5_000)
  }

  /// Cell (2, 4) is black in one and not in the other: pixels 16 to 22, rows 30 to 36.
  @Test func aPartialRefreshSendsTheChangedWindowOnly() {
    var row = recordedRow(recorder)
    recorder.show(PanelPicture(PanelTrial.three), on: 1, &row)
    recorder.traces = []
    let result = recorder.show(PanelPicture(PanelTrial.other), on: 1, &row)
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
    #expect(refresh.mode == .partial)

    // The next refresh finds planes that differ there and may have been swapped: both are written.
    recorder.traces = []
    recorder.show(PanelPicture(PanelTrial.three), on: 1, &row)
    let white = [UInt8](repeating: 0xFF, count: 7)
    let planes =
      window(1, 2, 2, 30, 36) + [.command(panel: 1, 0x24, white)]
      + window(1, 2, 2, 30, 36) + [.command(panel: 1, 0x26, black)]
    #expect(recorder.commands(to: 1) == expected[..<5] + planes + start)
    #expect(recorder.faults.isEmpty)
  }

  /// The new pixel's ink, worked out by hand: 3/4 - (k/7)², squared, is above 7/16 for k up to 2 on each side: columns
  /// 17 to 21 of the frame, rows 31 to 35.
  @Test func aChangeOfInkIsItsOwnWindowAndItsOwnPixels() {
    let settings = RefreshSettings(mostPixels: 49)
    var row = recordedRow(recorder, settings: settings)
    recorder.show(PanelPicture(PanelTrial.three), on: 1, &row)
    recorder.traces = []
    guard case .done(let refresh, _) = recorder.show(PanelPicture(PanelTrial.other), on: 1, &row) else {
      return #expect(Bool(false))
    }
    // 25 pixels change, where the whole cell would be 49; then another 25, which are too many.
    #expect(refresh.mode == .partial)
    let new = [UInt8](repeating: 0b1000_0011, count: 5)
    #expect(Array(recorder.commands(to: 1)[5..<10]) == window(1, 2, 2, 31, 35) + [.command(panel: 1, 0x24, new)])
    guard case .done(let next, _) = recorder.show(PanelPicture(PanelTrial.three), on: 1, &row) else {
      return #expect(Bool(false))
    }
    #expect(next.mode == .full)
    #expect(recorder.faults.isEmpty)
  }

  /// Good Display's sequence and waveform: a pixel's darkness in two planes, 0 being white.
  @Test func fourGreysSendTheirWaveform() {
    var row = recordedRow(recorder, settings: RefreshSettings(style: .pixels, shades: .grey))
    recorder.show(PanelPicture(glyph(["0123"])), on: 0, &row)
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

  /// What the manufacturer's and others' drivers send to a GDEP015OC1.
  @Test func theFirstVersionHasItsOwnSequence() {
    var row = recordedRow(recorder, kinds: [.v1, .v2, .rev21, .gdey0154d67])
    recorder.show(PanelPicture(PanelTrial.three), on: 0, &row)
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
    let image: [Trace] = window(0, 0, 0x18, 0, 0xC7) + [.command(panel: 0, 0x24, pixels(PanelTrial.three))]
    #expect(recorder.commands(to: 0) == start + [.command(panel: 0, 0x32, full)] + image + end)

    // It forgets everything in deep sleep, and at the reset that would wake the others: so none sleeps or is reset.
    recorder.traces = []
    recorder.show(PanelPicture(PanelTrial.other), on: 0, &row)
    let partial: [UInt8] =
      [0x10, 0x18, 0x18, 0x08, 0x18, 0x18, 0x08] + .init(repeating: 0, count: 13) + [0x13, 0x14, 0x44, 0x12]
      + .init(repeating: 0, count: 6)
    // The plane swapped in by the full refresh holds no known picture: all of it is written.
    let second: [Trace] = window(0, 0, 0x18, 0, 0xC7) + [.command(panel: 0, 0x24, pixels(PanelTrial.other))]
    #expect(recorder.commands(to: 0) == start + [.command(panel: 0, 0x32, partial)] + second + end)
    #expect(!recorder.traces.contains { if case .reset = $0 { true } else { false } })

    recorder.traces = []
    recorder.show(PanelPicture(PanelTrial.three), on: 0, &row)
    let white = [UInt8](repeating: 0xFF, count: 7)
    let third: [Trace] = window(0, 2, 2, 30, 36) + [.command(panel: 0, 0x24, white)]
    #expect(recorder.commands(to: 0) == start + [.command(panel: 0, 0x32, partial)] + third + end)
  }
}
