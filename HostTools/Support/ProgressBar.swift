// A bar on standard error while long work goes on. Must never write where standard error is no terminal.

import Foundation

public final class ProgressBar {
  private static let width = 30

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
    self.isShown = Terminal.errorIsTerminal
  }

  public func update(_ done: Int) {
    guard isShown else { return }
    let now = ContinuousClock.now
    // Ten times a second: often enough to look alive, too seldom to cost anything.
    if let lastShown, now - lastShown < .milliseconds(100), done != total { return }
    lastShown = now
    Terminal.writeError("\r\u{1B}[K" + ProgressBar.line(title, done: done, total: total, unit: unit))
  }

  /// Takes the bar away; what was done is said elsewhere.
  public func finish() {
    guard isShown, lastShown != nil else { return }
    Terminal.writeError("\r\u{1B}[K")
  }

  static func line(_ title: String, done: Int, total: Int?, unit: String) -> String {
    guard let total, total > 0 else { return "\(title) \(done.grouped) \(unit)" }
    let filled = min(width, width * done / total)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    return "\(title) \(bar) \(100 * done / total) % (\(done.grouped) of \(total.grouped) \(unit))"
  }
}
