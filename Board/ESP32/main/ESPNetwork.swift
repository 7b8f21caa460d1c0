// lwIP's sockets and resolver as the firmware's network. Must never wait: a name is asked for again until it is
// resolved.

struct ESPNetwork: Network, ~Copyable {
  /// RFC 6335's dynamic ports, one of which is chosen at random.
  private static var firstPort: UInt32 { 49_152 }
  private static var portCount: UInt32 { 16_384 }

  private let uplink: UnsafeMutablePointer<Uplink>

  /// - Parameter uplink: must stay at this address.
  init(_ uplink: UnsafeMutablePointer<Uplink>) { self.uplink = uplink }

  var obstacle: NetworkObstacle? { uplink.pointee.obstacle }
  var isThere: Bool { uplink.pointee.hasAddress }

  mutating func open(_ name: Span<UInt8>, port: UInt16) throws(NetworkError) -> ESPSocket? {
    guard uplink.pointee.hasAddress else { throw .unreachable }
    var address = sockaddr_storage()
    var size: socklen_t = 0
    var number: UInt32 = 0
    var text: [64 of CChar] = .init(repeating: 0)
    guard name.count < text.count else { throw .unknownName }
    for index in name.indices { text[index] = CChar(bitPattern: name[index]) }
    switch text.span.withUnsafeBufferPointer({ clock_lookup($0.baseAddress, &address, &size, &number) }) {
    case CLOCK_LOOKUP_FOUND: return try connect(&address, size, port, of: number)
    case CLOCK_LOOKUP_NONE: throw .unknownName
    default: return nil
    }
  }

  #if CLOCK_SLEEPS
    var joinsOnDemand: Bool { true }
    mutating func want(_ isWanted: Bool) { uplink.pointee.want(isWanted) }
  #endif

  #if CLOCK_SETUP
    static var offersServers: Bool { true }
    mutating func offeredServer(_ index: Int, into buffer: inout MutableSpan<UInt8>) -> Int {
      // What the network names is known once it has given an address.
      guard uplink.pointee.hasAddress else { return 0 }
      return clock_offered_server(Int32(truncatingIfNeeded: index), buffer.cBytes, buffer.count)
    }
  #endif

  private func connect(
    _ address: inout sockaddr_storage, _ size: socklen_t, _ port: UInt16, of name: UInt32
  ) throws(NetworkError) -> ESPSocket {
    let socket = ESPSocket(family: Int32(address.ss_family), of: name)
    guard socket.isOpen else { throw .busy }
    // IPv4 and IPv6 have the port in the same place.
    let isDone = withUnsafeMutablePointer(to: &address) { storage in
      storage.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { peer in
        peer.pointee.sin_port = clock_network_order(port)
        return storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { socket.connect($0, size) }
      }
    }
    guard isDone else { throw .unreachable }
    return socket
  }

  /// With many thousands of ports few are in use: if one is, another is tried, a few times.
  static func randomPort() -> UInt16 {
    UInt16(truncatingIfNeeded: firstPort &+ esp_random() % portCount)
  }
}

struct ESPSocket: DatagramSocket, ~Copyable {
  private let descriptor: Int32
  /// The number of the look-up of its peer's name.
  private let name: UInt32
  private var isAnswered = false

  fileprivate init(family: Int32, of name: UInt32) {
    descriptor = lwip_socket(family, SOCK_DGRAM, 0)
    self.name = name
  }

  deinit {
    if !isAnswered { clock_lookup_skip(name) }
    if descriptor >= 0 { lwip_close(descriptor) }
  }

  fileprivate var isOpen: Bool { descriptor >= 0 }

  fileprivate func connect(_ peer: UnsafePointer<sockaddr>, _ size: socklen_t) -> Bool {
    var own = sockaddr_storage()
    own.ss_family = peer.pointee.sa_family
    own.s2_len = UInt8(truncatingIfNeeded: size)
    for _ in 0..<4 {
      let isBound = withUnsafeMutablePointer(to: &own) { storage in
        storage.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
          $0.pointee.sin_port = clock_network_order(ESPNetwork.randomPort())
        }
        return storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { lwip_bind(descriptor, $0, size) == 0 }
      }
      if isBound { return lwip_connect(descriptor, peer, size) == 0 }
    }
    return false
  }

  mutating func send(_ datagram: Span<UInt8>) throws(NetworkError) {
    let sent = lwip_send(descriptor, datagram.cBytes, datagram.count, 0)
    guard sent == datagram.count else { throw clock_errno() == ENOMEM ? .busy : .unreachable }
  }

  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    let count = lwip_recv(descriptor, buffer.cBytes, buffer.count, MSG_DONTWAIT)
    if count >= 0 {
      isAnswered = true
      return count
    }
    let error = clock_errno()
    guard error == EAGAIN || error == EWOULDBLOCK else { throw .unreachable }
    return nil
  }
}

func interfaceHasAddress(_ netif: OpaquePointer) -> Bool {
  var info = esp_netif_ip_info_t()
  return esp_netif_is_netif_up(netif) && esp_netif_get_ip_info(netif, &info) == ESP_OK && info.ip.addr != 0
}

/// The chip's random numbers, which are truly random while the radio is on.
struct ESPRandom: RandomSource, ~Copyable {
  mutating func next() -> UInt32 { esp_random() }
}
