// What Improv needs of a board's radio. Must never know what is stored.

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

/// A radio that can be told which network to try. Nothing here may wait.
public protocol ImprovRadio: ~Copyable {
  /// Whether the board is in a network and has an address there.
  var isConnected: Bool { get }

  /// Leaves the present network, and tries this one until it is in it, or told to `giveUp`.
  /// - Parameters:
  ///   - name: 1 to 32 bytes.
  ///   - password: empty for an open network.
  mutating func join(_ name: Span<UInt8>, _ password: Span<UInt8>)

  /// - Returns: whether the try has succeeded; nil while it goes on.
  mutating func joined() -> Bool?

  /// Goes back to the network that was joined before the last try, if any.
  mutating func giveUp()

  /// Begins to look for networks.
  mutating func scan()

  /// False once all that was found can be had.
  mutating func isScanning() -> Bool

  /// Copies the name of the next network that was found into `name`, which has room for 32 bytes.
  /// - Returns: nil when there are no more.
  mutating func nextFound(_ name: inout MutableSpan<UInt8>) -> FoundNetwork?
}
