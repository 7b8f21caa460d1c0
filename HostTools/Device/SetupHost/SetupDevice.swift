// Set-up, page and updates of an emulated board: the firmware's services on this machine's sockets. Must never answer
// anything itself.

import Emulator
import Firmware
import Foundation
import Support
import UDP

enum HostServiceBoard: ServiceBoard {
  typealias Store = StoredTextsHandle
  typealias Radio = EmulatedRadio
  typealias Output = SerialOutput
  typealias Listener = TCPServer
  typealias Names = UDPServer
  typealias Updates = EmulatedUpdates
  typealias Download = CurlDownload
  typealias Random = SystemRandom

  static var measuresCell: Bool { true }
}

/// What of a board survives a restart, and the world around it.
package struct SetupParts {
  package let stored: StoredTexts
  package let air: EmulatedAir
  package let slots = AppSlots()
  package let flash: EmulatedFlash
  package let line: SerialLine?
  /// SHA-256 of each maker's public key.
  package let keys: [[UInt8]]
  package let port: UInt16
  /// The page as gzip.
  let page: UnsafeBufferPointer<UInt8>

  /// - Parameter page: what browsers get, as gzip.
  package init(
    stored: StoredTexts, air: EmulatedAir, flash: EmulatedFlash, line: SerialLine?, keys: [[UInt8]], port: UInt16,
    page: [UInt8]
  ) {
    (self.stored, self.air, self.flash, self.line) = (stored, air, flash, line)
    (self.keys, self.port) = (keys, port)
    // As a device has it in flash, for good.
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: page.count)
    _ = copy.initialize(fromContentsOf: page)
    self.page = UnsafeBufferPointer(copy)
  }
}

package final class SetupDevice {
  private let parts: SetupParts
  private var services: ClockServices<HostServiceBoard>
  /// Whether the button is held, until this instant.
  private var heldUntil: Instant?

  /// - Parameter cause: why the board has started.
  /// - Throws: `Failure` when the port is taken.
  package init(_ parts: SetupParts, cause: StaticString, at now: Instant) throws {
    self.parts = parts
    let network = parts.stored.network
    if !network.name.isEmpty { parts.air.start(network.name, network.password) }
    services = ClockServices(
      console: SettingsConsole(store: StoredTextsHandle(parts.stored), output: SerialOutput(line: parts.line)),
      output: SerialOutput(line: parts.line), store: StoredTextsHandle(parts.stored),
      radio: EmulatedRadio(air: parts.air), listener: try TCPServer([.network, .own], port: parts.port),
      portalNames: try UDPServer(.own, port: parts.port), localNames: try UDPServer(.network, port: parts.port),
      updates: EmulatedUpdates(parts.slots, parts.flash, keys: parts.keys), download: CurlDownload(),
      random: SystemRandom(), facts: BoardFacts(chip: "ESP32-C3", target: "esp32c3", cause: cause, port: parts.port),
      page: parts.page,
      at: now)
  }

  /// Holds the button for as long as a person does who means it.
  package func pressButton(at now: Instant) { heldUntil = now + .seconds(4) }

  /// Goes on with everything.
  /// - Returns: whether the board is to restart.
  package func work(isQuiet: Bool, at now: Instant) -> Bool {
    for byte in parts.line?.read() ?? [] { services.take(byte, at: now) }
    let isHeld = heldUntil.map { now < $0 } ?? false
    return services.work(isHeld: isHeld, isQuiet: isQuiet, at: now) == .restart
  }

  package func notice(at now: Instant) -> Notice? { services.notice(at: now) }

  /// Whether the panels show something else than they should.
  package func hasNews(at now: Instant) -> Bool { services.hasNews(at: now) }

  package func take(_ status: ClockStatus) { services.status = status }
}

/// The network that an emulated board is in, or isn't: this machine's, and the time servers that its DHCP would name.
package struct AirNetwork: Network, ~Copyable {
  private let air: EmulatedAir
  private let offered: [(host: String, port: UInt16)]
  private var network = UDPNetwork()

  /// - Parameter offered: hosts with their ports: here a server needn't be at 123.
  package init(_ air: EmulatedAir, offered: [(host: String, port: UInt16)]) {
    (self.air, self.offered) = (air, offered)
  }

  package var isThere: Bool { air.current != nil }
  package var obstacle: NetworkObstacle? { air.current == nil ? .notSet : nil }

  package mutating func open(_ name: Span<UInt8>, port: UInt16) throws(NetworkError) -> UDPSocket? {
    guard isThere else { throw .unreachable }
    let own = offered.first { $0.host == name.text }?.port
    return try network.open(name, port: own ?? port)
  }

  package static var offersServers: Bool { true }
  package mutating func offeredServer(_ index: Int, into buffer: inout MutableSpan<UInt8>) -> Int {
    guard isThere, index < offered.count else { return 0 }
    let bytes = Array(offered[index].host.utf8.prefix(buffer.count))
    for place in bytes.indices { buffer[place] = bytes[place] }
    return bytes.count
  }
}
