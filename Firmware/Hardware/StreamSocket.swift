// What a board offers as TCP and as UDP for whoever asks it something. Must never know a protocol above them.

/// A connection that somebody has made to this board. Nothing here may wait. For the board's author: the connection
/// is closed when the value goes.
public protocol StreamSocket: ~Copyable {
  /// Whether it came in over the board's own network, whose code only who stands before the panels can know.
  var isFromOwnNetwork: Bool { get }

  /// Copies what has arrived into `buffer`.
  /// - Returns: how many bytes; nil when nothing has arrived, 0 when the peer will send nothing more.
  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int?

  /// - Returns: how many of the bytes were taken; 0 when there is no room at present.
  mutating func send(_ bytes: Span<UInt8>) throws(NetworkError) -> Int

  /// Says that nothing more will be sent. The peer may still send.
  mutating func finish()
}

/// Takes connections at a port.
public protocol StreamListener: ~Copyable {
  associatedtype Socket: StreamSocket & ~Copyable

  /// - Returns: the next connection that has been made, if any.
  mutating func accept() -> Socket?
}

/// A UDP port that anybody may ask.
public protocol DatagramService: ~Copyable {
  /// Never waits. Copies the oldest datagram into `buffer`, cut to its size, and remembers who sent it.
  /// - Returns: its size; nil when none has arrived.
  mutating func receive(into buffer: inout MutableSpan<UInt8>) -> Int?

  /// Sends to whoever sent what was received last.
  mutating func answer(_ datagram: Span<UInt8>)

  /// Sends to all, where the port has a group (mDNS: 224.0.0.251).
  mutating func announce(_ datagram: Span<UInt8>)
}
