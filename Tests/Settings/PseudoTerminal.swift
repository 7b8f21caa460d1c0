// A pseudo-terminal of Linux's, by its own calls: glibc's aren't in Swift's module. Must never outlive the test.

import Foundation
import Support

final class PseudoTerminal {
  /// What a program opens.
  let path: String
  /// The other end: the wire, or the person.
  let master: Int32
  /// Held open: without it the master's reads fail whenever no program has it.
  let slave: Int32

  init(isRaw: Bool) throws {
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (unlocked, number): (Int32, Int32) = (0, 0)
    // TIOCSPTLCK and TIOCGPTN of asm-generic/ioctls.h.
    guard master >= 0, ioctl(master, 0x4004_5431, &unlocked) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
      throw Failure("no pseudo-terminal: \(String(cString: strerror(errno)))")
    }
    path = "/dev/pts/\(number)"
    slave = open(path, O_RDWR | O_NOCTTY)
    self.master = master
    var settings = termios()
    guard tcgetattr(slave, &settings) == 0 else { throw Failure(file: path, "it is no terminal") }
    if isRaw {
      cfmakeraw(&settings)
      tcsetattr(slave, TCSANOW, &settings)
    }
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
  }

  deinit {
    close(slave)
    close(master)
  }

  var echoes: Bool {
    var settings = termios()
    tcgetattr(slave, &settings)
    return settings.c_lflag & tcflag_t(ECHO) != 0
  }

  func write(_ bytes: [UInt8]) { _ = Foundation.write(master, bytes, bytes.count) }

  /// Never waits.
  func read(_ most: Int = 256) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: most)
    let count = Foundation.read(master, &buffer, most)
    return Array(buffer.prefix(max(0, count)))
  }
}
