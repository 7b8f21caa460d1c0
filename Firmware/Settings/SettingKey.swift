// The names of the settings. Must never be renumbered or renamed: devices have stored values under these names.

public enum SettingKey: UInt8, Sendable {
  case wifi, password, zone, servers, panels, shades, partials, policy, hours, style, legible, page, updates, quiet

  public static var count: UInt8 { 14 }

  /// As it is typed, and as the key in NVS (namespace "clock"), which allows 15 bytes.
  @inline(never) public var name: StaticString {
    switch self {
    case .wifi: "wifi"
    case .password: "password"
    case .zone: "tz"
    case .servers: "servers"
    case .panels: "panels"
    case .shades: "shades"
    case .partials: "partials"
    case .policy: "policy"
    case .hours: "hours"
    case .style: "style"
    case .legible: "legible"
    case .page: "page"
    case .updates: "updates"
    case .quiet: "quiet"
    }
  }

  public init?(named name: Span<UInt8>) {
    let names: StaticString =
      "wifi password tz servers panels shades partials policy hours style legible page updates quiet"
    guard let place = name.place(in: names) else { return nil }
    self.init(rawValue: place)
  }

  /// In bytes, for any key: four server names, each in brackets and with a port of five digits, and blanks between
  /// them.
  public static var longestValue: Int { 4 * (ServerName.longest + 8) + 3 }
}
