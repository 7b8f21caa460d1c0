// The user's settings as bytes for the device. Must never let anything pass that the device would refuse.

import ClockLink
import Firmware
import Support

public struct HostSettings {
  public var clock: ClockSettings
  public var refresh: RefreshSettings
  /// Four, from the left.
  public var kinds: [PanelKind]
  /// A POSIX TZ string.
  public var zone: String
  /// At most four.
  public var servers: [(host: String, port: UInt16)]

  public init(
    clock: ClockSettings, refresh: RefreshSettings, kinds: [PanelKind], zone: String,
    servers: [(host: String, port: UInt16)]
  ) {
    (self.clock, self.refresh, self.kinds, self.zone, self.servers) = (clock, refresh, kinds, zone, servers)
  }

  /// The reply to `hello`.
  /// - Throws: `Failure`.
  func bytes() throws -> [UInt8] {
    var bytes: [UInt8] = [
      LinkFrame.version, clock.policy == .onChange ? 0 : 1, clock.hourFormat == .twentyFour ? 0 : 1,
      (refresh.shades == .dither ? 0 : 1) | (refresh.style == .ink ? 0 : 2), refresh.mostPartials,
    ]
    bytes += kinds.map(\.rawValue)
    bytes += [UInt8(truncatingIfNeeded: zone.utf8.count)] + zone.utf8
    for index in 0..<4 {
      let (host, port) = index < servers.count ? servers[index] : ("", 0)
      bytes += [UInt8(truncatingIfNeeded: host.utf8.count), UInt8(port & 255), UInt8(port >> 8)] + host.utf8
    }
    guard kinds.count == 4, servers.count <= 4, bytes.count <= LinkFrame.largestReply, LinkSettings(bytes.span) != nil
    else { throw Failure("these settings are more than a device takes: \(zone), \(servers.map(\.host))") }
    return bytes
  }
}
