// What a board offers of its network. Must never know a protocol above UDP.

public enum NetworkError: Error {
  /// There is no link, no address yet, or no route to the peer.
  case unreachable
  /// The network stack has no buffer left; later may do.
  case busy
}

/// A UDP socket connected to one peer, so that datagrams from any other address never arrive.
public protocol DatagramSocket: ~Copyable {
  mutating func send(_ datagram: Span<UInt8>) throws(NetworkError)

  /// Never waits. Copies the oldest datagram that has arrived into `buffer`, cut to its size, and
  /// returns the number of bytes copied, or nil when none has arrived.
  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int?
}
