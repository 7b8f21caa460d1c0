// Ctrl-C, and anything else that asks a program to end, as a flag that long work checks, so that it can end cleanly.
// Must never do more in the handler than a signal handler may.

import Foundation
import Synchronization

public enum Interrupt {
  private static let count = Atomic<Int>(0)

  /// From now on Ctrl-C, Ctrl-\\, `kill` and the closing of a terminal only set the flag; a second one ends the process
  /// at once, except for the closing of a terminal, which the kernel and a shell each signal.
  public static func watch() {
    let handler: @convention(c) (Int32) -> Void = { number in
      let isSecond = Interrupt.count.add(1, ordering: .relaxed).newValue > 1
      guard isSecond, number != SIGHUP else { return }
      Suspension.giveBack()
      _exit(130)
    }
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGQUIT, SIGHUP] where number != SIGHUP || !isIgnored(SIGHUP) {
      signal(number, handler)
      sigaddset(&signals, number)
    }
    // The parent process may have blocked them.
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Whether it was ignored, as under `nohup`. Ignores it from now on.
  private static func isIgnored(_ number: Int32) -> Bool {
    unsafeBitCast(signal(number, SIG_IGN), to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// - Throws: `Failure` once the end was asked for, for work that then leaves nothing behind.
  public static func check() throws {
    if wasAsked { throw Failure("interrupted; nothing half-made was kept") }
  }

  public static var wasAsked: Bool { count.load(ordering: .relaxed) > 0 }
}
