// What a board offers for keeping the user's settings. Must never know what a value means.

public enum SettingsStoreError: Error {
  /// The flash refused the write.
  case notStored
  case full
}

/// Texts by key that survive a power cut (ESP-IDF: NVS strings).
/// For the board's author: `write` and `remove` must have finished when they return, and a power cut in the middle must
/// leave the old value or the new one. A value is never longer than `SettingKey.longestValue`; a longer one, written by
/// something else, reads as none.
public protocol SettingsStore: ~Copyable {
  /// Copies the stored value into `buffer`, which has room for the longest.
  /// - Returns: its size; nil when nothing is stored.
  mutating func read(_ key: SettingKey, into buffer: inout MutableSpan<UInt8>) -> Int?

  /// Copies the default that applies when nothing is stored (ESP-IDF: from Kconfig).
  /// - Returns: its size; 0 for none.
  mutating func fallback(_ key: SettingKey, into buffer: inout MutableSpan<UInt8>) -> Int

  mutating func write(_ key: SettingKey, _ value: Span<UInt8>) throws(SettingsStoreError)

  /// Succeeds even if nothing is stored.
  mutating func remove(_ key: SettingKey) throws(SettingsStoreError)

  /// Whether the board has ever been in a network, whatever has been set since.
  var hasHadNetwork: Bool { get }

  /// It is in a network now.
  mutating func noteNetwork()
}

extension SettingsStore where Self: ~Copyable {
  /// For boards that are no network of their own.
  public var hasHadNetwork: Bool { true }
  public mutating func noteNetwork() {}

  /// Stores a network. In this order: whenever the power is cut, no network gets another's password.
  mutating func setNetwork(_ name: Span<UInt8>, _ password: Span<UInt8>) throws(SettingsStoreError) {
    try remove(.password)
    try write(.wifi, name)
    if password.count > 0 { try write(.password, password) }
  }
}
