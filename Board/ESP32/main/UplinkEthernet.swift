// The way to the network through QEMU's Ethernet. Must never be flashed: no chip has it.

struct Uplink: ~Copyable {
  private var netif: OpaquePointer?

  var obstacle: NetworkObstacle? { nil }
  var hasAddress: Bool { netif.map { interfaceHasAddress($0) } ?? false }

  mutating func begin(_ store: inout ESPSettings) {
    var error = esp_netif_init()
    if error == ESP_OK { error = esp_event_loop_create_default() }
    #if CLOCK_SETUP
      if error == ESP_OK { clock_offer_begin() }
    #endif
    if error == ESP_OK { netif = clock_ethernet_begin() }
  }

  mutating func work(at now: Instant) {}
}

/// A cable: there is nothing to join, find or open.
extension Uplink {
  var address: UInt32 { clock_address(netif) }
  var ownAddress: UInt32 { 0 }
  var isScanning: Bool { false }

  func join(_ name: Span<UInt8>, _ password: Span<UInt8>) {}
  func joinState() -> JoinState { .failed }
  func giveUp() {}
  func scan() {}
  func nextFound(_ name: inout MutableSpan<UInt8>) -> FoundNetwork? { nil }
  func openOwnNetwork(_ name: Span<UInt8>, _ code: Span<UInt8>) {}
  func closeOwnNetwork() {}
}
