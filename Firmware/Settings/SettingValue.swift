// The value of a key that is in force: the stored one, the board's, or the firmware's own. Must never return an invalid
// one, nor one network's password for another.

struct SettingValue {
  enum Source: UInt8 {
    case stored
    /// The board's default.
    case fallback
    /// The firmware's default; some keys have none.
    case standard
  }

  /// `SettingKey.longestValue` plus one.
  private var bytes: [288 of UInt8] = .init(repeating: 0)
  private var count = 0
  private(set) var source = Source.standard
  /// Whether an invalid value was ignored.
  private(set) var isRejected = false

  var isEmpty: Bool { count == 0 }

  var span: Span<UInt8> {
    @_lifetime(borrow self) get { bytes.span.extracting(first: count) }
  }

  @inline(never) init<S: SettingsStore & ~Copyable>(_ key: SettingKey, _ store: inout S) {
    // A network without a password is an open one: the password comes from where the name comes from, or not at all.
    let origin: Source? = key == .password ? SettingValue(.wifi, &store).source : nil
    var buffer = bytes.mutableSpan
    if origin == nil || origin == .stored, let size = store.read(key, into: &buffer) {
      if take(size, key, from: .stored) { return }
    }
    if origin == nil || origin == .fallback {
      var buffer = bytes.mutableSpan
      let size = store.fallback(key, into: &buffer)
      if size != 0, take(size, key, from: .fallback) { return }
    }
    count = 0
    let standard = key.standard
    for index in standard.range {
      bytes[count] = standard.lines.utf8Start[index]
      count &+= 1
    }
  }

  /// - Returns: whether the first `size` bytes are a valid value.
  private mutating func take(_ size: Int, _ key: SettingKey, from source: Source) -> Bool {
    if size >= 0, size <= SettingKey.longestValue {
      count = size
      if UserSettings.fault(key, span) == nil {
        self.source = source
        return true
      }
    }
    isRejected = true
    return false
  }
}

/// The network to join.
public struct WiFiSettings {
  private let nameValue: SettingValue
  private let passwordValue: SettingValue

  public init<S: SettingsStore & ~Copyable>(_ store: inout S) {
    nameValue = SettingValue(.wifi, &store)
    passwordValue = SettingValue(.password, &store)
  }

  /// 1 to 32 bytes, or none if no network is set.
  public var name: Span<UInt8> {
    @_lifetime(borrow self) get { nameValue.span }
  }

  /// Empty for an open network; otherwise 8 to 63 ASCII characters or 64 hexadecimal digits.
  public var password: Span<UInt8> {
    @_lifetime(borrow self) get { passwordValue.span }
  }
}
