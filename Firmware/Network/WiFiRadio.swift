// What setting up a network needs of a board's radio. Must never know what is stored.

/// A network that a scan found.
public struct FoundNetwork {
  /// Bytes of its name.
  public let count: Int
  /// Of the signal, in dBm.
  public let strength: Int8
  /// Whether it wants a password.
  public let isProtected: Bool

  public init(count: Int, strength: Int8, isProtected: Bool) {
    (self.count, self.strength, self.isProtected) = (count, strength, isProtected)
  }
}

/// How a try to join a network is going.
public enum JoinState: UInt8, Sendable {
  case trying
  /// In it, with an address.
  case joined
  /// The network is there and has refused more than once: the password is wrong.
  case rejected
  case absent
  /// In it, but nobody there gives out addresses.
  case noAddress
  /// Anything else.
  case failed
}

/// A radio that can be told which network to try, and can be a network itself. Nothing here may wait.
public protocol WiFiRadio: ~Copyable {
  /// Whether the board is in a network and has an address there.
  var isConnected: Bool { get }

  /// Its IPv4 address there, the first number highest; 0 for none.
  var address: UInt32 { get }

  /// Leaves the present network, and tries this one until it is in it, or told to `giveUp`.
  /// - Parameters:
  ///   - name: 1 to 32 bytes.
  ///   - password: empty for an open network.
  mutating func join(_ name: Span<UInt8>, _ password: Span<UInt8>)

  /// How the last `join` is going. The radio goes on trying whatever it is.
  mutating func joinState() -> JoinState

  /// Goes back to the network that was joined before the last try, if any.
  mutating func giveUp()

  /// Begins to look for networks.
  mutating func scan()

  /// False once all that was found can be had.
  mutating func isScanning() -> Bool

  /// Copies the name of the next network that was found into `name`, which has room for 32 bytes.
  /// - Returns: nil when there are no more.
  mutating func nextFound(_ name: inout MutableSpan<UInt8>) -> FoundNetwork?

  /// Becomes a network too, with addresses for whoever joins.
  /// - Parameters:
  ///   - name: 1 to 32 bytes.
  ///   - code: its password, 8 digits.
  mutating func openOwnNetwork(_ name: Span<UInt8>, _ code: Span<UInt8>)

  /// Its own address in its own network; 0 while it has none.
  var ownAddress: UInt32 { get }

  mutating func closeOwnNetwork()
}
