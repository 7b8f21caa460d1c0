// The serial port as the link's. Must never write a frame byte by byte: each call to the driver costs more than the
// byte.

struct ESPPort: BytePort, ~Copyable {
  /// Bytes not yet handed to the driver. Whoever sends a request listens next, and then they are sent.
  private var waiting: [256 of UInt8] = .init(repeating: 0)
  private var waitingCount = 0
  private var arrived: [64 of UInt8] = .init(repeating: 0)
  private var arrivedCount = 0
  private var taken = 0

  mutating func write(_ byte: UInt8) -> Bool {
    if waitingCount == waiting.count, !flush() { return false }
    waiting[waitingCount] = byte
    waitingCount = waitingCount &+ 1
    return true
  }

  mutating func read() -> UInt8? {
    if taken == arrivedCount {
      _ = flush()
      fetch(most: arrived.count, ticks: 0)
      guard arrivedCount > 0 else { return nil }
    }
    let byte = arrived[taken]
    taken = taken &+ 1
    return byte
  }

  /// Waits for only one byte: the driver waits until it has as many as it is asked for.
  mutating func rest() {
    guard taken == arrivedCount else { return }
    fetch(most: 1, ticks: 1)
  }

  private mutating func fetch(most: Int, ticks: UInt32) {
    var bytes = arrived.mutableSpan
    let count = clock_serial_read(bytes.cBytes, most, ticks)
    (taken, arrivedCount) = (0, max(0, Int(count)))
  }

  private mutating func flush() -> Bool {
    guard waitingCount > 0 else { return true }
    let count = waitingCount
    waitingCount = 0
    return clock_serial_write(waiting.span.cBytes, count)
  }
}
