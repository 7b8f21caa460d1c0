// A UDP port of this machine that answers whoever asks. Must never block, nor send to a group: an emulated board isn't in
// anybody's network.

import Firmware
import Foundation
import Support
import UDP

struct UDPServer: DatagramService, ~Copyable {
  private let socket: OpenSocket
  private var sender = sockaddr_storage()
  private var senderSize: socklen_t = 0

  /// - Throws: `Failure` when the port is taken.
  init(_ address: LoopbackAddress, port: UInt16) throws { socket = try UDPServer.open(address, port) }

  private static func open(_ address: LoopbackAddress, _ port: UInt16) throws -> OpenSocket {
    let number = Foundation.socket(AF_INET, UDPSocket.kind, 0)
    guard number >= 0 else { throw Failure("no socket: \(SystemError.words(errno))") }
    let new = OpenSocket(number)
    guard address.bind(number, port) else {
      throw Failure(
        "names can't be answered at \(address.text):\(port): \(SystemError.words(errno))",
        advice: "`--page` takes another port")
    }
    return new
  }

  mutating func receive(into buffer: inout MutableSpan<UInt8>) -> Int? {
    senderSize = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let descriptor = socket.number
    var size = senderSize
    let count = withUnsafeMutablePointer(to: &sender) { storage in
      storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { peer in
        buffer.withUnsafeMutableBytes { recvfrom(descriptor, $0.baseAddress, $0.count, 0, peer, &size) }
      }
    }
    senderSize = size
    return count >= 0 ? count : nil
  }

  mutating func answer(_ datagram: Span<UInt8>) {
    let (descriptor, size) = (socket.number, senderSize)
    withUnsafePointer(to: sender) { storage in
      storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { peer in
        _ = datagram.withUnsafeBytes { sendto(descriptor, $0.baseAddress, $0.count, 0, peer, size) }
      }
    }
  }

  mutating func announce(_ datagram: Span<UInt8>) {}
}
