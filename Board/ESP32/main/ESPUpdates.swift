// Where an update goes on this board, and by whose signature. Must never erase the app that runs, nor, while that is on
// trial, the one that would come back.

struct ESPUpdates: UpdateBoard, ~Copyable {
  var slot = ESPSlotFlash()
  var glyphs = ESPPartition("glyphs")

  var chip: UInt16 { UInt16(truncatingIfNeeded: CONFIG_IDF_FIRMWARE_CHIP_ID) }

  /// At a start: what the bootloader has rolled back is still in its slot then.
  init() {
    guard let partition = esp_ota_get_last_invalid_partition() else { return }
    var description = esp_app_desc_t()
    guard esp_ota_get_partition_description(partition, &description) == ESP_OK else { return }
    withUnsafeMutableBytes(of: &description.version) { version in
      version[version.count &- 1] = 0
      if let text = version.baseAddress { ESPSettings().keep(rolledBack: text.assumingMemoryBound(to: CChar.self)) }
    }
  }

  mutating func rolledBackVersion(into buffer: inout MutableSpan<UInt8>) -> Int {
    ESPSettings().rolledBackVersion(into: &buffer)
  }

  mutating func beginHash() { clock_hash_begin() }

  mutating func addToHash(_ bytes: Span<UInt8>) {
    clock_hash_add(bytes.cBytes, bytes.count)
  }

  mutating func endHash(into digest: inout MutableSpan<UInt8>) {
    guard digest.count >= 32 else { return }
    clock_hash_end(digest.cBytes)
  }

  var hasKey: Bool { clock_has_update_key() }

  func isTrusted(keyDigest: Span<UInt8>) -> Bool {
    keyDigest.count == 32 && clock_is_update_key(keyDigest.cBytes)
  }

  mutating func verify(
    _ digest: Span<UInt8>, modulus: Span<UInt8>, exponent: Span<UInt8>, signature: Span<UInt8>
  ) -> Bool {
    guard digest.count == 32, modulus.count == 384, exponent.count == 4, signature.count == 384 else { return false }
    return clock_is_signed(digest.cBytes, modulus.cBytes, exponent.cBytes, signature.cBytes)
  }

  mutating func selectSlot() -> Bool {
    let error = esp_ota_set_boot_partition(esp_ota_get_next_update_partition(nil))
    if error != ESP_OK { log("E the new app can't be chosen: %s", error) }
    return error == ESP_OK
  }
}

/// The app slot that isn't running.
struct ESPSlotFlash: WritableFlash, ~Copyable {
  private var flash = ESPPartition(esp_ota_get_next_update_partition(nil))

  var size: Int { flash.size }

  mutating func read(at offset: Int, into buffer: inout MutableSpan<UInt8>) throws(FlashError) {
    try flash.read(at: offset, into: &buffer)
  }

  mutating func isErased(at offset: Int, count: Int) throws(FlashError) -> Bool {
    try flash.isErased(at: offset, count: count)
  }

  mutating func program(_ piece: Span<UInt8>, at offset: Int) throws(FlashError) {
    try flash.program(piece, at: offset)
  }

  mutating func program(pieces: Span<UInt8>, at offset: Int) throws(FlashError) {
    try flash.program(pieces, at: offset)
  }

  mutating func eraseSector(at offset: Int) throws(FlashError) {
    guard offset > 0 || !AppTrial().isOn else { throw .operationFailed }
    try flash.eraseSector(at: offset)
  }
}
