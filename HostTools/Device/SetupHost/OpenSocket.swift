// A socket of the system. Must never be closed but by its last owner.

import Foundation

/// An object: a struct that owns it by a `deinit` of its own is destroyed twice by Swift 6.3 when an initialiser of
/// several such generic parts takes it.
final class OpenSocket {
  let number: Int32

  init(_ number: Int32) {
    self.number = number
    _ = fcntl(number, F_SETFL, O_NONBLOCK)
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
  }

  deinit { close(number) }
}
