// The clock's events as lines: for people, and as JSON for programs.
// Must never lose an event without saying so.

import Firmware
import Foundation
import GlyphImage
import Support

struct EventLog {
  /// The first error in writing the file.
  private(set) var failure: Failure?

  private let path: String?
  private let file: FileHandle?
  private let counts: [Int]
  private let servers: [String]
  private var buffer = ""

  /// - Parameters: `file` is where JSON lines go, if anywhere; `counts` are the glyphs of each digit; `servers` are
  ///   the time servers' names.
  init(file path: String?, counts: [Int], servers: [String] = []) throws {
    self.path = path
    self.counts = counts
    self.servers = servers
    guard let path else {
      file = nil
      return
    }
    guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forWritingAtPath: path)
    else { throw Failure(file: path, "it can't be written") }
    file = handle
  }

  /// Writes the event's JSON, and returns its line for people.
  mutating func record(_ event: ClockEvent, at now: LocalTime) -> String {
    switch event {
    case .drew(let panel, let choice, let minute, let refresh):
      let (digit, number) = (Int(choice.id.digit), Int(choice.id.number))
      append(
        minute, "drew",
        [("panel", panel + 1), ("digit", digit), ("glyph", number), ("lap", Int(choice.lap))],
        refresh: refresh)
      return "\(LocalMoment.text(minute))  panel \(panel + 1) shows a \(digit): glyph \(number.grouped) of "
        + "\(counts[digit].grouped), lap \(choice.lap), \(EventLog.words(refresh))"
    case .cleared(let panel, let minute, let refresh):
      append(minute, "cleared", [("panel", panel + 1)], refresh: refresh)
      return "\(LocalMoment.text(minute))  panel \(panel + 1) is blank, \(EventLog.words(refresh))"
    case .spelled(let panel, let digit, let minute, let refresh):
      append(minute, "spelled", [("panel", panel + 1), ("digit", Int(digit))], refresh: refresh)
      return "\(LocalMoment.text(minute))  panel \(panel + 1) spells its \(digit), of which no glyph can be read"
    case .blockSkipped(let digit, let first, let count, let total):
      append(
        now, "block-skipped",
        [("digit", Int(digit)), ("glyph", Int(first)), ("glyphs", Int(count)), ("total", Int(total))])
      return "\(LocalMoment.text(now))  a damaged block: \(count) glyphs of digit \(digit) from \(first) on are "
        + "left out, the \(total). such block since the start"
    case .panelFailed(let panel, let error):
      append(now, "panel-failed", [("panel", panel + 1)])
      return "\(LocalMoment.text(now))  panel \(panel + 1) failed: \(EventLog.explain(error))"
    case .panelRecovered(let panel):
      append(now, "panel-recovered", [("panel", panel + 1)])
      return "\(LocalMoment.text(now))  panel \(panel + 1) works again"
    case .timeUnknown:
      append(now, "time-unknown", [])
      return "\(LocalMoment.text(now))  the time is not known"
    case .glyphsUnusable(let error):
      append(now, "glyphs-unusable", [("byte", error.offset)])
      return "\(LocalMoment.text(now))  the glyphs can't be used: byte \(error.offset): \(error.explanation)"
    case .glyphsUsable(let table):
      let total = counts.reduce(0, +)
      append(now, "glyphs-usable", [("glyphs", total), ("bytes", Int(table.totalSize))])
      return "\(LocalMoment.text(now))  \(total.grouped) glyphs in \(Int(table.totalSize).grouped) bytes"
    case .journal(let event):
      let (text, name, fields) = JournalEventText.line(event)
      append(now, name, fields)
      return "\(LocalMoment.text(now))  \(text)"
    case .time(let event):
      let (text, name, fields) = TimeEventText.line(event, servers: servers)
      append(now, name, fields)
      return "\(LocalMoment.text(now, withSeconds: true))  \(text)"
    }
  }

  mutating func close() throws {
    flush()
    if let failure { throw failure }
  }

  private static func explain(_ error: PanelError) -> String {
    switch error {
    case .busyTimeout: "BUSY stayed high"
    case .noAnswer: "BUSY never rose, as without a panel"
    case .bus(.transferFailed): "the SPI controller failed"
    }
  }

  private static func words(_ refresh: Refresh) -> String {
    guard let waveform = refresh.waveform else { return "which it showed already" }
    return "\(name(waveform)) refresh \((Double(refresh.duration.microseconds) / 1e6).formatted(places: 2)) s"
  }

  private static func name(_ waveform: Waveform) -> String {
    switch waveform {
    case .full: "full"
    case .partial: "partial"
    case .grey: "grey"
    }
  }

  private mutating func append(
    _ time: LocalTime, _ event: String, _ numbers: [(String, Int)], refresh: Refresh? = nil
  ) {
    guard file != nil else { return }
    buffer += "{\"time\":\"\(LocalMoment.text(time))\",\"event\":\"\(event)\""
    for (name, number) in numbers { buffer += ",\"\(name)\":\(number)" }
    if let refresh {
      let name = refresh.waveform.map(EventLog.name) ?? "none"
      buffer += ",\"refresh\":\"\(name)\",\"milliseconds\":\(refresh.duration.microseconds / 1_000)"
    }
    buffer += "}\n"
    if buffer.utf8.count > 1 << 16 { flush() }
  }

  private mutating func flush() {
    guard let file, failure == nil, !buffer.isEmpty else { return }
    do {
      try file.write(contentsOf: Data(buffer.utf8))
    } catch {
      failure = Failure(file: path, "events can't be written: \(error.localizedDescription)")
    }
    buffer = ""
  }
}
