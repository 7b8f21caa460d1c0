// The clock's events as lines for people. Must never know where they go.

import Essentials
import Firmware
import GlyphImage

package struct EventWords {
  private let counts: [Int]
  private let servers: [String]

  /// `counts` are the glyphs of each digit; `servers` are the time servers' names.
  package init(counts: [Int], servers: [String] = []) {
    (self.counts, self.servers) = (counts, servers)
  }

  package func text(_ event: ClockEvent) -> String { line(event).text }

  func line(_ event: ClockEvent) -> EventLine {
    switch event {
    case .drew(let panel, let choice, _, let refresh): return drawing(panel, choice, refresh)
    case .cleared(let panel, _, let refresh):
      return EventLine(
        text: "panel \(panel + 1) is blank, \(EventWords.words(refresh))", name: "cleared",
        numbers: [("panel", panel + 1)],
        refresh: refresh)
    case .spelled(let panel, let digit, _, let refresh):
      return EventLine(
        text: "panel \(panel + 1) spells its \(digit), as no glyph of it can be read", name: "spelled",
        numbers: [("panel", panel + 1), ("digit", Int(digit))], refresh: refresh)
    case .blockSkipped(let digit, let first, let count, let total):
      return EventLine(
        text:
          "a damaged block: \(count) glyphs of digit \(digit), from \(first) on, are skipped (\(total) damaged so far)",
        name: "block-skipped",
        numbers: [
          ("digit", Int(digit)), ("glyph", Int(first)), ("glyphs", Int(count)), ("total", Int(clamping: total)),
        ])
    case .panelFailed(let panel, let error):
      let cause = EventWords.explain(error)
      return EventLine(
        text: "panel \(panel + 1) failed: \(cause)", name: "panel-failed", numbers: [("panel", panel + 1)], cause: cause
      )
    case .panelRecovered(let panel):
      return EventLine(
        text: "panel \(panel + 1) works again", name: "panel-recovered", numbers: [("panel", panel + 1)])
    case .timeUnknown(let obstacle):
      let cause = obstacle.map(EventWords.explain)
      return EventLine(
        text: "the time is not known" + (cause.map { ": " + $0 } ?? ""), name: "time-unknown", cause: cause)
    case .atRest(let rest):
      let cause = rest == .quietHours ? "these are quiet hours" : "the cell is empty"
      return EventLine(text: "the panels rest: \(cause)", name: "at-rest", cause: cause)
    case .glyphsUnusable(let error):
      return EventLine(
        text: "the glyphs can't be used: byte \(error.offset): \(error.explanation)", name: "glyphs-unusable",
        numbers: [("byte", error.offset)], cause: error.explanation)
    case .glyphsUsable(let table):
      let (total, size) = (counts.reduce(0, +), Int(clamping: table.totalSize))
      return EventLine(
        text: "\(total.grouped) glyphs in \(size.grouped) bytes"
          + (table.hasLegibility ? "" : ", of unknown legibility: none is passed over"), name: "glyphs-usable",
        numbers: [("glyphs", total), ("bytes", size)])
    case .journal(let event): return JournalEventText.line(event)
    case .time(let event): return TimeEventText.line(event, servers: servers)
    }
  }

  private func drawing(_ panel: Int, _ choice: GlyphChoice, _ refresh: Refresh) -> EventLine {
    let (digit, number) = (Int(choice.id.digit), Int(choice.id.number))
    return EventLine(
      text:
        "panel \(panel + 1) shows \(digit == 8 ? "an" : "a") \(digit): glyph \(number.grouped) "
        + "of \(counts[digit].grouped), "
        + "lap \(choice.lap), \(EventWords.words(refresh))", name: "drew",
      numbers: [("panel", panel + 1), ("digit", digit), ("glyph", number), ("lap", Int(clamping: choice.lap))],
      refresh: refresh)
  }

  private static func explain(_ error: PanelError) -> String {
    switch error {
    case .busyTimeout: "BUSY stayed high"
    case .noAnswer: "BUSY never rose, as if there were no panel"
    case .bus(.transferFailed): "the SPI controller failed"
    }
  }

  private static func explain(_ obstacle: TimeObstacle) -> String {
    switch obstacle {
    case .network(.notSet): "no Wi-Fi network is set"
    case .network(.absent): "the Wi-Fi network isn't in range"
    case .network(.rejected): "the Wi-Fi network rejects the password"
    case .noServer: "no time server is set"
    }
  }

  private static func words(_ refresh: Refresh) -> String {
    guard let mode = refresh.mode else { return "which it already showed" }
    return "\(mode.name) refresh \((Double(refresh.duration.microseconds) / 1e6).formatted(places: 2)) s"
  }
}
