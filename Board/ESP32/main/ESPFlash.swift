// The partitions: mapped and read in place, or read and written through calls. Must never touch any but the one named.

/// A partition by its name in partitions.csv; nil if the table doesn't have it.
private func findPartition(_ name: StaticString) -> UnsafePointer<esp_partition_t>? {
  let found = esp_partition_find_first(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_ANY, name.cString)
  if found == nil { log("E no such partition: flash the table") }
  return found
}

/// The glyph partition, mapped for good.
struct ESPGlyphFlash: GlyphFlash, ~Copyable {
  private let mapped: UnsafeBufferPointer<UInt8>

  init() {
    guard let partition = findPartition("glyphs") else {
      mapped = UnsafeBufferPointer(start: nil, count: 0)
      return
    }
    var start: UnsafeRawPointer?
    var handle: esp_partition_mmap_handle_t = 0
    let size = Int(partition.pointee.size)
    let error = esp_partition_mmap(partition, 0, size, ESP_PARTITION_MMAP_DATA, &start, &handle)
    if error != ESP_OK { log("E the glyphs can't be mapped: %s", error) }
    mapped = UnsafeBufferPointer(
      start: start?.assumingMemoryBound(to: UInt8.self), count: error == ESP_OK && start != nil ? size : 0)
  }

  var bytes: Span<UInt8> {
    @_lifetime(borrow self) get { _overrideLifetime(Span(_unsafeElements: mapped), borrowing: self) }
  }
}

/// A partition to write to; without one there are no sectors. Where a partition is mapped, too, ESP-IDF makes the cache
/// forget what was written (`spi_flash_check_and_flush_cache`).
struct ESPPartition: WritableFlash, ~Copyable {
  private let partition: UnsafePointer<esp_partition_t>?

  /// - Parameter name: in partitions.csv.
  init(_ name: StaticString) { partition = findPartition(name) }

  init(_ partition: UnsafePointer<esp_partition_t>?) { self.partition = partition }

  var size: Int { partition.map { Int($0.pointee.size) } ?? 0 }

  mutating func read(at offset: Int, into buffer: inout MutableSpan<UInt8>) throws(FlashError) {
    let error = esp_partition_read(partition, offset, buffer.cBytes, buffer.count)
    guard error == ESP_OK else { throw .operationFailed }
  }

  mutating func isErased(at offset: Int, count: Int) throws(FlashError) -> Bool {
    var piece: [64 of UInt8] = .init(repeating: 0)
    var first = 0
    while first < count {
      let size = min(64, count &- first)
      var bytes = piece.mutableSpan
      let error = esp_partition_read_raw(partition, offset &+ first, bytes.cBytes, size)
      guard error == ESP_OK else { throw .operationFailed }
      for index in 0..<size where piece[index] != 0xFF { return false }
      first = first &+ size
    }
    return true
  }

  mutating func program(_ piece: Span<UInt8>, at offset: Int) throws(FlashError) {
    let error = esp_partition_write(partition, offset, piece.cBytes, piece.count)
    guard error == ESP_OK else { throw .operationFailed }
  }

  mutating func program(pieces: Span<UInt8>, at offset: Int) throws(FlashError) {
    try program(pieces, at: offset)
  }

  mutating func eraseSector(at offset: Int) throws(FlashError) {
    guard esp_partition_erase_range(partition, offset, 4_096) == ESP_OK else { throw .operationFailed }
  }
}
