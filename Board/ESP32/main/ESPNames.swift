// lwIP's UDP as the ports of the name services. Must never be open without an address.

struct ESPNames: DatagramService, ~Copyable {
  private let port: clock_names_port
  private let uplink: UnsafeMutablePointer<Uplink>

  /// - Parameter uplink: must stay at this address.
  init(_ port: clock_names_port, _ uplink: UnsafeMutablePointer<Uplink>) {
    (self.port, self.uplink) = (port, uplink)
  }

  mutating func receive(into buffer: inout MutableSpan<UInt8>) -> Int? {
    let address = port == CLOCK_NAMES_PORTAL ? uplink.pointee.ownAddress : uplink.pointee.address
    let count = clock_names_receive(port, address, buffer.cBytes, buffer.count)
    return count < 0 ? nil : Int(count)
  }

  mutating func answer(_ datagram: Span<UInt8>) { send(datagram, toGroup: false) }

  mutating func announce(_ datagram: Span<UInt8>) { send(datagram, toGroup: true) }

  private func send(_ datagram: Span<UInt8>, toGroup isToGroup: Bool) {
    clock_names_send(port, datagram.cBytes, datagram.count, isToGroup)
  }
}
