// Real TCP connections for the firmware's pages. Must never block, nor listen at any address but this machine's own.

import Firmware
import Foundation
import Support

struct TCPSocket: StreamSocket, ~Copyable {
  private let socket: OpenSocket
  let isFromOwnNetwork: Bool

  fileprivate init(_ number: Int32, isFromOwnNetwork: Bool) {
    socket = OpenSocket(number)
    self.isFromOwnNetwork = isFromOwnNetwork
  }

  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    let count = buffer.withUnsafeMutableBytes { recv(socket.number, $0.baseAddress, $0.count, 0) }
    if count >= 0 { return count }
    guard errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR else { throw .unreachable }
    return nil
  }

  mutating func send(_ bytes: Span<UInt8>) throws(NetworkError) -> Int {
    let count = bytes.withUnsafeBytes {
      Foundation.send(socket.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    if count >= 0 { return count }
    guard errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR else { throw .unreachable }
    return 0
  }

  mutating func finish() { shutdown(socket.number, Int32(SHUT_WR)) }
}

/// Two ports of the same number: the board's network, and its own.
struct TCPServer: StreamListener, ~Copyable {
  private let sockets: [OpenSocket]

  /// - Throws: `Failure` when the port is taken.
  init(_ addresses: [LoopbackAddress], port: UInt16) throws {
    sockets = try addresses.map { try TCPServer.listen($0, port) }
  }

  private static func listen(_ address: LoopbackAddress, _ port: UInt16) throws -> OpenSocket {
    let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard number >= 0 else { throw Failure("no socket: \(SystemError.words(errno))") }
    let new = OpenSocket(number)
    var yes: Int32 = 1
    setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard address.bind(number, port), Foundation.listen(number, 8) == 0 else {
      throw Failure(
        "the page can't be served at \(address.text):\(port): \(SystemError.words(errno))",
        advice: "`--page` takes another port")
    }
    return new
  }

  mutating func accept() -> TCPSocket? {
    for (index, socket) in sockets.enumerated() {
      let new = Foundation.accept(socket.number, nil, nil)
      if new >= 0 { return TCPSocket(new, isFromOwnNetwork: index == 1) }
    }
    return nil
  }
}

/// One of this machine's own addresses, of which 127.0.0.0/8 are plenty (RFC 6890).
enum LoopbackAddress: UInt32 {
  /// In the network that the emulated board joins.
  case network = 0x7F00_0001
  /// In the board's own, whose numbers end like those of ESP-IDF's 192.168.4.1.
  case own = 0x7F00_0401

  var text: String { (0..<4).map { String(rawValue >> (24 - 8 * $0) & 0xFF) }.joined(separator: ".") }

  func bind(_ descriptor: Int32, _ port: UInt16) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = rawValue.bigEndian
    return withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Foundation.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
