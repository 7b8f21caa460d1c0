// A serial port: opened raw, 8N1, at a rate that USB ports take and ignore. Must never wait longer than it is told.

import Foundation
import Support

public final class SerialPort {
  /// Sending this little takes milliseconds, but a port that nobody reads from takes nothing.
  private static let patience: Int32 = 2_000

  public let path: String
  private let descriptor: Int32

  /// The console's rate, and ESP-IDF's default.
  public static let consoleRate = 115_200

  /// - Parameter rate: in baud; one of `SerialRate.all`.
  /// - Throws: `Failure` that says what to do if the port is missing, forbidden, in use or not a port.
  public init(_ path: String, rate: Int = SerialPort.consoleRate) throws {
    self.path = path
    guard let speed = SerialRate(rate) else {
      let known = SerialRate.all.map(String.init).joined(separator: ", ")
      throw Failure("\(rate) baud is not a serial port's rate", advice: "The rates are \(known)")
    }
    // Don't wait for a carrier, which these ports don't have.
    descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw SerialPort.failure(path, errno) }
    do {
      try configure(speed)
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  private func configure(_ rate: SerialRate) throws {
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw Failure(
        file: path, "another program is using this port", advice: "Close it, `idf.py monitor` for instance")
    }
    var settings = termios()
    guard tcgetattr(descriptor, &settings) == 0 else {
      throw Failure(file: path, "this is not a serial port", advice: SerialPort.advice)
    }
    cfmakeraw(&settings)
    settings.c_cflag |= tcflag_t(CLOCAL | CREAD)
    // Closing would drop DTR and RTS, which reset boards.
    settings.c_cflag &= ~tcflag_t(HUPCL | CSTOPB)
    guard rate.apply(&settings, to: descriptor) else {
      throw Failure(file: path, "the port's settings can't be changed: \(String(cString: strerror(errno)))")
    }
    // Discard what came before anybody was listening.
    tcflush(descriptor, TCIFLUSH)
  }

  /// Waits for bytes for at most `milliseconds`.
  /// - Throws: `Failure` when the port has gone.
  public func receive(milliseconds: Int32) throws -> [UInt8] {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, milliseconds) > 0 else { return [] }
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = read(descriptor, &buffer, buffer.count)
    if count < 0, errno == EINTR || errno == EAGAIN { return [] }
    guard count > 0 else { throw gone }
    return Array(buffer[..<count])
  }

  /// - Throws: `Failure` if the port doesn't take them.
  public func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      guard poll(&request, 1, SerialPort.patience) > 0 else {
        throw Failure(file: path, "the port accepts no data", advice: "Unplug the board and plug it in again")
      }
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { throw gone }
      rest = rest.dropFirst(count)
    }
  }

  private var gone: Failure { Failure(file: path, "the port is gone", advice: "Was the board unplugged, or reset?") }

  private static func failure(_ path: String, _ error: Int32) -> Failure {
    switch error {
    case ENOENT, ENXIO, ENODEV: Failure(file: path, "there is no such port", advice: advice)
    case EACCES, EPERM:
      Failure(
        file: path, "you have no permission to use this port",
        advice: "`sudo usermod -aG \(group(of: path)) $USER` adds you to its group; then log in again")
    case EBUSY:
      Failure(file: path, "another program is using this port", advice: "Close it, `idf.py monitor` for instance")
    default: Failure(file: path, "the port can't be opened: \(String(cString: strerror(error)))", advice: advice)
    }
  }

  /// "dialout" on Debian and Fedora, "uucp" on Arch.
  private static func group(of path: String) -> String {
    (try? FileManager.default.attributesOfItem(atPath: path)[.groupOwnerAccountName] as? String) ?? "dialout"
  }

  /// Which ports there are.
  public static var advice: String {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/dev")) ?? []
    // Linux's names of USB ports, and macOS's.
    let prefixes = ["ttyACM", "ttyUSB", "cu.usb", "cu.wchusb"]
    let ports = names.filter { name in prefixes.contains { name.hasPrefix($0) } }.sorted().map { "/dev/\($0)" }
    return ports.isEmpty
      ? "There is no USB serial port here: plug the board in, with a cable that carries data"
      : "There is \(ports.joined(separator: ", "))"
  }
}
