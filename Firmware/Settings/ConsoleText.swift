// A line of the console's output while it is put together. Must never be written in pieces: logs come between lines.

struct ConsoleText {
  /// The longest value, what comes before it, and the line end.
  private var bytes: [320 of UInt8] = .init(repeating: 0)
  private var count = 0

  var span: Span<UInt8> {
    @_lifetime(borrow self) get { bytes.span.extracting(first: count) }
  }

  mutating func clear() {
    count = 0
  }

  /// What doesn't fit is left out.
  // Inlined, these would take three times the flash to save time that nobody has to wait for.

  @inline(never) mutating func put(_ byte: UInt8) {
    guard count < bytes.count else { return }
    bytes[count] = byte
    count &+= 1
  }

  @inline(never) mutating func put(_ text: StaticString) {
    for index in 0..<text.utf8CodeUnitCount { put(text.utf8Start[index]) }
  }

  mutating func put(_ text: SettingText) {
    for index in text.range { put(text.lines.utf8Start[index]) }
  }

  @inline(never) mutating func put(_ value: Span<UInt8>) {
    for index in value.indices { put(value[index]) }
  }

  /// - Parameter number: below 1,000.
  mutating func put(number: Int) {
    if number >= 100 { put(digit: number / 100) }
    if number >= 10 { put(digit: number / 10) }
    put(digit: number)
  }

  private mutating func put(digit: Int) {
    put(0x30 &+ UInt8(truncatingIfNeeded: digit % 10))
  }
}
