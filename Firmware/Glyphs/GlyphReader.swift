// Reads glyphs from their blocks, continuing in each digit's block where the last read ended.
// Must never show a glyph of a block whose checksum is wrong.

public enum GlyphError: Error, Equatable {
  /// The table has no such glyph.
  case noSuchGlyph
  /// The block that holds it is damaged, and with it `count` glyphs of the digit, from `first` on.
  case damagedBlock(first: UInt32, count: UInt32)
}

/// Ten places to continue from, and the memory for decoding: 3 KB.
public struct GlyphReader: ~Copyable {
  private struct Position {
    /// -1 for none.
    var block = -1
    /// The next glyph in the block.
    var next: UInt32 = 0
    var decoder = RangeDecoder()
  }

  private struct Decoding: PixelCoder {
    var decoder: RangeDecoder
    let bytes: UnsafeRawBufferPointer

    mutating func decide(pixel: Int, question: Int, probability: UInt32) -> Bool {
      decoder.decide(probability, bytes)
    }
  }

  private var predictor = GlyphPredictor()
  private var positions: [10 of Position] = .init(repeating: Position())

  @inline(__always)
  public init() {}

  /// The next glyph in sequence takes one decoding, any other up to a whole block's.
  /// `bytes` are those that `table` was checked against; `glyph` gets the pixels.
  public mutating func read(
    _ id: GlyphID, _ table: GlyphTable, in bytes: Span<UInt8>, into glyph: inout Glyph
  ) throws(GlyphError) {
    guard let place = table.place(of: id), let stream = table.stream(place.block, in: bytes) else {
      throw .noSuchGlyph
    }
    let digit = Int(id.digit)
    if positions[digit].block == place.block, positions[digit].next <= place.index {
      try decode(id, place, stream, table, bytes, &glyph)
      return
    }
    positions[digit].block = -1
    guard GlyphReader.isSound(place.block, stream, bytes) else {
      let first = id.number &- place.index
      throw .damagedBlock(first: first, count: min(table.glyphsPerBlock, table.counts[digit] &- first))
    }
    let decoder = bytes.withUnsafeBytes { RangeDecoder($0, start: stream.lowerBound, end: stream.upperBound) }
    positions[digit] = Position(block: place.block, next: 0, decoder: decoder)
    try decode(id, place, stream, table, bytes, &glyph)
  }

  /// The same, for callers to whom a copy costs nothing.
  public mutating func read(
    _ id: GlyphID, _ table: GlyphTable, in bytes: Span<UInt8>
  ) throws(GlyphError) -> Glyph {
    var glyph = Glyph()
    try read(id, table, in: bytes, into: &glyph)
    return glyph
  }

  /// The checksum covers the block's number too, so that another block isn't taken for this one.
  private static func isSound(_ block: Int, _ stream: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    let number = UInt32(truncatingIfNeeded: block).littleEndian
    let stored = bytes.littleEndian32(at: stream.lowerBound &- GlyphTableLayout.blockChecksumSize)
    var crc = CRC32()
    let bytesOfNumber: [4 of UInt8] = [
      UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number &>> 8),
      UInt8(truncatingIfNeeded: number &>> 16), UInt8(truncatingIfNeeded: number &>> 24),
    ]
    crc.update(bytesOfNumber.span)
    crc.update(bytes.extracting(stream))
    return crc.value == stored
  }

  private mutating func decode(
    _ id: GlyphID, _ place: (block: Int, index: UInt32), _ stream: Range<Int>, _ table: GlyphTable,
    _ bytes: Span<UInt8>, _ glyph: inout Glyph
  ) throws(GlyphError) {
    switch table.codec {
    case .packed:
      let offset = stream.lowerBound &+ Int(truncatingIfNeeded: place.index) &* Glyph.packedSize
      guard offset &+ Glyph.packedSize <= stream.upperBound else {
        positions[Int(id.digit)].block = -1
        throw .noSuchGlyph
      }
      for byte in 0..<Glyph.packedSize { glyph.packed[byte] = bytes[offset &+ byte] }
    case .predicted: decodePredicted(id, place.index, table, bytes, &glyph)
    }
  }

  private mutating func decodePredicted(
    _ id: GlyphID, _ index: UInt32, _ table: GlyphTable, _ bytes: Span<UInt8>, _ glyph: inout Glyph
  ) {
    let digit = Int(id.digit)
    let position = positions[digit]
    positions[digit].decoder = bytes.withUnsafeBytes { bytes in
      var decoding = Decoding(decoder: position.decoder, bytes: bytes)
      guard let start = bytes.baseAddress else { return decoding.decoder }
      for _ in position.next...index {
        predictor.code(digit: digit, model: start + table.modelOffset, by: &decoding)
      }
      return decoding.decoder
    }
    positions[digit].next = index &+ 1
    predictor.pack(into: &glyph)
  }
}

extension GlyphPredictor {
  /// Packs what the canvas holds. `mutating` so that the compiler doesn't copy it.
  fileprivate mutating func pack(into glyph: inout Glyph) {
    glyph = Glyph()
    for row in 0..<Glyph.side {
      let line = GlyphCanvas.index(column: 0, row: row)
      for column in 0..<Glyph.side {
        let pixel = row &* Glyph.side &+ column
        let shift = UInt8(truncatingIfNeeded: 6 &- 2 &* (pixel & 3))
        glyph.packed[pixel >> 2] |= canvas.levels[line &+ column] &<< shift
      }
    }
  }
}
