// Signals that end the program while a bar is on the terminal: the bar goes first, and the shell's line begins where a
// line begins. Must never replace a handler that somebody else has set, nor do more than a handler may.

import Foundation

enum BarSignals {
  private static let signals = [SIGINT, SIGTERM, SIGQUIT, SIGHUP]
  private static let clear: StaticString = "\r\u{1B}[K"

  private static let handler: @convention(c) (Int32) -> Void = { number in
    let clear = BarSignals.clear
    _ = write(STDERR_FILENO, clear.utf8Start, clear.utf8CodeUnitCount)
    // It comes once this returns, and ends the program as it would have.
    signal(number, SIG_DFL)
    raise(number)
  }

  static func watch() {
    _ = clear
    for number in signals { exchange(number, SIG_DFL, handler) }
  }

  static func unwatch() {
    for number in signals { exchange(number, handler, SIG_DFL) }
  }

  /// Sets `new` if `old` is what happens now.
  private static func exchange(
    _ number: Int32, _ old: (@convention(c) (Int32) -> Void)?, _ new: (@convention(c) (Int32) -> Void)?
  ) {
    let now = signal(number, new)
    if unsafeBitCast(now, to: Int.self) != unsafeBitCast(old, to: Int.self) { signal(number, now) }
  }
}
