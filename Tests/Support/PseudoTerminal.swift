// A pseudo-terminal. Must never outlive the test.

import Foundation
import Support

package final class PseudoTerminal {
  /// The path that a program opens.
  package let path: String
  /// The other end, which plays the wire or the person.
  package let master: Int32
  /// Held open: otherwise reads from the master fail whenever no program has it open.
  package let slave: Int32

  package init(isRaw: Bool) throws {
    var (master, slave): (Int32, Int32) = (-1, -1)
    guard openpty(&master, &slave, nil, nil, nil) == 0, let name = ttyname(slave) else {
      throw Failure("no pseudo-terminal: \(String(cString: strerror(errno)))")
    }
    (self.master, self.slave, path) = (master, slave, String(cString: name))
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

  package var echoes: Bool {
    var settings = termios()
    tcgetattr(slave, &settings)
    return settings.c_lflag & tcflag_t(ECHO) != 0
  }

  package func write(_ bytes: [UInt8]) { _ = Foundation.write(master, bytes, bytes.count) }

  /// Never blocks.
  package func read(_ most: Int = 256) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: most)
    let count = Foundation.read(master, &buffer, most)
    return Array(buffer.prefix(max(0, count)))
  }
}
