// Ctrl-C, and anything else that asks a program to end, as a flag that long work checks, so that it can end cleanly.
// Must never do more in the handler than a signal handler may.

import Foundation
import Synchronization

public enum Interrupt {
  /// When the first came, in nanoseconds of the system's monotonic clock; 0 before.
  private static let first = Atomic<Int64>(0)
  /// `timeout` signals the process and then its group, service managers each process of a group: that is one request,
  /// and the clean end that it asks for takes longer than the time between.
  private static let shortest: Int64 = 500_000_000

  /// From now on Ctrl-C, Ctrl-\\, `kill` and the closing of a terminal only set the flag; a second one, half a second
  /// later or more, ends the process at once, except for the closing of a terminal, which the kernel and a shell each
  /// signal.
  public static func watch() {
    let handler: @convention(c) (Int32) -> Void = { number in
      guard Interrupt.isInsisted(), number != SIGHUP else { return }
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

  /// Notes that the end was asked for.
  /// - Returns: whether it was long ago already.
  private static func isInsisted() -> Bool {
    let now = now
    let begun = first.compareExchange(expected: 0, desired: now, ordering: .relaxed)
    return !begun.exchanged && now - begun.original >= shortest
  }

  /// By a function that a signal handler may call (signal-safety(7)).
  private static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Whether it was ignored, as under `nohup`. Ignores it from now on.
  private static func isIgnored(_ number: Int32) -> Bool {
    unsafeBitCast(signal(number, SIG_IGN), to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// - Throws: `Failure` once the end was asked for, for work that then leaves nothing behind.
  public static func check() throws {
    if wasAsked { throw Failure("interrupted; nothing half-made was kept") }
  }

  public static var wasAsked: Bool { first.load(ordering: .relaxed) != 0 }
}
