// lwIP's TCP as the page's connections. Must never wait: each socket is set not to.

struct ESPListener: StreamListener, ~Copyable {
  /// Less than 0 while there is no port.
  private var descriptor: Int32 = -1
  private let uplink: UnsafeMutablePointer<Uplink>

  /// - Parameter uplink: must stay at this address.
  init(_ uplink: UnsafeMutablePointer<Uplink>) {
    self.uplink = uplink
  }

  mutating func accept() -> ESPStream? {
    if descriptor < 0 { descriptor = clock_web_listen() }
    guard descriptor >= 0 else { return nil }
    var own: UInt32 = 0
    let socket = clock_web_accept(descriptor, &own)
    guard socket >= 0 else { return nil }
    return ESPStream(socket, isFromOwnNetwork: own != 0 && own == uplink.pointee.ownAddress)
  }
}

struct ESPStream: StreamSocket, ~Copyable {
  private let descriptor: Int32
  let isFromOwnNetwork: Bool

  fileprivate init(_ descriptor: Int32, isFromOwnNetwork: Bool) {
    self.descriptor = descriptor
    self.isFromOwnNetwork = isFromOwnNetwork
  }

  deinit { lwip_close(descriptor) }

  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    let count = lwip_recv(descriptor, buffer.cBytes, buffer.count, 0)
    if count >= 0 { return count }
    guard isWaiting else { throw .unreachable }
    return nil
  }

  mutating func send(_ bytes: Span<UInt8>) throws(NetworkError) -> Int {
    let count = lwip_send(descriptor, bytes.cBytes, bytes.count, 0)
    if count >= 0 { return count }
    guard isWaiting else { throw .unreachable }
    return 0
  }

  mutating func finish() { lwip_shutdown(descriptor, Int32(SHUT_WR)) }

  private var isWaiting: Bool {
    let error = clock_errno()
    return error == EAGAIN || error == EWOULDBLOCK || error == ENOMEM
  }
}
