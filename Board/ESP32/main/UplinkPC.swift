// The way to the network is the link, with the PC's sockets: the chip needs none of its own.
// Must never start the radio.

struct Uplink: ~Copyable {
  mutating func begin(_ store: inout ESPSettings) {}

  mutating func work(at now: Instant) {}
}
