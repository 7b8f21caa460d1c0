// The whole device for tests of the clock: the firmware on the emulated board, at a time of day.
// Must never show more of it than a person sees, and what it reports.

import Emulator
import Firmware
import TestSupport
import Testing

/// A device at a time of day, and what can be seen of it.
final class Device {
  let board = EmulatedBoard()
  let flash: EmulatedFlash
  var knowsTime = true
  var obstacle: TimeObstacle?
  /// Seconds added to the time that the source gives.
  var shift: Int64 = 0
  var events: [ClockEvent] = []
  private(set) var clock: EmulatedClock

  /// Shown instead of the time.
  var notice: Notice?

  convenience init(
    at time: String, settings: ClockSettings = ClockSettings(), flash bytes: [UInt8] = ClockTests.image
  ) throws {
    let parts = time.split(separator: ":").compactMap { Int64($0) }
    let start = parts[0] * 3_600 + parts[1] * 60 + (parts.count > 2 ? parts[2] : 0)
    try self.init(unix: start, .utc, settings: settings, flash: bytes)
  }

  /// Switched on at an instant of a zone whose clocks may change.
  init(
    unix start: Int64, _ zone: CivilZone, settings: ClockSettings = ClockSettings(),
    flash bytes: [UInt8] = ClockTests.image
  ) throws {
    flash = EmulatedFlash(bytes)
    let box = Box()
    var civil = CivilTime(zone)
    let source = FunctionSource(
      { instant in
        guard let device = box.device, device.knowsTime else { return nil }
        return civil.localTime(
          unixSeconds: start + device.shift + Int64(instant.microseconds / 1_000_000),
          microsecond: UInt32(instant.microseconds % 1_000_000))
      }, obstacle: { box.device?.obstacle })
    clock = EmulatedClock(
      board: board, settings: settings, flash: flash, source: source, notice: { box.device?.notice },
      record: { box.device?.events.append($0) })
    box.device = self
  }

  private final class Box { weak var device: Device? }

  /// Which glyph each digit takes next.
  var positions: GlyphPositions { clock.positions }

  /// Every digit that was drawn, in order.
  var drawn: [GlyphID] {
    events.compactMap { if case .drew(_, let choice, _, _) = $0 { choice.id } else { nil } }
  }

  /// The panels (0...3) that failed, in order.
  var failures: [Int] {
    events.compactMap { if case .panelFailed(let panel, _) = $0 { panel } else { nil } }
  }

  var rests: [Rest] {
    events.compactMap { if case .atRest(let rest) = $0 { rest } else { nil } }
  }

  /// Checks every pixel of a panel against the glyph as the firmware draws it in ink.
  func expect(_ panel: Int, digit: Int, number: Int, sourceLocation: SourceLocation = #_sourceLocation) {
    guard let table = try? checkedTable(flash.bytes),
      let glyph = try? readGlyph(table, digit: digit, number: UInt32(number), flash.bytes)
    else {
      Issue.record("no such glyph", sourceLocation: sourceLocation)
      return
    }
    var frame = Frame()
    frame.draw(glyph, .ink)
    let isSame = board.panels[panel].visible == frame.bytes.indices.map { frame.bytes[$0] }
    #expect(isSame, "panel \(panel) does not show glyph \(number) of \(digit)", sourceLocation: sourceLocation)
  }

  /// Any glyph of the digit.
  func expectDigit(_ panel: Int, _ digit: Int, sourceLocation: SourceLocation = #_sourceLocation) {
    guard let table = try? checkedTable(flash.bytes) else { return }
    let isThere = (0..<Int(table.counts[digit])).contains { number in
      guard let glyph = try? readGlyph(table, digit: digit, number: UInt32(number), flash.bytes) else { return false }
      var frame = Frame()
      frame.draw(glyph, .ink)
      return board.panels[panel].visible == frame.bytes.indices.map { frame.bytes[$0] }
    }
    #expect(isThere, "panel \(panel) does not show a \(digit)", sourceLocation: sourceLocation)
  }

  func expectWords(_ words: StaticString..., sourceLocation: SourceLocation = #_sourceLocation) {
    for (panel, word) in words.enumerated() { expectWord(panel, word, sourceLocation: sourceLocation) }
  }

  func expectWord(_ panel: Int, _ word: StaticString, sourceLocation: SourceLocation = #_sourceLocation) {
    var frame = Frame()
    frame.draw(word)
    let isSame = board.panels[panel].visible == frame.bytes.indices.map { frame.bytes[$0] }
    #expect(isSame, "panel \(panel) does not say \(word)", sourceLocation: sourceLocation)
  }
}
