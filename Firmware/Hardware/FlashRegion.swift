// Flash that a board offers for reading in place. Must never know what is stored there.

/// A flash partition mapped into memory (ESP-IDF: `esp_partition_mmap`).
/// For the board's author: the mapping must stay valid as long as the region exists.
/// For the reader: the bytes must not be trusted before they have been checked.
public protocol FlashRegion: ~Copyable {
  var bytes: Span<UInt8> { @_lifetime(borrow self) get }
}
