// The emulated board's BOOT button: the signal USR1 holds it down for four seconds. Must never do more in the handler
// than note it.

import Foundation
import Synchronization

enum BootButton {
  private static let presses = Atomic<Bool>(false)

  static func watch() { signal(SIGUSR1) { _ in BootButton.presses.store(true, ordering: .relaxed) } }

  static func wasPressed() -> Bool { presses.exchange(false, ordering: .relaxed) }
}
