// The uplink as the radio that set-up needs. Must never know more than where the uplink is.

struct ESPRadio: WiFiRadio, ~Copyable {
  /// Must stay at this address.
  let uplink: UnsafeMutablePointer<Uplink>

  var isConnected: Bool { uplink.pointee.hasAddress }
  var address: UInt32 { uplink.pointee.address }
  var ownAddress: UInt32 { uplink.pointee.ownAddress }

  mutating func join(_ name: Span<UInt8>, _ password: Span<UInt8>) { uplink.pointee.join(name, password) }
  mutating func joinState() -> JoinState { uplink.pointee.joinState() }
  mutating func giveUp() { uplink.pointee.giveUp() }
  mutating func scan() { uplink.pointee.scan() }
  mutating func isScanning() -> Bool { uplink.pointee.isScanning }
  mutating func nextFound(_ name: inout MutableSpan<UInt8>) -> FoundNetwork? { uplink.pointee.nextFound(&name) }
  mutating func openOwnNetwork(_ name: Span<UInt8>, _ code: Span<UInt8>) { uplink.pointee.openOwnNetwork(name, code) }
  mutating func closeOwnNetwork() { uplink.pointee.closeOwnNetwork() }
}
