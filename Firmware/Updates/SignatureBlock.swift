// The sector that ends a signed file, as `espsecure sign-data --version 2` makes it: the maker's key, and what it says of
// all bytes before. Must never be believed before its own checksum, its key and its signature have been.

/// Offsets in bytes from the sector's start; numbers in it are little endian. Source: ESP-IDF's documentation of secure
/// boot V2, "Signature Block Format".
enum SignatureBlock {
  static var size: Int { 1_216 }
  private static var magic: UInt8 { 0xE7 }
  /// RSA-3072 with PSS.
  private static var version: UInt8 { 2 }
  static var digest: Range<Int> { 4..<36 }
  /// What the key's own digest covers.
  static var key: Range<Int> { 36..<812 }
  static var modulus: Range<Int> { 36..<420 }
  static var exponent: Range<Int> { 420..<424 }
  static var signature: Range<Int> { 812..<1_196 }
  private static var checksum: Int { 1_196 }

  static func isBeginning(_ byte: UInt8) -> Bool { byte == magic }

  /// - Returns: false when there is no signature here, or a damaged one.
  static func isWhole(_ block: Span<UInt8>) -> Bool {
    block.count >= size && block[0] == magic && block[1] == version
      && CRC32.of(block.extracting(first: checksum)) == block.littleEndian32(at: checksum)
  }
}
