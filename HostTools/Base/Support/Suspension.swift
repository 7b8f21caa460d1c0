// Signals while the whole screen is in use: at Ctrl-Z the terminal goes back to the shell, and `fg` takes it again.
// Must never do more in the handler than a signal handler may.

import Foundation
import Synchronization

public enum Suspension {
  private static let count = Atomic<Int>(0)
  private static let isWatching = Atomic<Bool>(false)

  /// How many times this program has resumed after Ctrl-Z.
  public static var resumptions: Int { count.load(ordering: .relaxed) }

  public static func watch() {
    isWatching.store(true, ordering: .relaxed)
    signal(SIGTSTP) { _ in
      Suspension.send(Terminal.leaveScreenBytes)
      raise(SIGSTOP)
      Suspension.send(Terminal.enterScreenBytes)
      Suspension.count.add(1, ordering: .relaxed)
    }
  }

  public static func unwatch() {
    isWatching.store(false, ordering: .relaxed)
    signal(SIGTSTP, SIG_DFL)
  }

  /// For a handler that ends the process.
  static func giveBack() {
    if isWatching.load(ordering: .relaxed) { send(Terminal.leaveScreenBytes) }
  }

  private static func send(_ bytes: StaticString) {
    let code = errno
    _ = write(STDOUT_FILENO, bytes.utf8Start, bytes.utf8CodeUnitCount)
    errno = code
  }
}
