// The serial port as the console's. Must never wait for somebody to type.

struct ESPConsole: ConsoleOutput, ~Copyable {
  mutating func write(_ bytes: Span<UInt8>) {
    _ = bytes.withUnsafeBufferPointer { clock_serial_write($0.baseAddress, $0.count) }
  }
}

extension SettingsConsole<ESPSettings, ESPConsole> {
  /// Takes what has been typed, and restarts the chip if asked to.
  mutating func work() {
    var typed: [32 of UInt8] = .init(repeating: 0)
    var bytes = typed.mutableSpan
    let count = bytes.withUnsafeMutableBufferPointer { clock_serial_read($0.baseAddress, $0.count, 0) }
    for index in 0..<max(0, Int(count)) where take(typed[index]) == .restart { esp_restart() }
  }
}
