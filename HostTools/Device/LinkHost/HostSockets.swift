// The device's sockets on this machine: looked up in the background, so that nothing waits, and at most a few. Must
// never send to anyone that the device didn't name.

import Firmware
import Foundation
import UDP

/// A copyable handle.
final class HostSocket: @unchecked Sendable {
  var socket: UDPSocket

  init(_ socket: consuming UDPSocket) { self.socket = socket }
}

/// A name being looked up in a thread of its own.
private final class LookUp: @unchecked Sendable {
  enum Result { case socket(HostSocket), error(NetworkError) }

  private let lock = NSLock()
  private var found: Result?

  init(_ name: [UInt8], port: UInt16, _ turns: AddressTurns, _ pauses: LookUpPauses) {
    Thread.detachNewThread { [self] in
      let result: Result
      do throws(NetworkError) {
        var network = UDPNetwork(turns, pauses)
        if let socket = try network.open(name.span, port: port) {
          result = .socket(HostSocket(socket))
        } else {
          result = .error(.unreachable)
        }
      } catch {
        result = .error(error)
      }
      lock.withLock { found = result }
    }
  }

  var result: Result? { lock.withLock { found } }
}

struct HostSockets {
  private struct Peer: Hashable {
    let name: [UInt8]
    let port: UInt16
  }

  private static let most = 16
  private let turns = AddressTurns()
  private let pauses = LookUpPauses()
  private var lookUps: [Peer: LookUp] = [:]
  private var numbers: [Peer: UInt8] = [:]
  private var sockets: [UInt8: HostSocket] = [:]
  private var next: UInt8 = 0

  /// - Returns: nil while the name is looked up.
  mutating func open(_ name: [UInt8], port: UInt16) throws(NetworkError) -> UInt8? {
    let peer = Peer(name: name, port: port)
    guard let lookUp = lookUps[peer] else {
      guard lookUps.count < HostSockets.most else { throw .busy }
      lookUps[peer] = LookUp(name, port: port, turns, pauses)
      return nil
    }
    guard let result = lookUp.result else { return nil }
    lookUps[peer] = nil
    switch result {
    case .error(let error): throw error
    case .socket(let socket):
      // The device has finished with the socket that it had.
      if let old = numbers[peer] { sockets[old] = nil }
      guard sockets.count < HostSockets.most else { throw .busy }
      while sockets[next] != nil { next &+= 1 }
      (numbers[peer], sockets[next]) = (next, socket)
      defer { next &+= 1 }
      return next
    }
  }

  func send(_ datagram: Span<UInt8>, by number: UInt8) throws(NetworkError) {
    guard let socket = sockets[number] else { throw .unreachable }
    try socket.socket.send(datagram)
  }

  /// - Returns: nil if none has come; one that is longer than the device takes is cut off.
  func receive(by number: UInt8, atMost limit: Int) throws(NetworkError) -> [UInt8]? {
    guard let socket = sockets[number] else { throw .unreachable }
    var buffer = [UInt8](repeating: 0, count: limit)
    var span = buffer.mutableSpan
    guard let count = try socket.socket.receive(into: &span) else { return nil }
    return Array(buffer.prefix(count))
  }
}
