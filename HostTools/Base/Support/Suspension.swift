// Signals while the whole screen is in use: at Ctrl-Z the terminal goes back to the shell, and `fg` takes it again,
// both with its keys.
// Must never do more in the handler than a signal handler may.

import Foundation
import Synchronization

public enum Suspension {
  private static let count = Atomic<Int>(0)
  private static let isWatching = Atomic<Bool>(false)

  /// How many times this program has resumed after Ctrl-Z.
  public static var resumptions: Int { count.load(ordering: .relaxed) }

  public static func watch() {
    SilentKeys.begin()
    isWatching.store(true, ordering: .relaxed)
    signal(SIGTSTP) { _ in
      Suspension.send(Terminal.leaveScreenBytes)
      SilentKeys.end()
      raise(SIGSTOP)
      SilentKeys.begin()
      Suspension.send(Terminal.enterScreenBytes)
      Suspension.count.add(1, ordering: .relaxed)
    }
  }

  public static func unwatch() {
    isWatching.store(false, ordering: .relaxed)
    signal(SIGTSTP, SIG_DFL)
    SilentKeys.end()
  }

  /// For a handler that ends the process.
  static func giveBack() {
    guard isWatching.load(ordering: .relaxed) else { return }
    send(Terminal.leaveScreenBytes)
    SilentKeys.end()
  }

  private static func send(_ bytes: StaticString) {
    let code = errno
    _ = write(STDOUT_FILENO, bytes.utf8Start, bytes.utf8CodeUnitCount)
    errno = code
  }
}
