// Ctrl-C as a flag that long work looks at, so that it can end cleanly.
// Must never do more in the handler than a signal handler may.

import Foundation
import Synchronization

public enum Interrupt {
  private static let count = Atomic<Int>(0)

  /// From now on Ctrl-C and `kill` only set the flag; a second Ctrl-C ends the process at once.
  public static func watch() {
    let handler: @convention(c) (Int32) -> Void = { _ in
      if Interrupt.count.add(1, ordering: .relaxed).newValue > 1 { _exit(130) }
    }
    signal(SIGINT, handler)
    signal(SIGTERM, handler)
    // Whoever started this program may have blocked them.
    var both = sigset_t()
    sigemptyset(&both)
    sigaddset(&both, SIGINT)
    sigaddset(&both, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &both, nil)
  }

  public static var wasAsked: Bool { count.load(ordering: .relaxed) > 0 }
}
