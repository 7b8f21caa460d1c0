// What a glyph partition holds, as its header says. FORMAT.md beside this file gives every byte.
// Must never trust a byte that it hasn't checked, and never trap on what the flash holds.

/// Where the header's fields are, in bytes from the start of the image; integers are little endian.
public enum GlyphTableLayout {
  public static var magic: [8 of UInt8] { [0x4D, 0x4E, 0x49, 0x53, 0x54, 0x47, 0x4C, 0x59] }  // "MNISTGLY"
  public static var version: UInt16 { 3 }
  /// Without legibility; otherwise the same.
  public static var oldVersion: UInt16 { 2 }

  public static var versionOffset: Int { 8 }
  public static var codecOffset: Int { 10 }
  public static var bitsOffset: Int { 11 }
  public static var widthOffset: Int { 12 }
  public static var heightOffset: Int { 13 }
  public static var headerSizeOffset: Int { 14 }
  public static var totalSizeOffset: Int { 16 }
  public static var modelVersionOffset: Int { 20 }
  public static var glyphsPerBlockOffset: Int { 22 }
  public static var countsOffset: Int { 24 }
  public static var modelSizeOffset: Int { 64 }
  public static var modelChecksumOffset: Int { 68 }
  public static var indexChecksumOffset: Int { 72 }
  public static var contentsChecksumOffset: Int { 76 }
  public static var legibilityChecksumOffset: Int { 80 }
  public static var headerChecksumOffset: Int { 92 }
  /// A multiple of 16, so that the model after it is aligned.
  public static var headerSize: Int { 96 }

  /// Packed, that is 50,176 bytes, which fits the index's 16 bits.
  public static var largestBlock: Int { 256 }
  /// Of one digit: more than any flash holds, and few enough that sums of sizes fit 32 bits and a cursor 24.
  public static var mostGlyphs: UInt32 { 1 << 24 }
  /// Each block begins with a checksum.
  public static var blockChecksumSize: Int { 4 }
}

/// How a block stores its glyphs.
public enum GlyphCodec: UInt8, BitwiseCopyable, Sendable {
  /// Two bits a pixel, 196 bytes a glyph.
  case packed = 0
  /// Only what the model in the image didn't predict.
  case predicted = 1
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
  /// Not 28 × 28 pixels of two bits, not this version's header size, or blocks of no or too many glyphs.
  case wrongShape
  /// No glyph, without which some minutes couldn't be shown, or more than `GlyphTableLayout.mostGlyphs`.
  case wrongCount(digit: UInt8)
  /// The model has a different version or size from what this firmware's predictor runs.
  case unknownModel(version: UInt16, size: UInt32)
  /// The total size isn't what the header and the index add up to; `computed` is their sum, or as much of it as is more
  /// than `stored`.
  case sizeMismatch(stored: UInt32, computed: UInt32)
  /// The image promises more bytes than the region holds.
  case truncated(needed: UInt32, available: UInt32)
  case modelChecksum(stored: UInt32, computed: UInt32)
  case indexChecksum(stored: UInt32, computed: UInt32)
  /// The region's address isn't a multiple of 16, so the model can't be read from it.
  case misaligned
}

/// A checked header. A value separate from the flash: each read is given the bytes again.
public struct GlyphTable: BitwiseCopyable, Sendable {
  public let codec: GlyphCodec
  /// Glyphs of each digit 0...9; none is 0.
  public let counts: [10 of UInt32]
  /// The last block of a digit may have fewer.
  public let glyphsPerBlock: UInt32
  /// The size of the image, including the header; the partition may be larger.
  public let totalSize: UInt32
  /// Over all blocks; differs between images with different glyphs. Reading a glyph relies on its block's own checksum.
  public let contentsChecksum: UInt32
  public let modelSize: Int
  /// Blocks of all digits together.
  public let blockCount: Int
  /// Where the glyphs' legibility begins, the last part of an image; nowhere if there is none, or it is damaged:
  /// a clock without it shows every glyph, which is better than none.
  private var legibilityOffset: Int

  public var modelOffset: Int { GlyphTableLayout.headerSize }
  /// Two bytes for each block: the size of its stream.
  public var indexOffset: Int { modelOffset &+ modelSize }
  public var blocksOffset: Int { indexOffset &+ 2 &* blockCount }

  /// Checks the header, the model and the index; a block is checked when it is opened.
  public init(checking bytes: Span<UInt8>) throws(GlyphTableError) {
    typealias Layout = GlyphTableLayout
    try GlyphTable.checkHeader(bytes)
    let available = UInt32(truncatingIfNeeded: bytes.count)
    guard let codec = GlyphCodec(rawValue: bytes[Layout.codecOffset]) else {
      throw .unknownCodec(bytes[Layout.codecOffset])
    }
    let glyphsPerBlock = UInt32(bytes.littleEndian16(at: Layout.glyphsPerBlockOffset))
    guard
      bytes[Layout.bitsOffset] == 2,
      Int(bytes[Layout.widthOffset]) == Glyph.side,
      Int(bytes[Layout.heightOffset]) == Glyph.side,
      Int(bytes.littleEndian16(at: Layout.headerSizeOffset)) == Layout.headerSize,
      (1...Layout.largestBlock).contains(Int(glyphsPerBlock))
    else { throw .wrongShape }

    let modelVersion = bytes.littleEndian16(at: Layout.modelVersionOffset)
    let modelSize = bytes.littleEndian32(at: Layout.modelSizeOffset)
    let knownVersion = codec == .predicted ? GlyphModelLayout.version : 0
    let knownSize = codec == .predicted ? GlyphModelLayout.size : 0
    guard modelVersion == knownVersion, modelSize == knownSize else {
      throw .unknownModel(version: modelVersion, size: modelSize)
    }

    var counts: [10 of UInt32] = .init(repeating: 0)
    var blocks: UInt32 = 0
    var glyphs: UInt32 = 0
    for digit in counts.indices {
      counts[digit] = bytes.littleEndian32(at: Layout.countsOffset + 4 * digit)
      guard counts[digit] &- 1 < Layout.mostGlyphs else { throw .wrongCount(digit: UInt8(truncatingIfNeeded: digit)) }
      blocks &+= (counts[digit] &- 1) / glyphsPerBlock &+ 1
      glyphs &+= counts[digit]
    }
    let legibility = bytes.littleEndian16(at: Layout.versionOffset) == Layout.version ? (glyphs &+ 1) / 2 : 0
    let totalSize = bytes.littleEndian32(at: Layout.totalSizeOffset)
    // Only the index, the blocks' checksums and the legibility.
    let perBlock = UInt32(truncatingIfNeeded: 2 &+ Layout.blockChecksumSize)
    let least = UInt32(truncatingIfNeeded: Layout.headerSize &+ knownSize) &+ blocks &* perBlock &+ legibility
    guard least <= totalSize else { throw .sizeMismatch(stored: totalSize, computed: least) }
    guard totalSize <= available else { throw .truncated(needed: totalSize, available: available) }

    self.codec = codec
    self.counts = counts
    self.glyphsPerBlock = glyphsPerBlock
    self.totalSize = totalSize
    self.contentsChecksum = bytes.littleEndian32(at: Layout.contentsChecksumOffset)
    self.modelSize = knownSize
    self.blockCount = Int(truncatingIfNeeded: blocks)
    legibilityOffset = Int(totalSize &- legibility)
    try checkParts(bytes)
  }

  /// Whether an image still begins with the header that this was made of: the rest isn't looked at again.
  func isHeader(of bytes: Span<UInt8>) -> Bool {
    guard (try? GlyphTable.checkHeader(bytes)) != nil else { return false }
    return bytes.littleEndian32(at: GlyphTableLayout.totalSizeOffset) == totalSize && bytes.count >= Int(totalSize)
      && bytes.littleEndian32(at: GlyphTableLayout.contentsChecksumOffset) == contentsChecksum
  }

  private static func checkHeader(_ bytes: Span<UInt8>) throws(GlyphTableError) {
    typealias Layout = GlyphTableLayout
    guard bytes.count >= Layout.headerSize else {
      throw .noHeader(available: UInt32(truncatingIfNeeded: bytes.count))
    }
    var isErased = true
    for offset in 0..<Layout.headerSize where bytes[offset] != 0xFF { isErased = false }
    guard !isErased else { throw .erased }
    let magic = Layout.magic
    for offset in magic.indices {
      guard bytes[offset] == magic[offset] else { throw .wrongMagic }
    }
    // Before anything that another version might mean differently.
    let version = bytes.littleEndian16(at: Layout.versionOffset)
    guard version == Layout.version || version == Layout.oldVersion else { throw .unknownVersion(version) }
    let stored = bytes.littleEndian32(at: Layout.headerChecksumOffset)
    let computed = CRC32.of(bytes.extracting(0..<Layout.headerChecksumOffset))
    guard computed == stored else { throw .headerChecksum(stored: stored, computed: computed) }
  }

  private mutating func checkParts(_ bytes: Span<UInt8>) throws(GlyphTableError) {
    typealias Layout = GlyphTableLayout
    let isAligned = bytes.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) % 16 == 0 }
    guard codec == .packed || isAligned else { throw .misaligned }
    let storedModel = bytes.littleEndian32(at: Layout.modelChecksumOffset)
    let model = CRC32.of(bytes.extracting(modelOffset..<indexOffset))
    guard model == storedModel else { throw .modelChecksum(stored: storedModel, computed: model) }
    let storedIndex = bytes.littleEndian32(at: Layout.indexChecksumOffset)
    let index = CRC32.of(bytes.extracting(indexOffset..<blocksOffset))
    guard index == storedIndex else { throw .indexChecksum(stored: storedIndex, computed: index) }
    // What lies in memory is smaller than 2 GiB, and a stream than 64 KiB: the sum can't overflow.
    var end = blocksOffset
    for block in 0..<blockCount where end <= legibilityOffset {
      end &+= Int(streamSize(block, bytes)) &+ Layout.blockChecksumSize
    }
    let size = Int(totalSize)
    guard end == legibilityOffset else {
      throw .sizeMismatch(stored: totalSize, computed: UInt32(truncatingIfNeeded: end &+ size &- legibilityOffset))
    }
    let storedLegibility = bytes.littleEndian32(at: Layout.legibilityChecksumOffset)
    let legibility = CRC32.of(bytes.extracting(legibilityOffset..<size))
    if legibility != storedLegibility || legibilityOffset == size { legibilityOffset = .max }
  }

  // MARK: Legibility

  public var hasLegibility: Bool { legibilityOffset < .max }

  /// Four bits for each glyph, and whatever comes after them: `GlyphLegibility` reads them. Empty if there is none.
  @_lifetime(copy bytes)
  public func legibility(in bytes: Span<UInt8>) -> Span<UInt8> { bytes.extracting(droppingFirst: legibilityOffset) }

  // MARK: Blocks

  /// Where a glyph is: its block, and its place in it.
  public func place(of id: GlyphID) -> (block: Int, index: UInt32)? {
    guard id.digit < 10, id.number < counts[Int(id.digit)] else { return nil }
    var block = Int(truncatingIfNeeded: id.number / glyphsPerBlock)
    for digit in 0..<Int(id.digit) {
      block &+= Int(truncatingIfNeeded: (counts[digit] &- 1) / glyphsPerBlock) &+ 1
    }
    return (block, id.number % glyphsPerBlock)
  }

  /// Where the stream of `block` (0..<`blockCount`) is in the image; its checksum comes right before it.
  public func stream(_ block: Int, in bytes: Span<UInt8>) -> Range<Int>? {
    var start = blocksOffset
    for earlier in 0..<block {
      start &+= Int(streamSize(earlier, bytes)) &+ GlyphTableLayout.blockChecksumSize
    }
    start &+= GlyphTableLayout.blockChecksumSize
    let end = start &+ Int(streamSize(block, bytes))
    return end <= bytes.count ? start..<end : nil
  }

  private func streamSize(_ block: Int, _ bytes: Span<UInt8>) -> UInt16 {
    let offset = indexOffset &+ 2 &* block
    return offset &+ 2 <= bytes.count ? bytes.littleEndian16(at: offset) : 0
  }
}
