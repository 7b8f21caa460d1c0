// Standard input, output and error as the process was given them, which may be closed, full, or a pipe without a
// reader. Must never trap over them, nor lose output without saying so.

import Foundation

public enum StandardStreams {
  /// Nobody reads the pipe at standard output any more, as with `| head`: not a fault, and nothing to report.
  public struct ReaderIsGone: Error {}

  /// Call this before anything else is opened.
  public static func prepare() {
    // A handler instead of SIG_IGN, which a child would inherit: `write` then fails, and the work's own clean-up runs.
    signal(SIGPIPE) { _ in }
    // The same for a file that grows beyond `ulimit -f`: "File too large".
    signal(SIGXFSZ) { _ in }
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // Otherwise the next file opened would get this number, and receive messages. Opened the wrong way round, so that
      // using it still fails with EBADF; the lowest free number is this one.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Writes all of `bytes` at once.
  /// - Throws: `ReaderIsGone`, or a `Failure` that says what prevents it.
  static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
    do throws(SystemCallError) {
      try Descriptor.write(bytes, to: descriptor)
    } catch {
      if error.code == EPIPE { throw ReaderIsGone() }
      let name = descriptor == STDOUT_FILENO ? "output" : "error"
      throw Failure("standard \(name) can't be written: \(reason(error.code))")
    }
  }

  /// The reason why a standard stream fails, in words.
  static func reason(_ code: Int32) -> String {
    code == EBADF ? "it is closed" : SystemError.words(code)
  }

  /// Ends the process with the signal that other programs get, so that a shell sees the same as for them.
  public static func endWithoutReader() -> Never {
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
    // If the parent process has blocked the signal.
    exit(1)
  }
}
