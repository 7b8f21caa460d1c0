// Real datagrams, as the firmware's network protocol wants them. Must never block once a name has been looked up.

import Firmware
import Foundation
import Support

/// A UDP socket connected to one address. Linux binds it to a port that nobody can foresee.
public struct UDPSocket: DatagramSocket, ~Copyable {
  /// SOCK_DGRAM, which is no number everywhere.
  #if canImport(Darwin)
    public static let kind = SOCK_DGRAM
  #else
    public static let kind = Int32(SOCK_DGRAM.rawValue)
  #endif

  private let descriptor: Int32
  /// The address that the name stood for: "127.0.0.1".
  public let address: String

  /// - Throws: `NetworkError`.
  init(_ info: addrinfo) throws(NetworkError) {
    descriptor = socket(info.ai_family, info.ai_socktype, info.ai_protocol)
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    getnameinfo(info.ai_addr, info.ai_addrlen, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
    address = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard descriptor >= 0 else { throw .busy }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    guard connect(descriptor, info.ai_addr, info.ai_addrlen) == 0 else { throw .unreachable }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  public mutating func send(_ datagram: Span<UInt8>) throws(NetworkError) {
    let sent = datagram.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, 0) }
    guard sent == datagram.count else { throw errno == ENOBUFS || errno == EAGAIN ? .busy : .unreachable }
  }

  public mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    if count >= 0 { return count }
    guard errno == EAGAIN || errno == EWOULDBLOCK else { throw .unreachable }
    return nil
  }

  /// Waits until a datagram has come, or `milliseconds` have passed.
  public func wait(milliseconds: Int32) {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&request, 1, milliseconds)
  }
}

public struct UDPNetwork: Network, ~Copyable {
  public init() {}

  public mutating func open(_ name: Span<UInt8>, port: UInt16) throws(NetworkError) -> UDPSocket? {
    let text = String(decoding: name.indices.map { name[$0] }, as: UTF8.self)
    var hints = addrinfo()
    hints.ai_socktype = UDPSocket.kind
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(text, String(port), &hints, &list)
    guard status == 0, let list else { throw status == EAI_NONAME ? .unknownName : .unreachable }
    defer { freeaddrinfo(list) }
    return try UDPSocket(list.pointee)
  }
}

public struct SystemRandom: RandomSource, ~Copyable {
  private var generator = SystemRandomNumberGenerator()

  public init() {}

  public mutating func next() -> UInt32 { generator.next() }
}
