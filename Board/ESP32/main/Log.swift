// Lines in ESP-IDF's log. Must never take a String: its literal needs a heap.
// A line's text begins with its level as ESP-IDF writes it, "E ", "W " or "I ", so that one address is enough.

@inline(__always)
func log(_ text: StaticString) { clock_log(text.cString) }

/// - Parameter text: with a `%u` or `%d` for the number.
@inline(__always)
func log(_ text: StaticString, _ number: UInt32) { clock_log_number(text.cString, number) }

/// - Parameter text: with a `%u` or `%d` for each number.
@inline(__always)
func log(_ text: StaticString, _ a: UInt32, _ b: UInt32, _ c: UInt32 = 0, _ d: UInt32 = 0) {
  clock_log_numbers(text.cString, a, b, c, d)
}

/// - Parameter text: with a `%s` for the error's name.
@inline(__always)
func log(_ text: StaticString, _ error: esp_err_t) { clock_log_error(text.cString, error) }

extension StaticString {
  /// Its bytes end with a zero, as C expects.
  var cString: UnsafePointer<CChar> {
    @inline(__always) get { UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self) }
  }
}
