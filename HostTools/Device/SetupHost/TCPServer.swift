// Real TCP connections for the firmware's pages. Must never block, nor listen at any address but this machine's own.

import Firmware
import Foundation
import Support

struct TCPSocket: StreamSocket, ~Copyable {
  private let descriptor: Int32
  let isFromOwnNetwork: Bool

  fileprivate init(_ descriptor: Int32, isFromOwnNetwork: Bool) {
    self.descriptor = descriptor
    self.isFromOwnNetwork = isFromOwnNetwork
  }

  deinit { close(descriptor) }

  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    if count >= 0 { return count }
    guard errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR else { throw .unreachable }
    return nil
  }

  mutating func send(_ bytes: Span<UInt8>) throws(NetworkError) -> Int {
    let count = bytes.withUnsafeBytes {
      Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL.rawValue))
    }
    if count >= 0 { return count }
    guard errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR else { throw .unreachable }
    return 0
  }

  mutating func finish() { shutdown(descriptor, Int32(SHUT_WR)) }
}

/// Two ports of the same number: the board's network, and its own.
struct TCPServer: StreamListener, ~Copyable {
  private let descriptors: [Int32]

  /// - Throws: `Failure` when the port is taken.
  init(_ addresses: [LoopbackAddress], port: UInt16) throws {
    var open: [Int32] = []
    do {
      for address in addresses { open.append(try TCPServer.listen(address, port)) }
    } catch {
      open.forEach { close($0) }
      throw error
    }
    descriptors = open
  }

  deinit { descriptors.forEach { close($0) } }

  private static func listen(_ address: LoopbackAddress, _ port: UInt16) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Failure("no socket: \(SystemError.words(errno))") }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    let isReady =
      fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 && address.bind(descriptor, port) && Foundation.listen(descriptor, 8) == 0
    guard isReady else {
      let code = errno
      close(descriptor)
      throw Failure(
        "the page can't be served at \(address.text):\(port): \(SystemError.words(code))",
        advice: "`--page` takes another port")
    }
    return descriptor
  }

  mutating func accept() -> TCPSocket? {
    for (index, descriptor) in descriptors.enumerated() {
      let new = Foundation.accept(descriptor, nil, nil)
      guard new >= 0 else { continue }
      _ = fcntl(new, F_SETFL, O_NONBLOCK)
      _ = fcntl(new, F_SETFD, FD_CLOEXEC)
      return TCPSocket(new, isFromOwnNetwork: index == 1)
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
