// An emulated board's settings, kept for as long as the run. Must never hold what wasn't validated before it was written:
// that is the firmware's part.

import Firmware

package final class StoredTexts {
  package fileprivate(set) var texts: [SettingKey: [UInt8]] = [:]
  fileprivate let defaults: [SettingKey: [UInt8]]
  fileprivate var hasHadNetwork: Bool

  /// - Parameters:
  ///   - defaults: what is in force where nothing is stored.
  ///   - isNew: whether the board has never been in a network.
  package init(defaults: [(key: SettingKey, text: String)], isNew: Bool) {
    self.defaults = Dictionary(defaults.map { ($0.key, Array($0.text.utf8)) }) { $1 }
    hasHadNetwork = !isNew
  }

  /// The values in force.
  package var settings: UserSettings {
    var handle = StoredTextsHandle(self)
    return UserSettings(&handle)
  }

  /// The network that is set.
  package var network: (name: String, password: String) {
    var handle = StoredTextsHandle(self)
    let network = WiFiSettings(&handle)
    return (network.name.text, network.password.text)
  }
}

struct StoredTextsHandle: SettingsStore, ~Copyable {
  private let stored: StoredTexts

  init(_ stored: StoredTexts) { self.stored = stored }

  mutating func read(_ key: SettingKey, into buffer: inout MutableSpan<UInt8>) -> Int? {
    stored.texts[key].map { copy($0, &buffer) }
  }

  mutating func fallback(_ key: SettingKey, into buffer: inout MutableSpan<UInt8>) -> Int {
    copy(stored.defaults[key] ?? [], &buffer)
  }

  private func copy(_ bytes: [UInt8], _ buffer: inout MutableSpan<UInt8>) -> Int {
    for (index, byte) in bytes.prefix(buffer.count).enumerated() { buffer[index] = byte }
    return bytes.count
  }

  mutating func write(_ key: SettingKey, _ value: Span<UInt8>) throws(SettingsStoreError) {
    stored.texts[key] = value.indices.map { value[$0] }
  }

  mutating func remove(_ key: SettingKey) throws(SettingsStoreError) { stored.texts[key] = nil }

  var hasHadNetwork: Bool { stored.hasHadNetwork }
  mutating func noteNetwork() { stored.hasHadNetwork = true }
}
