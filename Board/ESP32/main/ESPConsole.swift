// The serial port as the console's. Must never wait for somebody to type.

struct ESPConsole: ConsoleOutput, ~Copyable {
  mutating func write(_ bytes: Span<UInt8>) {
    _ = clock_serial_write(bytes.cBytes, bytes.count)
  }
}

extension SettingsConsole<ESPSettings, ESPConsole> {
  /// Takes what has been typed, and restarts the chip if asked to.
  mutating func work() {
    var typed: [32 of UInt8] = .init(repeating: 0)
    var bytes = typed.mutableSpan
    let count = clock_serial_read(bytes.cBytes, bytes.count, 0)
    for index in 0..<max(0, Int(count)) where take(typed[index]) == .restart { esp_restart() }
  }
}
