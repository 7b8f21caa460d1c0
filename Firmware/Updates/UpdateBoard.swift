// What updates need of a board: a place for the new, hashes and signatures, and the choice of what to start.
// Must never know how an image is built.

/// The parts of a board that an update is written to. Nothing here may wait for longer than a sector's erase, 400 ms.
public protocol UpdateBoard: ~Copyable {
  associatedtype Slot: WritableFlash & ~Copyable
  associatedtype Glyphs: WritableFlash & ~Copyable

  /// As in an image's header (ESP-IDF: `esp_chip_id_t`).
  var chip: UInt16 { get }

  /// The app slot that isn't running.
  var slot: Slot { get set }
  var glyphs: Glyphs { get set }

  /// Copies the version of the app that was rolled back last, at most 32 bytes.
  /// - Returns: its size; 0 if none was.
  mutating func rolledBackVersion(into buffer: inout MutableSpan<UInt8>) -> Int

  // MARK: SHA-256

  mutating func beginHash()
  mutating func addToHash(_ bytes: Span<UInt8>)
  /// - Parameter digest: gets 32 bytes.
  mutating func endHash(into digest: inout MutableSpan<UInt8>)

  // MARK: Signatures

  /// Whether any maker's key is known.
  var hasKey: Bool { get }

  /// Whether a maker's key has this SHA-256, as `espsecure digest-sbv2-public-key` gives it.
  func isTrusted(keyDigest: Span<UInt8>) -> Bool

  /// RSA-3072 with PSS, SHA-256 and a salt of 32 bytes (RFC 8017, 8.1).
  /// - Parameters:
  ///   - digest: of what was signed, 32 bytes.
  ///   - modulus: 384 bytes, the lowest first.
  ///   - exponent: 4 bytes, the lowest first.
  ///   - signature: 384 bytes, the lowest first.
  mutating func verify(_ digest: Span<UInt8>, modulus: Span<UInt8>, exponent: Span<UInt8>, signature: Span<UInt8>)
    -> Bool

  // MARK: The choice

  /// Makes the other slot's app the next to start, on trial.
  /// - Returns: false when that can't be stored, or the board finds no app there.
  mutating func selectSlot() -> Bool
}

/// A file that is fetched from elsewhere. Nothing here may wait.
public protocol UpdateDownload: ~Copyable {
  /// Begins to fetch.
  mutating func begin(_ address: Span<UInt8>)

  /// Copies what has arrived into `buffer`.
  /// - Returns: how many bytes; nil when nothing has arrived yet, 0 at the end.
  /// - Throws: when there is no such file, or no trustworthy way to it.
  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int?

  /// Of the whole file in bytes, once some have arrived; 0 if that isn't known.
  var length: UInt32 { get }

  /// Ends it, wherever it is.
  mutating func end()
}
