// What the terminal at the standard streams can do, and what is written there.
// Must never decide what is shown.

import Foundation
import Synchronization

public struct TerminalSize: Equatable {
  public let columns: Int
  public let rows: Int
}

public enum Terminal {
  /// Whether messages and pictures go to a terminal at standard output.
  public static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 && !outputIsAFile }
  public static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// The size of the terminal at standard output.
  public static var size: TerminalSize { size(of: STDOUT_FILENO) }
  /// The size of the terminal at standard error.
  public static var errorSize: TerminalSize { size(of: STDERR_FILENO) }

  /// Whether the cursor can be moved: not if TERM is `dumb` or missing.
  public static var hasCursor: Bool {
    let name = ProcessInfo.processInfo.environment["TERM"] ?? ""
    return !name.isEmpty && name != "dumb"
  }

  /// Whether greys may be sent: not if the user wants no colours (no-color.org) or the terminal can't show them.
  public static var hasColours: Bool {
    hasCursor && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
  }

  /// Switches to xterm's alternate screen, which has no scrollback, and hides the cursor; and back again.
  static let enterScreenBytes: StaticString = "\u{1B}[?1049h\u{1B}[?25l"
  static let leaveScreenBytes: StaticString = "\u{1B}[?1049l\u{1B}[?25h"
  public static var enterScreen: String { "\(enterScreenBytes)" }
  public static var leaveScreen: String { "\(leaveScreenBytes)" }

  private static let errorFailed = Atomic<Bool>(false)
  private static let outputLeft = Atomic<Bool>(false)

  /// Whether standard output is one of the files that are to be written, as with `--png /dev/stdout`.
  public static var outputIsAFile: Bool { outputLeft.load(ordering: .relaxed) }

  /// From now on messages go to standard error.
  static func leaveOutput() { outputLeft.store(true, ordering: .relaxed) }

  /// Whether a message to standard error was lost, which only the exit status can then show.
  public static var hasLostMessages: Bool { errorFailed.load(ordering: .relaxed) }

  /// Writes at once, even when standard output is a pipe.
  /// - Throws: what `StandardStreams` throws.
  public static func write(_ text: String) throws {
    guard !outputIsAFile else { return writeError(text) }
    try StandardStreams.write(Array(text.utf8), to: STDOUT_FILENO)
  }

  /// The work goes on even if a message can't be written.
  public static func writeError(_ text: String) {
    do {
      try StandardStreams.write(Array(text.utf8), to: STDERR_FILENO)
    } catch {
      errorFailed.store(true, ordering: .relaxed)
    }
  }

  /// 80 × 24, the traditional size, if there is no terminal or it doesn't say.
  private static func size(of descriptor: Int32) -> TerminalSize {
    var size = winsize()
    let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
    return TerminalSize(
      columns: isKnown && size.ws_col > 0 ? Int(size.ws_col) : 80,
      rows: isKnown && size.ws_row > 0 ? Int(size.ws_row) : 24)
  }
}
