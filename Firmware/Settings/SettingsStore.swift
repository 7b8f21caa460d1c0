// What a board offers to keep the user's settings. Must never know what a value means.

public enum SettingsStoreError: Error {
  /// The flash refused it.
  case notStored
  case full
}

/// Texts by key that outlast a power cut (ESP-IDF: NVS strings).
///
/// For the board's author: `write` and `remove` have ended when they return, and a cut in the middle leaves the old
/// value or the new one. A value is never longer than `SettingKey.longestValue`; one that a foreign hand made longer
/// reads as none.
public protocol SettingsStore: ~Copyable {
  /// Copies the stored value into `buffer`, which has room for the longest.
  /// - Returns: its size; nil when nothing is stored.
  mutating func read(_ key: SettingKey, into buffer: inout MutableSpan<UInt8>) -> Int?

  /// Copies what holds where nothing is stored (ESP-IDF: from Kconfig).
  /// - Returns: its size; 0 for none.
  mutating func fallback(_ key: SettingKey, into buffer: inout MutableSpan<UInt8>) -> Int

  mutating func write(_ key: SettingKey, _ value: Span<UInt8>) throws(SettingsStoreError)

  /// Fine when nothing is stored.
  mutating func remove(_ key: SettingKey) throws(SettingsStoreError)
}
