// Why a setting is invalid, and what would be valid. Must never hold the value: it may be a password.

public struct SettingFault: Error, Equatable, Sendable {
  /// Where the value goes wrong, in bytes from its start; its length if something is missing.
  public let position: Int
  /// For a time zone, what was expected there.
  public let zone: CivilZoneError.Expectation?

  init(_ position: Int, zone: CivilZoneError.Expectation? = nil) {
    (self.position, self.zone) = (position, zone)
  }

  /// What would be valid, in few words: they take up flash in every device. Hosts have room to say it at length.
  public func right(for key: SettingKey) -> SettingText {
    zone.map { SettingText(lines: SettingFault.zoneTexts, index: $0.rawValue) } ?? key.right
  }

  /// In the order of the expectations' raw values.
  private static var zoneTexts: StaticString {
    """
    a name, CET or <+03>
    the end, or a name like CEST
    3 letters or more
    16 letters at most
    >
    an offset, like -1 in CET-1
    0 to 24 hours
    0 to 167 hours
    00 to 59
    00 to 59
    when, like ,M3.5.0,M10.5.0/3
    M3.5.0, J60 or 59
    a day 1 to 365
    a day 0 to 365
    a month 1 to 12
    a week 1 to 5
    a weekday 0 to 6
    a dot, like M3.5.0
    until when, like ,M10.5.0/3
    nothing more
    """
  }
}

extension SettingKey {
  /// The values that it takes.
  public var right: SettingText {
    SettingText(
      lines: """
        a name of 1 to 32 bytes
        8 to 63 ASCII characters, 64 hex digits, or none for an open network
        a POSIX TZ string, like CET-1CEST,M3.5.0,M10.5.0/3
        up to 4: HOST, HOST:PORT or [IPV6]:PORT, HOST of letters, digits, - and .
        one or 4 with commas: v1 v2 v2.1 gdey0154d67
        dither or grey
        0 to 254
        change or minute
        24 or 12
        ink or pixels
        0 to 100
        on or off
        an https:// address of up to 240 characters, or none
        two different times, like 23:00-06:00, or none
        """, index: rawValue)
  }

  /// Whether it helps to say where in the value the fault is. For a password that would give some of it away.
  public var hasColumns: Bool { self == .zone || self == .servers || self == .panels || self == .quiet }

  /// The value in force when nothing else is set.
  public var standard: SettingText {
    SettingText(lines: "\n\nUTC0\n\nv2\ndither\n59\nchange\n24\nink\n50\non\n\n", index: rawValue)
  }
}
