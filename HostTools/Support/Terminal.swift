// What the standard streams are. Must never decide what is shown there.

import Foundation

public enum Terminal {
  public static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  public static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Columns of the terminal at standard output, or 80 when there is none or it doesn't say.
  public static var columns: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Whether greys may be sent: not where the user asks for none (no-color.org) or the terminal can't.
  public static var hasColours: Bool {
    let environment = ProcessInfo.processInfo.environment
    return (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }

  /// Writes at once, also when standard output is a pipe.
  public static func write(_ text: String) {
    FileHandle.standardOutput.write(Data(text.utf8))
  }

  public static func writeError(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
