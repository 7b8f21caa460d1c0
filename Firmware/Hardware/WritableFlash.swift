// Flash that a board offers for writing. Must never know what is stored there.

public enum FlashError: Error {
  /// The driver refused the operation, or the chip did not finish it.
  case operationFailed
}

/// A NOR flash partition to write to (ESP-IDF: `esp_partition_read`, `_write` and `_erase_range`).
/// For the board's author: nothing may be cached or combined, and an operation has ended when its function returns. For
/// the writer: a power cut in the middle of an operation can leave anything in the bytes concerned, even cells that
/// read differently from one time to the next. With flash encryption, erased bytes don't read as `FF`.
public protocol WritableFlash: ~Copyable {
  /// In bytes; sectors beyond the last whole one are not used.
  var size: Int { get }

  /// Reads what was programmed, decrypted where the partition is encrypted.
  mutating func read(at offset: Int, into buffer: inout MutableSpan<UInt8>) throws(FlashError)

  /// Whether every cell of the range reads as erased, `FF`. For the board's author: on an encrypted partition this
  /// takes the bytes as they are in the chip (ESP-IDF: `esp_partition_read_raw`).
  mutating func isErased(at offset: Int, count: Int) throws(FlashError) -> Bool

  /// Programs 16 bytes at a multiple of 16, which have been erased since they were last programmed: encryption and
  /// chips with error correction work in such units and allow each to be programmed only once.
  mutating func program(_ piece: Span<UInt8>, at offset: Int) throws(FlashError)

  /// Programs several such pieces, one after the other; a board may do so in one operation.
  mutating func program(pieces: Span<UInt8>, at offset: Int) throws(FlashError)

  /// Erases the sector of 4,096 bytes at `offset`, a multiple of 4,096.
  mutating func eraseSector(at offset: Int) throws(FlashError)
}

extension WritableFlash where Self: ~Copyable {
  public mutating func program(pieces: Span<UInt8>, at offset: Int) throws(FlashError) {
    var first = 0
    while first &+ 16 <= pieces.count {
      try program(pieces.extracting(first..<first &+ 16), at: offset &+ first)
      first = first &+ 16
    }
  }
}
