// Real datagrams for the firmware's network protocol. Must never block once a name has been looked up.

import Firmware
import Foundation
import Support

/// A UDP socket connected to one address. Linux binds it to an unpredictable port.
public struct UDPSocket: DatagramSocket, ~Copyable {
  /// SOCK_DGRAM, which isn't a plain number on every system.
  #if canImport(Darwin)
    public static let kind = SOCK_DGRAM
  #else
    public static let kind = Int32(SOCK_DGRAM.rawValue)
  #endif

  private let descriptor: Int32
  /// The address chosen for the name: "127.0.0.1".
  public let address: String
  private let peer: String
  private let turns: AddressTurns
  private var isAsked = false
  private var isAnswered = false

  fileprivate init(_ address: SocketAddress, of peer: String, _ turns: AddressTurns) throws(NetworkError) {
    descriptor = try UDPSocket.connected(to: address)
    self.address = address.text
    (self.peer, self.turns) = (peer, turns)
  }

  deinit {
    if isAsked, !isAnswered { turns.skip(peer) }
    close(descriptor)
  }

  private static func connected(to address: SocketAddress) throws(NetworkError) -> Int32 {
    let descriptor = socket(address.family, kind, 0)
    guard descriptor >= 0 else { throw errno == EAFNOSUPPORT ? .unreachable : .busy }
    let isReady =
      fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 && address.withPointer { connect(descriptor, $0, $1) == 0 }
    guard isReady else {
      close(descriptor)
      throw .unreachable
    }
    return descriptor
  }

  public mutating func send(_ datagram: Span<UInt8>) throws(NetworkError) {
    let sent = datagram.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, 0) }
    guard sent == datagram.count else { throw errno == ENOBUFS || errno == EAGAIN ? .busy : .unreachable }
    isAsked = true
  }

  public mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    guard count >= 0 else {
      guard errno == EAGAIN || errno == EWOULDBLOCK else { throw .unreachable }
      return nil
    }
    isAnswered = true
    return count
  }

  /// Waits until a datagram has come, or `milliseconds` have passed.
  public func wait(milliseconds: Int32) {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&request, 1, milliseconds)
  }
}

public struct UDPNetwork: Network, ~Copyable {
  private let turns: AddressTurns
  private let pauses: LookUpPauses

  /// What several networks may share.
  public init(_ turns: AddressTurns = AddressTurns(), _ pauses: LookUpPauses = LookUpPauses()) {
    (self.turns, self.pauses) = (turns, pauses)
  }

  /// Opens a socket to the first reachable address of the name. One that was asked and didn't answer, for instance
  /// because IPv6 leads nowhere, comes last the next time.
  public mutating func open(_ name: Span<UInt8>, port: UInt16) throws(NetworkError) -> UDPSocket? {
    let host = String(decoding: name.indices.map { name[$0] }, as: UTF8.self)
    let addresses = try lookUp(host, port: port)
    var error = NetworkError.unreachable
    for index in turns.order(for: "\(host) \(port)", count: addresses.count) {
      do throws(NetworkError) {
        return try UDPSocket(addresses[index], of: "\(host) \(port)", turns)
      } catch let cause {
        error = cause
      }
    }
    throw error
  }

  private func lookUp(_ host: String, port: UInt16) throws(NetworkError) -> [SocketAddress] {
    guard pauses.isOver(for: host) else { throw .unknownName }
    do throws(NetworkError) {
      let addresses = try SocketAddress.all(of: host, port: port)
      pauses.note(host, isKnown: true)
      return addresses
    } catch {
      if error == .unknownName { pauses.note(host, isKnown: false) }
      throw error
    }
  }
}

public struct SystemRandom: RandomSource, ~Copyable {
  private var generator = SystemRandomNumberGenerator()

  public init() {}

  public mutating func next() -> UInt32 { generator.next() }
}
