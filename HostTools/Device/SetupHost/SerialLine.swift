// A serial line of this machine: a pseudo-terminal whose other end any terminal program or Improv client opens.
// Must never wait for one.

import Firmware
import Foundation
import Support

package final class SerialLine {
  /// What a program opens.
  package let path: String
  private let master: Int32
  /// Held open: otherwise reads fail whenever no program has it open.
  private let slave: Int32

  /// - Throws: `Failure` when the system has none left.
  package init() throws {
    var (master, slave): (Int32, Int32) = (-1, -1)
    guard openpty(&master, &slave, nil, nil, nil) == 0, let name = ttyname(slave) else {
      throw Failure("no pseudo-terminal: \(SystemError.words(errno))")
    }
    (self.master, self.slave, path) = (master, slave, String(cString: name))
    var settings = termios()
    tcgetattr(slave, &settings)
    cfmakeraw(&settings)
    tcsetattr(slave, TCSANOW, &settings)
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
    for descriptor in [master, slave] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
  }

  deinit {
    close(slave)
    close(master)
  }

  /// - Returns: what has been sent, at most 256 bytes.
  func read() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = Foundation.read(master, &bytes, bytes.count)
    return Array(bytes.prefix(max(0, count)))
  }

  /// What doesn't fit is lost, as on a line that nobody listens to.
  package func write(_ bytes: [UInt8]) { _ = Foundation.write(master, bytes, bytes.count) }
}

struct SerialOutput: ConsoleOutput, ~Copyable {
  let line: SerialLine?

  mutating func write(_ bytes: Span<UInt8>) { line?.write(bytes.indices.map { bytes[$0] }) }
}
