// The user's settings, as the host gives them in its reply to `hello`. Must never be taken in part.

#if canImport(Firmware)
  import Firmware
#endif

public struct LinkSettings {
  public let clock: ClockSettings
  public let refresh: RefreshSettings
  /// From the left.
  public let kinds: [4 of PanelKind]
  public let zone: CivilZone
  public let servers: [4 of ServerName]

  /// nil for anything that FORMAT.md doesn't allow.
  public init?(_ payload: Span<UInt8>) {
    var fields = LinkFields(payload)
    guard fields.byte() == LinkFrame.version, let policy = fields.byte(), let hours = fields.byte(),
      let looks = fields.byte(), let partials = fields.byte(), policy < 2, hours < 2, looks < 4, partials < 255
    else { return nil }
    clock = ClockSettings(
      policy: policy == 0 ? .onChange : .everyMinute, hourFormat: hours == 0 ? .twentyFour : .twelve)
    var refresh = RefreshSettings()
    refresh.shades = looks & 1 == 0 ? .dither : .grey
    refresh.style = looks & 2 == 0 ? .ink : .pixels
    refresh.mostPartials = partials
    self.refresh = refresh

    var kinds: [4 of PanelKind] = .init(repeating: .v2)
    for panel in 0..<4 {
      guard let byte = fields.byte(), let kind = PanelKind(rawValue: byte) else { return nil }
      kinds[panel] = kind
    }
    self.kinds = kinds

    guard let zoneSize = fields.byte() else { return nil }
    let zoneText = fields.text(Int(zoneSize))
    guard zoneText.count == Int(zoneSize), let zone = try? CivilZone(parsing: payload.extracting(zoneText)) else {
      return nil
    }
    self.zone = zone

    var servers: [4 of ServerName] = .init(repeating: ServerName())
    for index in 0..<4 {
      guard let size = fields.byte(), let port = fields.uint16() else { return nil }
      let name = fields.text(Int(size))
      guard name.count == Int(size) else { return nil }
      guard size == 0 || servers[index].set(payload.extracting(name), port: port) else { return nil }
    }
    guard fields.rest.isEmpty else { return nil }
    self.servers = servers
  }
}
