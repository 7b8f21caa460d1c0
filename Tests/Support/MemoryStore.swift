// A store in memory whose power can be cut between two writes, and a console that keeps what it writes.
// Must never validate a value: what is stored may be damaged.

import Firmware

package final class StoredSettings {
  package var values: [SettingKey: [UInt8]] = [:]
  package var defaults: [SettingKey: [UInt8]] = [:]
  /// How many more writes and removals the power lasts for; nil means forever.
  package var changesLeft: Int?
  package var isFull = false
  package var hasHadNetwork = false
  package private(set) var changes = 0

  package init(_ values: [SettingKey: String] = [:], defaults: [SettingKey: String] = [:]) {
    self.values = values.mapValues { Array($0.utf8) }
    self.defaults = defaults.mapValues { Array($0.utf8) }
  }

  package func text(_ key: SettingKey) -> String? { values[key].map { String(decoding: $0, as: UTF8.self) } }

  fileprivate func change() throws(SettingsStoreError) {
    if isFull { throw .full }
    guard changesLeft != 0 else { throw .notStored }
    changesLeft = changesLeft.map { $0 - 1 }
    changes += 1
  }
}

package struct MemoryStore: SettingsStore, ~Copyable {
  package let stored: StoredSettings

  package init(stored: StoredSettings) { self.stored = stored }

  package mutating func read(_ key: SettingKey, into buffer: inout MutableSpan<UInt8>) -> Int? {
    stored.values[key].map { copy($0, &buffer) }
  }

  package mutating func fallback(_ key: SettingKey, into buffer: inout MutableSpan<UInt8>) -> Int {
    copy(stored.defaults[key] ?? [], &buffer)
  }

  package mutating func write(_ key: SettingKey, _ value: Span<UInt8>) throws(SettingsStoreError) {
    try stored.change()
    stored.values[key] = value.indices.map { value[$0] }
  }

  package mutating func remove(_ key: SettingKey) throws(SettingsStoreError) {
    try stored.change()
    stored.values[key] = nil
  }

  package var hasHadNetwork: Bool { stored.hasHadNetwork }
  package mutating func noteNetwork() { stored.hasHadNetwork = true }

  private func copy(_ bytes: [UInt8], _ buffer: inout MutableSpan<UInt8>) -> Int {
    for (index, byte) in bytes.prefix(buffer.count).enumerated() { buffer[index] = byte }
    return bytes.count
  }
}

package final class Screen {
  package var bytes: [UInt8] = []

  package init() {}

  package var text: String { String(decoding: bytes, as: UTF8.self) }
}

package struct ScreenOutput: ConsoleOutput, ~Copyable {
  package let screen: Screen

  package init(screen: Screen) { self.screen = screen }

  package mutating func write(_ bytes: Span<UInt8>) {
    for index in bytes.indices { screen.bytes.append(bytes[index]) }
  }
}

/// A console to type at, with its screen.
package struct TypedConsole: ~Copyable {
  package let stored: StoredSettings
  package let screen = Screen()
  private var console: SettingsConsole<MemoryStore, ScreenOutput>
  package private(set) var restarts = 0

  package init(_ stored: StoredSettings) {
    self.stored = stored
    console = SettingsConsole(store: MemoryStore(stored: stored), output: ScreenOutput(screen: screen))
  }

  package mutating func type(_ bytes: some Sequence<UInt8>) {
    for byte in bytes where console.take(byte) == .restart { restarts += 1 }
  }

  /// - Returns: what it writes when `text` is typed exactly as given.
  package mutating func answer(_ text: String) -> String {
    screen.bytes = []
    type(text.utf8)
    return screen.text
  }
}

package func wifi(_ stored: StoredSettings) -> (name: String, password: String)? {
  var store = MemoryStore(stored: stored)
  let settings = WiFiSettings(&store)
  guard settings.name.count > 0 else { return nil }
  func text(_ bytes: Span<UInt8>) -> String { String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) }
  return (text(settings.name), text(settings.password))
}

package func userSettings(_ stored: StoredSettings) -> UserSettings {
  var store = MemoryStore(stored: stored)
  return UserSettings(&store)
}
