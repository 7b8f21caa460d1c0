// A server as the settings name it. Must never be looked up here: the board does that.

/// A host name or an address, and a port.
public struct ServerName: BitwiseCopyable, Sendable {
  /// The longest name that a server may have here; the name system's own limit is 253.
  public static var longest: Int { 63 }

  private var bytes: [64 of UInt8] = .init(repeating: 0)
  private var count = 0
  public private(set) var port: UInt16 = 123

  /// No server.
  public init() {}

  public var isEmpty: Bool { count == 0 }

  /// Takes a name from where it is stored: passing a `ServerName` would copy it.
  /// - Returns: false, leaving no server, for anything that is neither a host name nor an address, or has over 63
  /// bytes.
  public mutating func set(_ name: Span<UInt8>, port: UInt16 = 123) -> Bool {
    count = 0
    guard name.count <= ServerName.longest, port > 0, name.isHostOrIPv4 || name.isIPv6 else { return false }
    for index in name.indices { bytes[index] = name[index] }
    count = name.count
    self.port = port
    return true
  }

  public var name: Span<UInt8> {
    @_lifetime(borrow self) get { bytes.span.extracting(first: count) }
  }
}
