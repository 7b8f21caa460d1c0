// A line that nobody else should see: typed without echo, or read from standard input if that isn't a terminal.
// Must never leave the terminal without its echo, nor take more of the input than the line.

import Foundation

public enum Secret {
  /// No password is nearly as long; what never ends has no line.
  private static let most = 1_024

  /// - Parameter question: shown on standard error when a person is asked.
  /// - Throws: `Failure` at the end of the input, and when Ctrl-C is pressed.
  public static func read(_ question: String) throws -> [UInt8] {
    guard isatty(STDIN_FILENO) == 1 else { return try line() }
    Interrupt.watch()
    var settings = termios()
    guard tcgetattr(STDIN_FILENO, &settings) == 0 else { throw Failure("the terminal's settings can't be read") }
    var silent = settings
    silent.c_lflag &= ~tcflag_t(ECHO)
    // Anything typed before the question isn't an answer.
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    defer {
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
      Terminal.writeError("\n")
    }
    Terminal.writeError(question)
    return try line()
  }

  private static func line() throws -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      let isReady = poll(&request, 1, 100) > 0
      if Interrupt.wasAsked { throw Failure("interrupted") }
      guard isReady else { continue }
      var byte: UInt8 = 0
      let count = Foundation.read(STDIN_FILENO, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Failure("standard input can't be read: \(StandardStreams.reason(errno))") }
      guard count == 1 else {
        guard !bytes.isEmpty else { throw Failure("standard input ends before the password") }
        return bytes
      }
      if byte == 0x0A { return bytes.last == 0x0D ? bytes.dropLast() : bytes }
      bytes.append(byte)
      guard bytes.count <= most else {
        throw Failure("standard input's first line has more than \(most.grouped) bytes, and a password at most 64")
      }
    }
  }
}
