// What the console says: its lines, and their words for whatever was asked. Must never write a line in pieces: logs
// come between lines.

/// Where a console writes.
public protocol ConsoleOutput: ~Copyable {
  /// A whole line in one piece where it can be, so that logs come between lines.
  mutating func write(_ bytes: Span<UInt8>)
}

struct ConsoleAnswer<Output: ConsoleOutput & ~Copyable>: TextWriter, ~Copyable {
  private var output: Output
  /// The longest value, what stands before it, and the line's end.
  private var bytes: [320 of UInt8] = .init(repeating: 0)
  private var count = 0

  init(_ output: consuming Output) {
    self.output = output
  }

  // MARK: Pieces of a line

  /// What doesn't fit is left out.
  @inline(never) mutating func put(_ byte: UInt8) {
    guard count < bytes.count else { return }
    bytes[count] = byte
    count &+= 1
  }

  mutating func put(_ text: SettingText) {
    for index in text.range { put(text.lines.utf8Start[index]) }
  }

  mutating func begin(_ key: SettingKey) {
    put("= ")
    put(key.name)
  }

  // MARK: Ends of a line

  mutating func refuse(_ key: SettingKey, _ fault: SettingFault) {
    put("refused: ")
    put(key.name)
    if key.hasColumns {
      put(", column ")
      put(number: UInt32(truncatingIfNeeded: fault.position &+ 1))
    }
    put(": ")
    put(fault.right(for: key))
    endLine()
  }

  mutating func refuse(_ error: SettingsStoreError) {
    refuse(error == .full ? "the flash is full" : "the flash didn't take it")
  }

  mutating func refuse(_ why: StaticString) {
    put("refused: ")
    finish(why)
  }

  mutating func conclude() {
    finish("done; restart to use it")
  }

  mutating func finish(_ what: StaticString) {
    put(what)
    endLine()
  }

  mutating func endLine() {
    say("\r\n")
  }

  /// Without a line's end.
  mutating func say(_ text: StaticString) {
    put(text)
    flush()
  }

  mutating func flush() {
    output.write(bytes.span.extracting(first: count))
    count = 0
  }
}
