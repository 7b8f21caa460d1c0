// The way to the network through QEMU's Ethernet. Must never be flashed: no chip has it.

struct Uplink: ~Copyable {
  private var netif: OpaquePointer?

  var obstacle: NetworkObstacle? { nil }
  var hasAddress: Bool { netif.map { interfaceHasAddress($0) } ?? false }

  init(_ store: inout ESPSettings) {
    var error = esp_netif_init()
    if error == ESP_OK { error = esp_event_loop_create_default() }
    if error == ESP_OK { netif = clock_ethernet_begin() }
  }

  mutating func work(at now: Instant) {}
}
