// A serial port: opened raw, 8N1, at a rate that USB ports take and ignore. Must never wait longer than it is told.

import Foundation
import Support

public final class SerialPort {
  /// Sending so little takes milliseconds, but a port that nobody empties takes nothing.
  private static let patience: Int32 = 2_000

  public let path: String
  private let descriptor: Int32

  /// Rates in baud and what termios calls them.
  private static let rates: [Int: Int32] = [
    115_200: B115200, 230_400: B230400, 460_800: B460800, 921_600: B921600, 1_000_000: B1000000, 2_000_000: B2000000,
    3_000_000: B3000000,
  ]

  /// The console's, and ESP-IDF's default.
  public static let consoleRate = 115_200

  /// - Parameter rate: in baud; one of termios's from 115,200 on.
  /// - Throws: `Failure` that says what to do where the port is missing, forbidden, taken or none.
  public init(_ path: String, rate: Int = SerialPort.consoleRate) throws {
    self.path = path
    guard let speed = SerialPort.rates[rate] else {
      let known = SerialPort.rates.keys.sorted().map(String.init).joined(separator: ", ")
      throw Failure("\(rate) baud is no rate of serial ports", advice: "It can be \(known)")
    }
    // Without waiting for a carrier, which these ports don't have.
    descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw SerialPort.failure(path, errno) }
    do {
      try configure(speed_t(speed))
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  private func configure(_ speed: speed_t) throws {
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw Failure(
        file: path, "another program has this port", advice: "Close it there, `idf.py monitor` for instance")
    }
    var settings = termios()
    guard tcgetattr(descriptor, &settings) == 0 else {
      throw Failure(file: path, "this is no serial port", advice: SerialPort.advice)
    }
    cfmakeraw(&settings)
    settings.c_cflag |= tcflag_t(CLOCAL | CREAD)
    // Closing would drop DTR and RTS, by which boards are reset.
    settings.c_cflag &= ~tcflag_t(HUPCL | CSTOPB)
    cfsetispeed(&settings, speed)
    cfsetospeed(&settings, speed)
    guard tcsetattr(descriptor, TCSANOW, &settings) == 0 else {
      throw Failure(file: path, "the port takes no settings: \(String(cString: strerror(errno)))")
    }
    // Nothing of what had come before anybody listened.
    tcflush(descriptor, TCIFLUSH)
  }

  /// Waits for bytes for `milliseconds` at most.
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

  /// - Throws: `Failure` when the port doesn't take it.
  public func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      guard poll(&request, 1, SerialPort.patience) > 0 else {
        throw Failure(file: path, "the port takes no bytes", advice: "Unplug the board and plug it in again")
      }
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { throw gone }
      rest = rest.dropFirst(count)
    }
  }

  private var gone: Failure { Failure(file: path, "the port has gone", advice: "Was the board unplugged, or reset?") }

  private static func failure(_ path: String, _ error: Int32) -> Failure {
    switch error {
    case ENOENT, ENXIO, ENODEV: Failure(file: path, "there is no such port", advice: advice)
    case EACCES, EPERM:
      Failure(
        file: path, "you may not use this port",
        advice: "`sudo usermod -aG dialout $USER` puts you into its group; log in again after that")
    case EBUSY:
      Failure(file: path, "another program has this port", advice: "Close it there, `idf.py monitor` for instance")
    default: Failure(file: path, "the port can't be opened: \(String(cString: strerror(error)))", advice: advice)
    }
  }

  /// What ports there are.
  public static var advice: String {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/dev")) ?? []
    let ports = names.filter { $0.hasPrefix("ttyACM") || $0.hasPrefix("ttyUSB") }.sorted().map { "/dev/\($0)" }
    return ports.isEmpty
      ? "There is no USB serial port here: plug the board in, with a cable that carries data"
      : "There is \(ports.joined(separator: ", "))"
  }
}
