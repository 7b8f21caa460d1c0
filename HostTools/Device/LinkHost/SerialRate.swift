// A serial port's rates: termios's, and macOS's own call for those that its termios lacks.
// Must never leave a port at any rate but the one that was asked for.

import Foundation

struct SerialRate {
  /// In baud.
  static let all = [115_200, 230_400, 460_800, 921_600, 1_000_000, 2_000_000, 3_000_000]

  private let baud: Int

  /// - Returns: nil for any other.
  init?(_ baud: Int) {
    guard SerialRate.all.contains(baud) else { return nil }
    self.baud = baud
  }

  #if canImport(Darwin)
    /// IOSSIOSPEED of IOKit/serial/ioss.h, _IOW('T', 2, speed_t), which Swift doesn't import.
    private static let setSpeed: UInt = 0x8008_5402

    /// - Returns: whether the port takes it.
    func apply(_ settings: inout termios, to descriptor: Int32) -> Bool {
      cfsetspeed(&settings, speed_t(B115200))
      guard tcsetattr(descriptor, TCSANOW, &settings) == 0 else { return false }
      var speed = speed_t(baud)
      // A pseudo-terminal, which has no rate, refuses.
      return baud == 115_200 || ioctl(descriptor, SerialRate.setSpeed, &speed) == 0
    }
  #else
    /// What termios calls them.
    private static let names = [B115200, B230400, B460800, B921600, B1000000, B2000000, B3000000]

    /// - Returns: whether the port takes it.
    func apply(_ settings: inout termios, to descriptor: Int32) -> Bool {
      let name = zip(SerialRate.all, SerialRate.names).first { $0.0 == baud }?.1 ?? B115200
      cfsetspeed(&settings, speed_t(name))
      return tcsetattr(descriptor, TCSANOW, &settings) == 0
    }
  #endif
}
