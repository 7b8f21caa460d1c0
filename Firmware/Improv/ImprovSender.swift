// The device's packets of Improv Wi-Fi Serial. Must never write one in pieces: a log line between them would lose it.

struct ImprovSender<Output: ConsoleOutput & ~Copyable>: ~Copyable {
  enum Kind: UInt8 { case state = 1, error = 2, result = 4 }

  private var output: Output
  /// A line feed, the packet, and a line feed: clients look for packets only at a line's beginning.
  private var bytes: [192 of UInt8] = .init(repeating: 0)
  private var count = 0
  private var start = 0

  init(_ output: consuming Output) {
    self.output = output
  }

  @inline(never) mutating func put(_ byte: UInt8) {
    guard count < bytes.count else { return }
    bytes[count] = byte
    count &+= 1
  }

  mutating func begin(_ kind: Kind) {
    count = 0
    put(0x0A)
    let letters = ImprovReceiver.beginning
    for index in 0..<letters.utf8CodeUnitCount { put(letters.utf8Start[index]) }
    put(kind.rawValue)
    put(0)
  }

  /// - Parameter command: whose result it is.
  mutating func begin(resultOf command: UInt8) {
    begin(.result)
    put(command)
    put(0)
    start = count
  }

  /// A text of a result, at most 32 bytes.
  mutating func put(text: Span<UInt8>) {
    put(UInt8(truncatingIfNeeded: text.count))
    for index in text.indices { put(text[index]) }
  }

  mutating func put(text: StaticString) {
    put(UInt8(truncatingIfNeeded: text.utf8CodeUnitCount))
    for index in 0..<text.utf8CodeUnitCount { put(text.utf8Start[index]) }
  }

  /// A signed number of two digits at most, as a text.
  mutating func put(strength: Int8) {
    let size = Int(strength.magnitude)
    put(UInt8(truncatingIfNeeded: (strength < 0 ? 1 : 0) &+ (size >= 100 ? 3 : size >= 10 ? 2 : 1)))
    if strength < 0 { put(UInt8(ascii: "-")) }
    if size >= 100 { put(0x31) }
    if size >= 10 { put(0x30 &+ UInt8(truncatingIfNeeded: size / 10 % 10)) }
    put(0x30 &+ UInt8(truncatingIfNeeded: size % 10))
  }

  /// The address of a page, as a text.
  mutating func put(pageAt address: UInt32) {
    let start = count
    put(0)
    let scheme: StaticString = "http://"
    for index in 0..<scheme.utf8CodeUnitCount { put(scheme.utf8Start[index]) }
    var rest = address
    for part in 0..<4 {
      if part > 0 { put(UInt8(ascii: ".")) }
      let number = Int(rest &>> 24)
      if number >= 100 { put(0x30 &+ UInt8(truncatingIfNeeded: number / 100)) }
      if number >= 10 { put(0x30 &+ UInt8(truncatingIfNeeded: number / 10 % 10)) }
      put(0x30 &+ UInt8(truncatingIfNeeded: number % 10))
      rest &<<= 8
    }
    bytes[start] = UInt8(truncatingIfNeeded: count &- start &- 1)
  }

  mutating func finishResult() {
    // The official client takes a packet whose data is ten bytes long for the end of a line: an empty text more.
    if count &- start &+ 2 == 0x0A { put(0) }
    let size = count &- start
    bytes[start &- 1] = UInt8(truncatingIfNeeded: size)
    finish()
  }

  mutating func finish() {
    let first = 1 &+ ImprovReceiver.beginning.utf8CodeUnitCount &+ 2
    bytes[first &- 1] = UInt8(truncatingIfNeeded: count &- first)
    var sum: UInt8 = 0
    for index in 1..<count { sum &+= bytes[index] }
    put(sum)
    put(0x0A)
    output.write(bytes.span.extracting(first: count))
    count = 0
  }
}
