// The settings console over the link: what it writes goes to the host, and what somebody types there comes from the
// host. Must never keep typed bytes: they are asked for when there is somebody to take them.

#if canImport(Firmware)
  import Firmware
#endif

public struct LinkConsole<Port: BytePort & ~Copyable, Time: MonotonicTime>: ConsoleOutput, ~Copyable {
  let shared: SharedLink<Port, Time>

  public init(_ shared: SharedLink<Port, Time>) { self.shared = shared }

  /// Lost if nobody answers, as on a cable that isn't plugged in.
  public mutating func write(_ bytes: Span<UInt8>) {
    guard bytes.count > 0 else { return }
    _ = shared.link.pointee.ask(.console, bytes)
  }

  /// Asks for what has been typed.
  /// - Parameter buffer: of `LinkFrame.largestTyping` bytes.
  /// - Returns: how many bytes have come. If they fill the buffer, more may be waiting.
  public mutating func read(into buffer: inout MutableSpan<UInt8>) -> Int {
    guard shared.link.pointee.ask(.console, Span()) else { return 0 }
    let count = max(0, min(buffer.count, shared.link.pointee.replyCount &- 1))
    for index in 0..<count { buffer[index] = shared.link.pointee.replyByte(index &+ 1) }
    return count
  }
}
