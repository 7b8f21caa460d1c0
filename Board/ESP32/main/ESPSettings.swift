// The user's settings in NVS, each as the text that the console takes. Must never log a value.

/// Room for the longest value (`SettingKey.longestValue`, 287 bytes) and the zero that ends a C string.
private typealias CText = [320 of CChar]

struct ESPSettings: SettingsStore, ~Copyable {
  private var handle: nvs_handle_t = 0
  private var isOpen = false

  /// Opens NVS; if it can't be read, for instance because the first flashing was interrupted, it is erased.
  init() {
    var error = nvs_flash_init()
    if error == ESP_ERR_NVS_NO_FREE_PAGES || error == ESP_ERR_NVS_NEW_VERSION_FOUND {
      log("E settings are lost: %s", error)
      error = nvs_flash_erase()
      if error == ESP_OK { error = nvs_flash_init() }
    }
    let space: StaticString = "clock"
    if error == ESP_OK { error = nvs_open(space.cString, NVS_READWRITE, &handle) }
    if error != ESP_OK { log("E settings can't be read: %s", error) }
    isOpen = error == ESP_OK
  }

  deinit { if isOpen { nvs_close(handle) } }

  mutating func read(_ key: SettingKey, into buffer: inout MutableSpan<UInt8>) -> Int? {
    guard isOpen else { return nil }
    var text = CText(repeating: 0)
    var size = text.count
    var span = text.mutableSpan
    let error = span.withUnsafeMutableBufferPointer { nvs_get_str(handle, key.name.cString, $0.baseAddress, &size) }
    // Longer than any setting: stored by another program.
    guard error == ESP_OK, size > 0, size &- 1 <= buffer.count else { return nil }
    let count = size &- 1
    for index in 0..<count { buffer[index] = UInt8(bitPattern: text[index]) }
    return count
  }

  mutating func fallback(_ key: SettingKey, into buffer: inout MutableSpan<UInt8>) -> Int {
    guard let text = clock_fallback(key.name.cString) else { return 0 }
    var count = 0
    while count < buffer.count, text[count] != 0 {
      buffer[count] = UInt8(bitPattern: text[count])
      count = count &+ 1
    }
    return count
  }

  mutating func write(_ key: SettingKey, _ value: Span<UInt8>) throws(SettingsStoreError) {
    guard isOpen else { throw .notStored }
    var text = CText(repeating: 0)
    guard value.count < text.count else { throw .full }
    for index in value.indices { text[index] = CChar(bitPattern: value[index]) }
    var error = text.span.withUnsafeBufferPointer { nvs_set_str(handle, key.name.cString, $0.baseAddress) }
    if error == ESP_OK { error = nvs_commit(handle) }
    guard error == ESP_OK else { throw error == ESP_ERR_NVS_NOT_ENOUGH_SPACE ? .full : .notStored }
  }

  mutating func remove(_ key: SettingKey) throws(SettingsStoreError) {
    guard isOpen else { throw .notStored }
    var error = nvs_erase_key(handle, key.name.cString)
    if error == ESP_ERR_NVS_NOT_FOUND { return }
    if error == ESP_OK { error = nvs_commit(handle) }
    guard error == ESP_OK else { throw .notStored }
  }

  /// Set once the board has been in a network.
  private static var joined: StaticString { "joined" }

  var hasHadNetwork: Bool {
    var value: UInt8 = 0
    return nvs_get_u8(handle, ESPSettings.joined.cString, &value) == ESP_OK && value != 0
  }

  mutating func noteNetwork() {
    if nvs_set_u8(handle, ESPSettings.joined.cString, 1) == ESP_OK { nvs_commit(handle) }
  }

  // MARK: The app that was rolled back last

  /// Its version, kept apart from its slot, which the next update overwrites before its signature is known.
  private static var rolledBack: StaticString { "rolled-back" }

  /// - Returns: how many bytes; 0 if none was.
  func rolledBackVersion(into buffer: inout MutableSpan<UInt8>) -> Int {
    var text: [33 of CChar] = .init(repeating: 0)
    var size = text.count
    var span = text.mutableSpan
    let error = span.withUnsafeMutableBufferPointer {
      nvs_get_str(handle, ESPSettings.rolledBack.cString, $0.baseAddress, &size)
    }
    guard error == ESP_OK else { return 0 }
    var count = 0
    while count < min(buffer.count, text.count), text[count] != 0 {
      buffer[count] = UInt8(bitPattern: text[count])
      count = count &+ 1
    }
    return count
  }

  /// `version` ends with a zero.
  func keep(rolledBack version: UnsafePointer<CChar>) {
    if nvs_set_str(handle, ESPSettings.rolledBack.cString, version) == ESP_OK { nvs_commit(handle) }
  }
}
