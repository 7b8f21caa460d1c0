// Where a datagram can go: one of the addresses of a name. Must never be kept longer than the resolver's answer.

import Firmware
import Foundation

struct SocketAddress {
  /// `AF_INET` or `AF_INET6`.
  let family: Int32
  private var storage = sockaddr_storage()
  private let size: socklen_t

  private init(_ info: addrinfo) {
    family = info.ai_family
    size = info.ai_addrlen
    let bytes = UnsafeRawBufferPointer(start: info.ai_addr, count: Int(info.ai_addrlen))
    withUnsafeMutableBytes(of: &storage) { $0.copyMemory(from: bytes) }
  }

  /// All addresses of a name, in the order of RFC 6724.
  static func all(of host: String, port: UInt16) throws(NetworkError) -> [SocketAddress] {
    var hints = addrinfo()
    hints.ai_socktype = UDPSocket.kind
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, String(port), &hints, &list)
    guard status == 0 else { throw status == EAI_NONAME ? .unknownName : .unreachable }
    defer { freeaddrinfo(list) }
    var addresses: [SocketAddress] = []
    var next = list
    while let info = next {
      addresses.append(SocketAddress(info.pointee))
      next = info.pointee.ai_next
    }
    return addresses
  }

  func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    withUnsafePointer(to: storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, size) }
    }
  }

  /// "127.0.0.1".
  var text: String {
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    withPointer { _ = getnameinfo($0, $1, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) }
    return String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
