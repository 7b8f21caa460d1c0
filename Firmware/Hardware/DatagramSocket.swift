// What a board offers as its network. Must never know a protocol above UDP.

public enum NetworkError: Error {
  /// There is no link, no address yet, or no route to the peer.
  case unreachable
  /// The name server says that the name doesn't exist.
  case unknownName
  /// The network stack has no buffer left; trying later may help.
  case busy
}

/// What keeps a board off its network, where its user can do something about it.
public enum NetworkObstacle: UInt8, BitwiseCopyable, Sendable {
  /// Nobody has told the board which network to join.
  case notSet
  /// The network that it is to join isn't there.
  case absent
  /// The network is there and refuses the board: the password is wrong.
  case rejected
}

/// A UDP socket connected to one peer, so that datagrams from any other address never arrive.
public protocol DatagramSocket: ~Copyable {
  /// Throws if nothing was sent.
  mutating func send(_ datagram: Span<UInt8>) throws(NetworkError)

  /// Never waits. Copies the oldest datagram that has arrived into `buffer`, cut to its size, and
  /// returns the number of bytes copied, or nil when none has arrived.
  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int?
}

/// Opens sockets to peers by name.
public protocol Network: ~Copyable {
  associatedtype Socket: DatagramSocket & ~Copyable

  /// Looks `name` up afresh each time, and opens a socket to it. Never waits: nil while the look-up goes on; the caller
  /// asks again with the same name.
  /// Of a name's addresses, one that was asked and didn't answer comes after the others the next time, and one that has
  /// no route is skipped.
  /// For the board's author: bind to an unpredictable port (RFC 9109); left to itself lwIP counts upwards.
  /// - Parameters:
  ///   - name: a host name or an address, in ASCII.
  ///   - port: the peer's.
  mutating func open(_ name: Span<UInt8>, port: UInt16) throws(NetworkError) -> Socket?

  /// nil when there is a network, or when it is missing for a passing reason.
  var obstacle: NetworkObstacle? { get }

  /// Whether the board is in a network at present.
  var isThere: Bool { get }

  /// Whether being in the network costs something, so that the board is in it only when it is wanted.
  var joinsOnDemand: Bool { get }

  /// Whether the network is wanted from now on. Never waits: a board that is in it only then begins to join, or leaves.
  /// For such a board's author: first the channel, the access point and the address that it had last, and the full way only
  /// where those no longer hold.
  mutating func want(_ isWanted: Bool)

  /// Whether there may be time servers that nobody has set.
  static var offersServers: Bool { get }

  /// Copies the name or address of a time server that nobody has set into `buffer`, which has room for 64 bytes: what
  /// the network itself names (DHCP, option 42), and only if it names none what the board has been built with. `index`
  /// counts from 0.
  /// - Returns: its size; 0 when there are no more.
  mutating func offeredServer(_ index: Int, into buffer: inout MutableSpan<UInt8>) -> Int
}

extension Network where Self: ~Copyable {
  public var obstacle: NetworkObstacle? { nil }
  public var isThere: Bool { true }
  public static var offersServers: Bool { false }
  public var joinsOnDemand: Bool { false }
  public mutating func want(_ isWanted: Bool) {}
  public mutating func offeredServer(_ index: Int, into buffer: inout MutableSpan<UInt8>) -> Int { 0 }
}

/// Unpredictable numbers (ESP-IDF: `esp_random` with the radio on).
public protocol RandomSource: ~Copyable {
  mutating func next() -> UInt32
}
