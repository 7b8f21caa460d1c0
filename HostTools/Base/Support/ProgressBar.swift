// A bar on standard error during long work. Must never write if standard error isn't a terminal that it can draw on,
// nor more than one line.

import Foundation

public final class ProgressBar {
  private static let width = 30

  static var isPossible: Bool { Terminal.errorIsTerminal && Terminal.hasCursor }

  private let title: String
  private let total: Int?
  private let unit: String
  private let isShown: Bool
  private var lastShown: ContinuousClock.Instant?

  /// - Parameter total: in `unit`s, or nil when it isn't known beforehand.
  public init(_ title: String, total: Int?, unit: String) {
    self.title = title
    self.total = total
    self.unit = unit
    isShown = ProgressBar.isPossible
  }

  public func update(_ done: Int) {
    guard isShown else { return }
    let now = ContinuousClock.now
    // Ten times a second: often enough to look alive, too rarely to cost anything.
    if let lastShown, now - lastShown < .milliseconds(100), done != total { return }
    if lastShown == nil { BarSignals.watch() }
    lastShown = now
    // A full line would make some terminals move on to the next.
    let line = ProgressBar.line(title, done: done, total: total, unit: unit, columns: Terminal.errorSize.columns - 1)
    Terminal.writeError("\r\u{1B}[K" + line)
  }

  /// Removes the bar; the result is reported elsewhere.
  public func finish() {
    guard isShown, lastShown != nil else { return }
    Terminal.writeError("\r\u{1B}[K")
    BarSignals.unwatch()
    lastShown = nil
  }

  /// As much as there is room for: without the bar, then without the title.
  static func line(_ title: String, done: Int, total: Int?, unit: String, columns: Int) -> String {
    guard let total, total > 0 else { return String("\(title) \(done.grouped) \(unit)".prefix(columns)) }
    let share = "\(100 * done / total) %"
    let count = "(\(done.grouped) of \(total.grouped) \(unit))"
    let filled = min(width, width * done / total)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    let lines = ["\(title) \(bar) \(share) \(count)", "\(title) \(bar) \(share)", "\(title) \(share)", share]
    return lines.first { $0.count <= columns } ?? ""
  }
}
