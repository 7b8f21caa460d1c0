// A partition image in a file, opened by the firmware's own reader.
// Must never read an image in a way that the device doesn't.

import Firmware
import Support

public struct GlyphImageFile {
  public let bytes: [UInt8]
  public let table: GlyphTable

  /// - Throws: a `Failure` that names the file, the byte and what is wrong there.
  public init(path: String) throws {
    try self.init(bytes: Files.read(path), named: path)
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

  /// Four levels, 784 of them, or nil when there is no such glyph.
  public func levels(_ id: GlyphID) -> [UInt8]? {
    guard let glyph = table.glyph(id, in: bytes.span) else { return nil }
    return (0..<Glyph.side * Glyph.side).map { glyph.level(column: $0 % Glyph.side, row: $0 / Glyph.side) }
  }
}

extension GlyphTableError {
  /// The byte of the image that is at fault.
  public var offset: Int {
    switch self {
    case .erased, .wrongMagic: 0
    case .noHeader(let available), .truncated(_, let available): Int(available)
    case .unknownVersion: GlyphTableLayout.versionOffset
    case .headerChecksum: GlyphTableLayout.headerChecksumOffset
    case .unknownCodec: GlyphTableLayout.codecOffset
    case .wrongShape: GlyphTableLayout.bitsOffset
    case .noGlyphs(let digit): GlyphTableLayout.countsOffset + 4 * Int(digit)
    case .sizeMismatch: GlyphTableLayout.totalSizeOffset
    case .payloadChecksum: GlyphTableLayout.payloadChecksumOffset
    }
  }

  public var explanation: String {
    switch self {
    case .erased: "it is erased flash: nothing was written here"
    case .noHeader(let available):
      "it ends after \(available) bytes, within the header of \(GlyphTableLayout.headerSize)"
    case .wrongMagic: "it does not begin with MNISTGLY: no glyph partition"
    case .unknownVersion(let version):
      "format version \(version); this firmware reads version \(GlyphTableLayout.version)"
    case .headerChecksum(let stored, let computed):
      "the header is damaged: its CRC-32 says \(hex(stored)), the bytes make \(hex(computed))"
    case .unknownCodec(let codec): "codec \(codec); this firmware knows codec \(GlyphTableLayout.packedCodec)"
    case .wrongShape: "the glyphs are not 28 × 28 pixels of two bits, or the header has another size"
    case .noGlyphs(let digit): "there is no glyph of digit \(digit)"
    case .sizeMismatch(let stored, let computed):
      "the header promises \(stored.grouped) bytes, but its counts make \(computed.grouped)"
    case .truncated(let needed, let available):
      "it ends after \(available.grouped) bytes of \(needed.grouped)"
    case .payloadChecksum(let stored, let computed):
      "the glyphs are damaged: the CRC-32 says \(hex(stored)), the bytes make \(hex(computed))"
    }
  }

  private func hex(_ value: UInt32) -> String {
    String(value, radix: 16).leftPadded(to: 8, with: "0")
  }
}
