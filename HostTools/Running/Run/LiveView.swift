// The four panels on a terminal's whole screen, whatever its size at the moment, redrawn in place.
// Must never scroll a line away, nor leave the terminal without its cursor or its previous contents.

import Pictures
import Support

final class LiveView {
  /// The line below the panels.
  var status = "" { didSet { isStale = true } }
  /// The time on the panels.
  var figures = "" { didSet { isStale = true } }
  /// How far the run is, at the end of the status where there is room.
  var progress = ""

  private var panels: [GreyPicture] = []
  private var isActive = false
  private var isStale = false
  private var last: ContinuousClock.Instant?
  private var screen: TerminalSize?
  private var resumptions = 0

  func begin(_ panels: [GreyPicture]) throws {
    isActive = true
    Suspension.watch()
    try Terminal.write(Terminal.enterScreen)
    try put(panels)
  }

  /// Leaves the last picture where the command was typed.
  func end() throws {
    guard isActive else { return }
    isActive = false
    Suspension.unwatch()
    // Cleared too, for terminals that have only one screen.
    try Terminal.write("\u{1B}[2J\u{1B}[H" + Terminal.leaveScreen)
    try Terminal.write(lines(Terminal.size).joined(separator: "\n") + "\n")
  }

  func draw(_ panels: [GreyPicture]) throws {
    // Thirty pictures a second: a faster device is only drawn as often as eyes can follow.
    if let last, ContinuousClock.now - last < .milliseconds(33) {
      (self.panels, isStale) = (panels, true)
      return
    }
    try put(panels)
  }

  /// Draws again if the terminal's size has changed, or another program has used the screen meanwhile.
  /// Call this several times a second.
  func tick() throws {
    guard isActive, isStale || screen != Terminal.size || resumptions != Suspension.resumptions else { return }
    try put(panels)
  }

  private func put(_ panels: [GreyPicture]) throws {
    (self.panels, isStale, last) = (panels, false, .now)
    let size = Terminal.size
    let lines = lines(size)
    var text = ""
    if size != screen || resumptions != Suspension.resumptions { text = "\u{1B}[2J" }
    (screen, resumptions) = (size, Suspension.resumptions)
    // Each line is positioned by itself: a newline on the last one would scroll. Only the status varies in length.
    for (row, line) in lines.enumerated() {
      text += "\u{1B}[\(row + 1);1H" + (row == lines.count - 1 ? "\u{1B}[J" : "") + line
    }
    try Terminal.write(text)
  }

  /// Never more than the terminal has.
  private func lines(_ size: TerminalSize) -> [String] {
    let layout = TerminalLayout(columns: size.columns, lines: size.rows - 1)
    var status = status.isEmpty ? "Ctrl-C to quit" : status
    var lines: [String] = []
    if let layout {
      lines = TerminalPicture.draw(panels, layout, hasGreys: Terminal.hasColours)
      if lines.count < size.rows - 1 { lines.append("") }
      if !layout.showsEveryPixel { status = figures + "  " + status }
    } else {
      lines = [String(figures.prefix(size.columns))]
    }
    let free = size.columns - 1 - status.count
    if !progress.isEmpty, free >= progress.count + 2 { status += progress.leftPadded(to: free) }
    lines.append(String(status.prefix(size.columns - 1)))
    return Array(lines.prefix(size.rows))
  }
}
