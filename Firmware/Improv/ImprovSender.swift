// The device's packets of Improv Wi-Fi Serial. Must never write one in pieces: a log line between them would lose it.

struct ImprovSender<Output: ConsoleOutput & ~Copyable>: TextWriter, ~Copyable {
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
    put(ImprovReceiver.beginning)
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
    put(text)
  }

  mutating func put(text: StaticString) {
    put(UInt8(truncatingIfNeeded: text.utf8CodeUnitCount))
    put(text)
  }

  /// A signal's strength, as a text.
  mutating func put(strength: Int8) {
    let start = count
    put(0)
    if strength < 0 { put(UInt8(ascii: "-")) }
    put(number: UInt32(strength.magnitude))
    endText(from: start)
  }

  /// The address of a page, as a text.
  mutating func put(pageAt address: UInt32) {
    let start = count
    put(0)
    put("http://")
    put(address: address)
    endText(from: start)
  }

  private mutating func endText(from start: Int) {
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
