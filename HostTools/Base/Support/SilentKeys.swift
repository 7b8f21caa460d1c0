// The keys of the terminal at standard output while a picture fills it: what is typed isn't shown, and Ctrl-C and
// Ctrl-Z work as ever. Must never do more than a signal handler may, nor change a terminal that another job has.

import Foundation
import Synchronization

enum SilentKeys {
  nonisolated(unsafe) private static var before = termios()
  private static let isSilent = Atomic<Bool>(false)

  static func begin() {
    let code = errno
    defer { errno = code }
    guard !isSilent.load(ordering: .relaxed), isOurs, tcgetattr(STDOUT_FILENO, &before) == 0 else { return }
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO | ICANON)
    isSilent.store(true, ordering: .relaxed)
    tcsetattr(STDOUT_FILENO, TCSANOW, &silent)
  }

  /// Gives the keys back as they were. What was typed meanwhile, unseen, is dropped: the shell would run it.
  static func end() {
    let code = errno
    defer { errno = code }
    guard isSilent.exchange(false, ordering: .relaxed), isOurs else { return }
    // TCSAFLUSH would do both, after waiting for a screen that Ctrl-S may have stopped.
    tcflush(STDOUT_FILENO, TCIFLUSH)
    tcsetattr(STDOUT_FILENO, TCSANOW, &before)
  }

  /// A job in the background would be stopped for the attempt.
  private static var isOurs: Bool { tcgetpgrp(STDOUT_FILENO) == getpgrp() }
}
