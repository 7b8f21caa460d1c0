// The four panels in a terminal, drawn anew in place each time that a refresh ends.
// Must never leave the terminal without its cursor.

import Pictures
import Support

final class LiveView {
  /// What stands below the panels.
  var status = ""

  private var lineCount = 0
  private var isActive = false
  private var last: ContinuousClock.Instant?
  private var undrawn: [GreyPicture]?

  func begin(_ panels: [GreyPicture]) {
    isActive = true
    Terminal.write("\u{1B}[?25l")
    put(panels)
  }

  func end() {
    guard isActive else { return }
    isActive = false
    if let undrawn { put(undrawn) }
    Terminal.write("\u{1B}[?25h\n")
  }

  func draw(_ panels: [GreyPicture]) {
    let now = ContinuousClock.now
    // Thirty pictures a second: a faster device is only drawn as often as eyes can follow.
    if let last, now - last < .milliseconds(33) {
      undrawn = panels
      return
    }
    last = now
    put(panels)
  }

  private func put(_ panels: [GreyPicture]) {
    undrawn = nil
    let columns = Terminal.columns
    let lines =
      TerminalPicture.draw(panels, columns: columns, hasColours: Terminal.hasColours)
      + ["", String((status.isEmpty ? "Ctrl-C ends it" : status).prefix(columns - 1))]
    var text = lineCount > 1 ? "\u{1B}[\(lineCount - 1)A\r" : "\r"
    text += lines.map { $0 + "\u{1B}[K" }.joined(separator: "\n")
    // A narrower window than before has put other lines below.
    text += "\u{1B}[J"
    lineCount = lines.count
    Terminal.write(text)
  }
}
