// The networks around an emulated board, and its radio among them. Must never join one whose password is another.

import Firmware
import Foundation

/// A network that an emulated radio can find.
package struct NearbyNetwork: Sendable {
  package let name: String
  /// Empty for an open network.
  package let password: String

  /// "NAME" or "NAME:PASSWORD", where NAME may have no colon.
  package init(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    name = String(parts[0])
    password = parts.count > 1 ? String(parts[1]) : ""
  }
}

package final class EmulatedAir {
  /// What an access point and DHCP take in the field, and a scan of 13 channels.
  private static let joinTime = 2.0
  private static let scanTime = 1.5

  package let networks: [NearbyNetwork]
  /// The network that the board is in.
  package private(set) var current: NearbyNetwork?
  /// Of the board's own network while that is open: name and password.
  package private(set) var own: (name: String, password: String)?
  private var before: NearbyNetwork?
  private var trying: (name: String, password: String)?
  private var due = ContinuousClock.now
  private var scanEnd: ContinuousClock.Instant?
  private var found: [NearbyNetwork] = []

  /// - Parameter current: a network that the board is in from the start.
  package init(_ networks: [NearbyNetwork], current: NearbyNetwork? = nil) {
    (self.networks, self.current) = (networks, current)
  }

  /// What a board does at its start with the network that is stored.
  package func start(_ name: String, _ password: String) {
    current = networks.first { $0.name == name && $0.password == password }
  }

  fileprivate func join(_ name: String, _ password: String) {
    if trying == nil { before = current }
    (trying, current) = ((name, password), nil)
    due = .now + .seconds(EmulatedAir.joinTime)
  }

  fileprivate var state: JoinState {
    guard let trying else { return current == nil ? .failed : .joined }
    guard ContinuousClock.now >= due else { return .trying }
    guard let network = networks.first(where: { $0.name == trying.name }) else { return .absent }
    guard network.password == trying.password else { return .rejected }
    current = network
    self.trying = nil
    return .joined
  }

  fileprivate func giveUp() { (trying, current) = (nil, before) }

  fileprivate func scan() {
    scanEnd = .now + .seconds(EmulatedAir.scanTime)
    found = networks
  }

  fileprivate var isScanning: Bool { scanEnd.map { ContinuousClock.now < $0 } ?? false }
  fileprivate func next() -> NearbyNetwork? { found.isEmpty ? nil : found.removeFirst() }
  fileprivate func open(_ name: String, _ password: String) { own = (name, password) }
  fileprivate func close() { own = nil }
}

struct EmulatedRadio: WiFiRadio, ~Copyable {
  let air: EmulatedAir

  var isConnected: Bool { air.current != nil }
  var address: UInt32 { isConnected ? LoopbackAddress.network.rawValue : 0 }
  var ownAddress: UInt32 { air.own == nil ? 0 : LoopbackAddress.own.rawValue }

  mutating func join(_ name: Span<UInt8>, _ password: Span<UInt8>) { air.join(name.text, password.text) }
  mutating func joinState() -> JoinState { air.state }
  mutating func giveUp() { air.giveUp() }
  mutating func scan() { air.scan() }
  mutating func isScanning() -> Bool { air.isScanning }

  mutating func nextFound(_ name: inout MutableSpan<UInt8>) -> FoundNetwork? {
    guard let network = air.next() else { return nil }
    let bytes = Array(network.name.utf8.prefix(32))
    for index in bytes.indices { name[index] = bytes[index] }
    // Weaker the later they are named.
    let strength = Int8(max(-90, -45 - 7 * (air.networks.firstIndex { $0.name == network.name } ?? 0)))
    return FoundNetwork(count: bytes.count, strength: strength, isProtected: !network.password.isEmpty)
  }

  mutating func openOwnNetwork(_ name: Span<UInt8>, _ code: Span<UInt8>) { air.open(name.text, code.text) }
  mutating func closeOwnNetwork() { air.close() }
}

extension Span<UInt8> {
  var text: String { String(decoding: indices.map { self[$0] }, as: UTF8.self) }
}
