// What a board offers of its flash to read in place. Must never know what is stored there.

/// A flash partition mapped into memory (ESP-IDF: `esp_partition_mmap`).
///
/// For the board's author: the mapping stays valid as long as the region lives.
/// For the reader: what the bytes say is not to be trusted before it has been checked.
public protocol FlashRegion: ~Copyable {
  var bytes: Span<UInt8> { @_lifetime(borrow self) get }
}
