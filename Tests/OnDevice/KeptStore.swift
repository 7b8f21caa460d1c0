// Settings in memory, of a fixed size: the device has no heap. Must never check a value.

/// Fourteen values, where a size of -1 means none. They outlast the store.
struct KeptSettings {
  var bytes: [4_032 of UInt8] = .init(repeating: 0)
  var sizes: [14 of Int] = .init(repeating: -1)
  var writes: UInt32 = 0
}

struct KeptStore: SettingsStore, ~Copyable {
  let kept: UnsafeMutablePointer<KeptSettings>

  mutating func read(_ key: SettingKey, into buffer: inout MutableSpan<UInt8>) -> Int? {
    let size = kept.pointee.sizes[Int(key.rawValue)]
    guard size >= 0 else { return nil }
    for index in 0..<size { buffer[index] = kept.pointee.bytes[288 &* Int(key.rawValue) &+ index] }
    return size
  }

  mutating func fallback(_ key: SettingKey, into buffer: inout MutableSpan<UInt8>) -> Int { 0 }

  mutating func write(_ key: SettingKey, _ value: Span<UInt8>) throws(SettingsStoreError) {
    for index in value.indices { kept.pointee.bytes[288 &* Int(key.rawValue) &+ index] = value[index] }
    kept.pointee.sizes[Int(key.rawValue)] = value.count
    kept.pointee.writes &+= 1
  }

  mutating func remove(_ key: SettingKey) throws(SettingsStoreError) { kept.pointee.sizes[Int(key.rawValue)] = -1 }

  /// As a new board.
  var hasHadNetwork: Bool { false }
}
