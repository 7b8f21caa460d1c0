// Lines in ESP-IDF's log. Must never take a String: its literal asks for a heap.

/// - Parameter text: with at most four `%u` or `%d` for the numbers.
func log(
  _ level: esp_log_level_t, _ text: StaticString, _ a: UInt32 = 0, _ b: UInt32 = 0, _ c: UInt32 = 0, _ d: UInt32 = 0
) {
  text.withCString { clock_log(level.rawValue, $0, a, b, c, d) }
}

/// - Parameter text: with a `%s` for the error's name.
func logError(_ text: StaticString, _ error: esp_err_t) {
  text.withCString { clock_log_error($0, error) }
}

extension StaticString {
  /// Its bytes end with a zero, as C wants them.
  func withCString<Result>(_ body: (UnsafePointer<CChar>?) -> Result) -> Result {
    withUTF8Buffer { text in text.withMemoryRebound(to: CChar.self) { body($0.baseAddress) } }
  }
}
