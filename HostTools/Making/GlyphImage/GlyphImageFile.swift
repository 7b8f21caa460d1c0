// A partition image in a file, opened by the firmware's own reader.
// Must never read an image in a way that the device doesn't.

import Firmware
import Support

public struct GlyphImageFile: Sendable {
  public let bytes: [UInt8]
  public let table: GlyphTable

  /// - Throws: a `Failure` that names the file, the byte and what is wrong there.
  public init(path: String) throws {
    let file = try InputFile(path)
    let header = try file.read(atMost: GlyphTableLayout.headerSize)
    try self.init(bytes: header + file.read(atMost: Self.promised(header) - header.count), named: path)
  }

  /// The size that a valid header gives: nothing after it is read, which may be the rest of a partition dump, or an
  /// endless device.
  private static func promised(_ header: [UInt8]) -> Int {
    let magic = GlyphTableLayout.magic
    guard header.count == GlyphTableLayout.headerSize, magic.indices.allSatisfy({ header[$0] == magic[$0] }) else {
      return header.count
    }
    let size = header[GlyphTableLayout.totalSizeOffset..<GlyphTableLayout.totalSizeOffset + 4]
    return max(header.count, size.reversed().reduce(0) { $0 << 8 | Int($1) })
  }

  public init(bytes: [UInt8], named name: String) throws {
    self.bytes = bytes
    do {
      table = try GlyphTable(checking: bytes.span)
    } catch {
      throw Failure(
        file: name, offset: error.offset, error.explanation,
        advice: "`mnist-clock glyphs build` makes a new image")
    }
  }

  public var counts: [Int] {
    table.counts.indices.map { Int(table.counts[$0]) }
  }

  /// - Throws: `GlyphError`.
  public func glyph(_ id: GlyphID) throws(GlyphError) -> Glyph {
    var reader = GlyphReader()
    return try reader.read(id, table, in: bytes.span)
  }

  /// 784 levels, each one of four.
  /// - Throws: `GlyphError`.
  public func levels(_ id: GlyphID) throws(GlyphError) -> [UInt8] {
    Self.unpack(try glyph(id))
  }

  /// Passes the glyphs of `digit` in `range`, by default all, to `body`, in sequence, until that returns false.
  /// - Returns: whether every glyph could be read and `body` always returned true.
  public func forEach(_ digit: Int, in range: ClosedRange<Int>? = nil, _ body: ([UInt8]) -> Bool) -> Bool {
    forEach(
      (range ?? 0...counts[digit] - 1).lazy.map { GlyphID(digit: UInt8(digit), number: UInt32($0)) }, body)
  }

  /// The same for any glyphs; each digit's should be in sequence, since a block is decoded from its start.
  public func forEach(_ ids: some Sequence<GlyphID>, _ body: ([UInt8]) -> Bool) -> Bool {
    var reader = GlyphReader()
    for id in ids {
      guard let glyph = try? reader.read(id, table, in: bytes.span), body(Self.unpack(glyph)) else { return false }
    }
    return true
  }

  /// The CRC-32 of the glyphs in every `step`th block of each digit, packed at two bits a pixel, that of their pictures
  /// in ink, in black and white and the lower bit of four greys, and how many there are: to compare with another
  /// machine's.
  /// - Parameter progress: told how many glyphs are done.
  public func digest(
    every step: Int, progress: (Int) -> Void = { _ in }
  ) throws(GlyphError) -> (checksum: UInt32, drawn: UInt32, glyphs: Int) {
    var reader = GlyphReader()
    var crc = CRC32()
    var drawn = CRC32()
    var frame = Frame()
    var glyphs = 0
    for digit in 0..<10 {
      for number in 0..<counts[digit] where number / Int(table.glyphsPerBlock) % step == 0 {
        let id = GlyphID(digit: UInt8(digit), number: UInt32(number))
        let glyph = try reader.read(id, table, in: bytes.span)
        crc.update(glyph.packed.span)
        frame.draw(glyph, .ink)
        drawn.update(frame.bytes.span)
        frame.draw(glyph, .ink, bit: 0)
        drawn.update(frame.bytes.span)
        glyphs += 1
        progress(glyphs)
      }
    }
    return (crc.value, drawn.value, glyphs)
  }

  /// What the glyphs of `digit` take, without checksums and index.
  public func streamBytes(of digit: Int) -> Int {
    let before = (0..<digit).reduce(0) { $0 + blocks(of: $1) }
    return (before..<before + blocks(of: digit)).reduce(0) { sum, block in
      sum + (table.stream(block, in: bytes.span)?.count ?? 0)
    }
  }

  private func blocks(of digit: Int) -> Int {
    (counts[digit] + Int(table.glyphsPerBlock) - 1) / Int(table.glyphsPerBlock)
  }

  /// The blocks whose checksum is wrong: their digit and first glyph, and how many glyphs each has.
  public func damagedBlocks() -> [(digit: Int, first: Int, count: Int)] {
    var damaged: [(digit: Int, first: Int, count: Int)] = []
    var reader = GlyphReader()
    for digit in 0..<10 {
      for number in stride(from: 0, to: counts[digit], by: Int(table.glyphsPerBlock)) {
        do throws(GlyphError) {
          _ = try reader.read(GlyphID(digit: UInt8(digit), number: UInt32(number)), table, in: bytes.span)
        } catch {
          guard case .damagedBlock(let first, let count) = error else { continue }
          damaged.append((digit, Int(first), Int(count)))
        }
      }
    }
    return damaged
  }

  private static func unpack(_ glyph: Glyph) -> [UInt8] {
    (0..<Glyph.side * Glyph.side).map { glyph.level(column: $0 % Glyph.side, row: $0 / Glyph.side) }
  }
}

extension GlyphTableError {
  /// The faulty byte of the image.
  public var offset: Int {
    switch self {
    case .erased, .wrongMagic, .misaligned: 0
    case .noHeader(let available), .truncated(_, let available): Int(available)
    case .unknownVersion: GlyphTableLayout.versionOffset
    case .headerChecksum: GlyphTableLayout.headerChecksumOffset
    case .unknownCodec: GlyphTableLayout.codecOffset
    case .wrongShape: GlyphTableLayout.bitsOffset
    case .wrongCount(let digit): GlyphTableLayout.countsOffset + 4 * Int(digit)
    case .unknownModel: GlyphTableLayout.modelVersionOffset
    case .sizeMismatch: GlyphTableLayout.totalSizeOffset
    case .modelChecksum: GlyphTableLayout.modelChecksumOffset
    case .indexChecksum: GlyphTableLayout.indexChecksumOffset
    }
  }

  public var explanation: String {
    switch self {
    case .erased: "it is erased flash: nothing was written here"
    case .noHeader(let available):
      "it ends after \(available) bytes, within the header of \(GlyphTableLayout.headerSize)"
    case .wrongMagic: "it does not begin with MNISTGLY: not a glyph partition"
    case .unknownVersion(let version):
      "format version \(version); this firmware reads versions \(GlyphTableLayout.oldVersion) and "
        + "\(GlyphTableLayout.version)"
    case .headerChecksum(let stored, let computed): "the header is damaged: \(differ(stored, computed))"
    case .unknownCodec(let codec): "codec \(codec); this firmware knows 0 (packed) and 1 (predicted)"
    case .wrongShape:
      "the glyphs are not 28 × 28 pixels of two bits in blocks of 1 to \(GlyphTableLayout.largestBlock), "
        + "or the header has a different size"
    case .wrongCount(let digit):
      "there is no glyph of digit \(digit), or more than \(GlyphTableLayout.mostGlyphs.grouped)"
    case .unknownModel(let version, let size):
      "a model of version \(version) and \(size.grouped) bytes; this firmware runs version "
        + "\(GlyphModelLayout.version) of \(GlyphModelLayout.size.grouped) bytes"
    case .sizeMismatch(let stored, let computed):
      "the header promises \(stored.grouped) bytes, but its parts add up to "
        + (computed > stored ? "at least " : "") + computed.grouped
    case .truncated(let needed, let available): "it ends after \(available.grouped) bytes of \(needed.grouped)"
    case .modelChecksum(let stored, let computed): "the model is damaged: \(differ(stored, computed))"
    case .indexChecksum(let stored, let computed): "the index of blocks is damaged: \(differ(stored, computed))"
    case .misaligned: "its address is not a multiple of 16"
    }
  }

  private func differ(_ stored: UInt32, _ computed: UInt32) -> String {
    func hex(_ value: UInt32) -> String { String(value, radix: 16).leftPadded(to: 8, with: "0") }
    return "its CRC-32 is \(hex(stored)), but its bytes give \(hex(computed))"
  }
}
