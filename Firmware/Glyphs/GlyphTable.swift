// Reads a glyph partition in place. FORMAT.md beside this file gives every byte.
// Must never trust a byte that it has not checked, and never trap on what the flash holds.

/// Where the header's fields lie, in bytes from the start of the image; integers are little endian.
public enum GlyphTableLayout {
  public static var magic: [8 of UInt8] { [0x4D, 0x4E, 0x49, 0x53, 0x54, 0x47, 0x4C, 0x59] }  // "MNISTGLY"
  public static var version: UInt16 { 1 }
  /// Two bits a pixel, 196 bytes a glyph, no compression.
  public static var packedCodec: UInt8 { 0 }

  public static var versionOffset: Int { 8 }
  public static var codecOffset: Int { 10 }
  public static var bitsOffset: Int { 11 }
  public static var widthOffset: Int { 12 }
  public static var heightOffset: Int { 13 }
  public static var headerSizeOffset: Int { 14 }
  public static var totalSizeOffset: Int { 16 }
  public static var payloadChecksumOffset: Int { 20 }
  public static var countsOffset: Int { 24 }
  public static var headerChecksumOffset: Int { 64 }
  public static var headerSize: Int { 68 }
}

public enum GlyphTableError: Error, Equatable {
  /// Every byte of the header is 0xFF: nothing has been written here.
  case erased
  /// The region ends before the header does.
  case noHeader(available: UInt32)
  case wrongMagic
  case unknownVersion(UInt16)
  /// The header is damaged.
  case headerChecksum(stored: UInt32, computed: UInt32)
  case unknownCodec(UInt8)
  /// Not 28 × 28 pixels of two bits, or not this version's header size.
  case wrongShape
  /// Without a glyph of every digit some minute could not be shown.
  case noGlyphs(digit: UInt8)
  /// The total size is not what the counts add up to.
  case sizeMismatch(stored: UInt32, computed: UInt64)
  /// The image promises more bytes than the region holds.
  case truncated(needed: UInt32, available: UInt32)
  /// The glyphs are damaged.
  case payloadChecksum(stored: UInt32, computed: UInt32)
}

/// What a checked glyph partition holds. A value apart from the flash: each read is given the bytes anew.
public struct GlyphTable: Sendable {
  /// Glyphs of each digit 0...9; none is 0.
  public let counts: [10 of UInt32]
  /// Of the image, header included; the partition may be larger.
  public let totalSize: UInt32
  /// Differs between images with different contents.
  public let payloadChecksum: UInt32

  /// Checks all of the image: 68 bytes of header and every byte of payload.
  public init(checking bytes: Span<UInt8>) throws(GlyphTableError) {
    typealias Layout = GlyphTableLayout
    let available = UInt32(truncatingIfNeeded: bytes.count)
    guard bytes.count >= Layout.headerSize else { throw .noHeader(available: available) }

    var isErased = true
    for offset in 0..<Layout.headerSize where bytes[offset] != 0xFF { isErased = false }
    guard !isErased else { throw .erased }
    let magic = Layout.magic
    for offset in magic.indices {
      guard bytes[offset] == magic[offset] else { throw .wrongMagic }
    }
    let version = UInt16(bytes[Layout.versionOffset]) | UInt16(bytes[Layout.versionOffset + 1]) << 8
    guard version == Layout.version else { throw .unknownVersion(version) }

    let storedHeader = bytes.littleEndian32(at: Layout.headerChecksumOffset)
    var crc = CRC32()
    crc.update(bytes.extracting(0..<Layout.headerChecksumOffset))
    guard crc.value == storedHeader else {
      throw .headerChecksum(stored: storedHeader, computed: crc.value)
    }
    guard bytes[Layout.codecOffset] == Layout.packedCodec else {
      throw .unknownCodec(bytes[Layout.codecOffset])
    }
    guard
      bytes[Layout.bitsOffset] == 2,
      Int(bytes[Layout.widthOffset]) == Glyph.side,
      Int(bytes[Layout.heightOffset]) == Glyph.side,
      Int(bytes[Layout.headerSizeOffset]) == Layout.headerSize,
      bytes[Layout.headerSizeOffset + 1] == 0
    else { throw .wrongShape }

    var counts: [10 of UInt32] = .init(repeating: 0)
    let packedSize = UInt64(widening: UInt32(truncatingIfNeeded: Glyph.packedSize))
    var computedSize = UInt64(widening: UInt32(truncatingIfNeeded: Layout.headerSize))
    for digit in counts.indices {
      counts[digit] = bytes.littleEndian32(at: Layout.countsOffset + 4 * digit)
      guard counts[digit] > 0 else {
        throw .noGlyphs(digit: UInt8(truncatingIfNeeded: digit))
      }
      computedSize &+= UInt64(widening: counts[digit]) &* packedSize
    }
    let storedSize = bytes.littleEndian32(at: Layout.totalSizeOffset)
    guard UInt64(widening: storedSize) == computedSize else {
      throw .sizeMismatch(stored: storedSize, computed: computedSize)
    }
    guard storedSize <= available else {
      throw .truncated(needed: storedSize, available: available)
    }

    let storedPayload = bytes.littleEndian32(at: Layout.payloadChecksumOffset)
    crc = CRC32()
    crc.update(bytes.extracting(Layout.headerSize..<Int(truncatingIfNeeded: storedSize)))
    guard crc.value == storedPayload else {
      throw .payloadChecksum(stored: storedPayload, computed: crc.value)
    }
    self.counts = counts
    self.totalSize = storedSize
    self.payloadChecksum = storedPayload
  }

  /// The glyph's pixels, or nil when the table or `bytes` has no such glyph.
  public func glyph(_ id: GlyphID, in bytes: Span<UInt8>) -> Glyph? {
    guard let offset = offset(of: id), bytes.count >= Glyph.packedSize, offset <= bytes.count - Glyph.packedSize
    else { return nil }
    var glyph = Glyph(packed: .init(repeating: 0))
    for index in 0..<Glyph.packedSize {
      glyph.packed[index] = bytes[offset &+ index]
    }
    return glyph
  }

  /// Where the glyph begins, in bytes from the start of the image, or nil when the table has no such glyph.
  public func offset(of id: GlyphID) -> Int? {
    guard id.digit < 10, id.number < counts[Int(id.digit)] else { return nil }
    var before = id.number
    for digit in 0..<Int(id.digit) {
      before &+= counts[digit]
    }
    return GlyphTableLayout.headerSize &+ Int(truncatingIfNeeded: before) &* Glyph.packedSize
  }
}

extension Span<UInt8> {
  /// - Parameter offset: at most `count - 4`.
  func littleEndian32(at offset: Int) -> UInt32 {
    UInt32(self[offset]) | UInt32(self[offset + 1]) << 8 | UInt32(self[offset + 2]) << 16
      | UInt32(self[offset + 3]) << 24
  }
}
