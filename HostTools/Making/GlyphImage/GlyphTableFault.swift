// What is wrong with a partition image, in words. Must never say less than the byte and the cause.

import Essentials
import Firmware

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
