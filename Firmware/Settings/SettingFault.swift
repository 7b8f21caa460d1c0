// Why a setting is refused, and what would be right. Must never hold the value: it may be a password.

public struct SettingFault: Error, Equatable, Sendable {
  /// Where the value goes wrong, in bytes from its start; its length where something is missing.
  public let position: Int
  /// Of a time zone, what belongs there.
  public let zone: CivilZoneError.Expectation?

  init(_ position: Int, zone: CivilZoneError.Expectation? = nil) {
    (self.position, self.zone) = (position, zone)
  }

  /// What would be right, in few words: they are in every device's flash. Hosts that have room say it at length.
  public func right(for key: SettingKey) -> StaticString {
    zone.map { SettingFault.right($0) } ?? key.right
  }

  private static func right(_ expected: CivilZoneError.Expectation) -> StaticString {
    switch expected {
    case .name: "a name, CET or <+03>"
    case .nameOrEnd: "the end, or a name as CEST"
    case .longerName: "3 letters or more"
    case .shorterName: "16 letters at most"
    case .closingBracket: ">"
    case .offset: "an offset, -1 as in CET-1"
    case .hours(let most): most > 24 ? "0 to 167 hours" : "0 to 24 hours"
    case .minutes, .seconds: "00 to 59"
    case .rules: "when, as ,M3.5.0,M10.5.0/3"
    case .day: "M3.5.0, J60 or 59"
    case .dayFromOne: "a day 1 to 365"
    case .dayFromZero: "a day 0 to 365"
    case .month: "a month 1 to 12"
    case .week: "a week 1 to 5"
    case .weekday: "a weekday 0 to 6"
    case .point: "a point, as M3.5.0"
    case .secondRule: "until when, as ,M10.5.0/3"
    case .end: "nothing more"
    }
  }
}

extension SettingKey {
  /// What its values are.
  public var right: StaticString {
    switch self {
    case .wifi: "a name of 1 to 32 bytes"
    case .password: "8 to 63 ASCII characters, 64 hex digits, or none for an open network"
    case .zone: "a POSIX TZ string, as CET-1CEST,M3.5.0,M10.5.0/3"
    case .servers: "up to 4: HOST, HOST:PORT or [ADDRESS]:PORT"
    case .panels: "one or 4 with commas: v1 v2 v2.1 gdey0154d67"
    case .shades: "dither or grey"
    case .partials: "0 to 254"
    case .policy: "change or minute"
    case .hours: "24 or 12"
    }
  }

  /// Whether it helps to say where in the value the fault is. A password's would tell of the password.
  public var hasColumns: Bool { self == .zone || self == .servers || self == .panels }

  /// What holds where nobody says anything else.
  var standard: StaticString {
    switch self {
    case .wifi, .password, .servers: ""
    case .zone: "UTC0"
    case .panels: "v2"
    case .shades: "dither"
    case .partials: "59"
    case .policy: "change"
    case .hours: "24"
    }
  }
}
