// The user's settings, and the only parser of their texts: consoles, stores and the host's tools all use it.
// Must never take part of a value, nor keep a network's password.

public struct UserSettings: SleepMemory {
  public var clock = ClockSettings()
  public var refresh = RefreshSettings()
  /// From the left.
  public var kinds: [4 of PanelKind] = .init(repeating: .v2)
  public var zone = CivilZone.utc
  public var servers: [4 of ServerName] = .init(repeating: ServerName())
  /// A bit for each `SettingKey` whose stored value or fallback was invalid and ignored.
  public private(set) var rejected: UInt16 = 0

  /// The settings when nothing is set.
  public init() {}

  /// Reads every key: the stored value if it is valid, or else the fallback if that is, or else what is always safe.
  public init<S: SettingsStore & ~Copyable>(_ store: inout S) {
    for number in 0..<SettingKey.count {
      guard let key = SettingKey(rawValue: number) else { continue }
      let value = SettingValue(key, &store)
      if value.isRejected { rejected |= 1 &<< UInt16(number) }
      // Of the values that can occur here only an empty list of servers is refused.
      try? set(key, value.span)
    }
  }

  /// Takes a value as it is typed. A network's name and password are only checked.
  /// - Throws: when the value isn't valid; the key's setting must then not be used.
  public mutating func set(_ key: SettingKey, _ value: Span<UInt8>) throws(SettingFault) {
    switch key {
    case .wifi: try UserSettings.checkName(value)
    case .password: try UserSettings.checkPassword(value)
    case .zone:
      do throws(CivilZoneError) {
        zone = try CivilZone(parsing: value)
      } catch {
        throw SettingFault(error.position, zone: error.expected)
      }
    case .servers: try setServers(value)
    case .panels: try setPanels(value)
    case .shades: refresh.shades = try UserSettings.place(value, in: "dither grey") == 0 ? .dither : .grey
    case .partials: refresh.mostPartials = try UserSettings.number(value, atMost: 254)
    case .policy: clock.policy = try UserSettings.place(value, in: "change minute") == 0 ? .onChange : .everyMinute
    case .style: refresh.style = try UserSettings.place(value, in: "ink pixels") == 0 ? .ink : .pixels
    case .legible: clock.legible = try UserSettings.number(value, atMost: 100)
    case .page: _ = try UserSettings.place(value, in: "on off")
    case .updates: try UserSettings.checkAddress(value)
    case .quiet: clock.quiet = try UserSettings.quietHours(value)
    case .hours: clock.hourFormat = try UserSettings.place(value, in: "24 12") == 0 ? .twentyFour : .twelve
    }
  }

  /// Takes lines "KEY VALUE", each ended by a line feed.
  /// - Returns: false when one isn't valid; no setting must then be used.
  public mutating func take(lines: Span<UInt8>) -> Bool {
    var start = 0
    while start < lines.count {
      let end = lines.next(UInt8(ascii: "\n"), from: start)
      let line = lines.extracting(start..<end)
      let blank = line.next(0x20, from: 0)
      guard end < lines.count, blank < line.count, let key = SettingKey(named: line.extracting(..<blank)) else {
        return false
      }
      do throws(SettingFault) {
        try set(key, line.extracting((blank &+ 1)...))
      } catch {
        return false
      }
      start = end &+ 1
    }
    return true
  }

  /// nil for a valid value.
  public static func fault(_ key: SettingKey, _ value: Span<UInt8>) -> SettingFault? {
    var settings = UserSettings()
    do throws(SettingFault) {
      try settings.set(key, value)
      return nil
    } catch {
      return error
    }
  }

  private static func place(_ value: Span<UInt8>, in words: StaticString) throws(SettingFault) -> UInt8 {
    guard let place = value.place(in: words) else { throw SettingFault(0) }
    return place
  }

  private static func number(_ value: Span<UInt8>, atMost most: UInt32) throws(SettingFault) -> UInt8 {
    guard let number = value.decimal(atMost: most) else { throw SettingFault(0) }
    return UInt8(truncatingIfNeeded: number)
  }

  /// Control bytes, which network names may have, can't be typed, and would cause trouble wherever the name is shown.
  private static func checkName(_ value: Span<UInt8>) throws(SettingFault) {
    guard value.count > 0, value.count <= 32, value.isPrintable else { throw SettingFault(0) }
  }

  /// IEEE 802.11's passphrase, which is ASCII, or the key itself.
  private static func checkPassword(_ value: Span<UInt8>) throws(SettingFault) {
    guard value.count != 0 else { return }
    guard value.count >= 8, value.count < 64 || (value.count == 64 && value.isHexadecimal), value.isPrintable else {
      throw SettingFault(0)
    }
    for index in value.indices where value[index] > 0x7F { throw SettingFault(0) }
  }

  /// Of a folder whose files are fetched over TLS: a name of 40 characters still fits behind it.
  private static func checkAddress(_ value: Span<UInt8>) throws(SettingFault) {
    guard value.count != 0 else { return }
    guard value.count > 8, value.count <= 240, value.begins(with: "https://") else {
      throw SettingFault(0)
    }
    for index in value.indices where value[index] &- 0x21 > 0x5D { throw SettingFault(0) }
  }

  /// Takes "HH:MM-HH:MM", or nothing for never.
  private static func quietHours(_ value: Span<UInt8>) throws(SettingFault) -> QuietHours {
    guard value.count != 0 else { return .never }
    // The highest digit at each place, apart from hours that begin with 2.
    let highest: StaticString = "29:59-29:59"
    var (start, time) = (UInt32(0), UInt32(0))
    for place in 0..<highest.utf8CodeUnitCount {
      guard place < value.count else { throw SettingFault(place) }
      let (byte, most) = (UInt32(value[place]), UInt32(highest.utf8Start[place]))
      let (digit, limit) = (byte &- 0x30, most &- 0x30)
      guard byte == most || (limit < 10 && digit < limit) else { throw SettingFault(place) }
      if limit < 10 {
        // A minute's tens come after the hour.
        time = time &* (limit == 5 ? 6 : 10) &+ digit
      } else if most == 0x3A {
        guard time < 24 else { throw SettingFault(place &- 2) }
      } else {
        (start, time) = (time, 0)
      }
    }
    guard value.count == highest.utf8CodeUnitCount else { throw SettingFault(highest.utf8CodeUnitCount) }
    guard time != start else { throw SettingFault(6) }
    return QuietHours(start: UInt16(truncatingIfNeeded: start), end: UInt16(truncatingIfNeeded: time))
  }

  /// Whether the clock's page is wanted in its network.
  static func hasPage<S: SettingsStore & ~Copyable>(_ store: inout S) -> Bool {
    SettingValue(.page, &store).span.isSame(as: "on")
  }

  private mutating func setServers(_ value: Span<UInt8>) throws(SettingFault) {
    servers = .init(repeating: ServerName())
    var count = 0
    var word = value.listed(from: 0)
    repeat {
      guard count < 4, servers[count].parse(value.extracting(word)) else { throw SettingFault(word.lowerBound) }
      count &+= 1
      word = value.listed(from: word.upperBound)
    } while !word.isEmpty
  }

  private mutating func setPanels(_ value: Span<UInt8>) throws(SettingFault) {
    var count = 0
    var word = value.listed(from: 0)
    repeat {
      guard count < 4, let kind = PanelKind(named: value.extracting(word)) else { throw SettingFault(word.lowerBound) }
      // One for all, unless more follow.
      for panel in count..<4 { kinds[panel] = kind }
      count &+= 1
      word = value.listed(from: word.upperBound)
    } while !word.isEmpty
    guard count == 4 || count == 1 else { throw SettingFault(value.count) }
  }
}

extension PanelKind {
  /// Their names in the settings, in the order of the raw values.
  public static var names: StaticString { "v1 v2 v2.1 gdey0154d67" }

  public init?(named name: Span<UInt8>) {
    guard let place = name.place(in: PanelKind.names) else { return nil }
    self.init(rawValue: place)
  }
}

extension ServerName {
  /// Takes "HOST", "HOST:PORT", or an IPv6 address as "[ADDRESS]" or "[ADDRESS]:PORT".
  /// - Returns: false for anything else.
  public mutating func parse(_ text: Span<UInt8>) -> Bool {
    guard text.count > 0 else { return false }
    let isBracketed = text[0] == UInt8(ascii: "[")
    let start = isBracketed ? 1 : 0
    let end = text.next(UInt8(ascii: isBracketed ? "]" : ":"), from: start)
    let rest = isBracketed ? end &+ 1 : end
    guard rest <= text.count else { return false }
    var port: UInt32 = 123
    if rest < text.count {
      guard text[rest] == UInt8(ascii: ":"), let number = text.extracting((rest &+ 1)...).decimal(atMost: 65_535) else {
        return false
      }
      port = number
    }
    return set(text.extracting(start..<end), port: UInt16(truncatingIfNeeded: port))
  }
}
