// Which pieces of a glyph image have arrived, and which the firmware may read next. Must never leave one out: what
// hasn't arrived would look like damage.

import Firmware

struct GlyphArrivals {
  let size: Int
  let pieceSize: Int
  private var isHere: [Bool]
  /// Of each block that has been looked at: whether its checksum is right.
  private var soundness: [Int: Bool] = [:]
  private var reader = GlyphReaderBox()

  /// So many glyphs of a digit may be looked at in one step: one for each panel, and the three that others show.
  private static let mostLookedAt = 7

  init(size: Int, pieceSize: Int) {
    (self.size, self.pieceSize) = (size, pieceSize)
    isHere = .init(repeating: false, count: (size + pieceSize - 1) / pieceSize)
  }

  mutating func note(_ range: Range<Int>) {
    // The last piece may be shorter; others are whole.
    for piece in pieces(range) where range.lowerBound <= piece * pieceSize {
      if range.upperBound >= min(size, (piece + 1) * pieceSize) { isHere[piece] = true }
    }
  }

  private func pieces(_ range: Range<Int>) -> Range<Int> {
    let range = range.clamped(to: 0..<size)
    return range.isEmpty ? 0..<0 : range.lowerBound / pieceSize..<(range.upperBound - 1) / pieceSize + 1
  }

  func missing(_ range: Range<Int>) -> [Int] { pieces(range).filter { !isHere[$0] } }

  // MARK: Before the image is known to be good

  /// The header; then model, index and legibility, where it says that they are. Whatever it says, the firmware reads no
  /// more than this before it has found it good.
  func missingOfTable(_ bytes: Span<UInt8>) -> [Int] {
    typealias Layout = GlyphTableLayout
    let header = missing(0..<Layout.headerSize)
    guard header.isEmpty, size >= Layout.headerSize else { return header }
    let perBlock = max(1, UInt64(bytes.littleEndian16(at: Layout.glyphsPerBlockOffset)))
    var (blocks, glyphs) = (UInt64(0), UInt64(0))
    for digit in 0..<10 {
      let count = UInt64(bytes.littleEndian32(at: Layout.countsOffset + 4 * digit))
      blocks += (count + perBlock - 1) / perBlock
      glyphs += count
    }
    let model = UInt64(bytes.littleEndian32(at: Layout.modelSizeOffset))
    let end = min(UInt64(size), UInt64(Layout.headerSize) + model + 2 * blocks)
    let total = min(UInt64(size), UInt64(bytes.littleEndian32(at: Layout.totalSizeOffset)))
    let legibility = min(total, (glyphs + 1) / 2)
    return missing(0..<Int(end)) + missing(Int(total - legibility)..<Int(total)).filter { $0 * pieceSize >= Int(end) }
  }

  // MARK: Blocks

  /// The blocks from which the next step may take a glyph of `digit`, whatever is on view: that of each legible glyph
  /// that comes next, and for a damaged block the one that the firmware then turns to.
  mutating func missing(
    of digit: UInt8, from positions: GlyphPositions, legible: UInt8, _ table: GlyphTable, _ bytes: Span<UInt8>
  ) -> [Int] {
    let count = table.counts[Int(digit)]
    var first: UInt32 = 0
    for other in 0..<Int(digit) { first += table.counts[other] }
    let levels = table.legibility(in: bytes)
    // A digit without a legible glyph shows its sequence as if each were.
    for least in [legible, 0] {
      var (missing, found, left) = ([Int](), 0, count)
      var number = positions.cursors[Int(digit)] % count
      while left > 0, found < Self.mostLookedAt {
        var step: UInt32 = 1
        if GlyphLegibility.leastCertainty(ofLevel: GlyphLegibility.level(at: first + number, in: levels)) >= least {
          let place = need(GlyphID(digit: digit, number: number), table, bytes)
          missing += place.missing.filter { !missing.contains($0) }
          if place.isSound {
            found += 1
          } else {
            step = min(table.glyphsPerBlock - number % table.glyphsPerBlock, count - number)
          }
        }
        step = min(step, left)
        left -= step
        number = number + step >= count ? 0 : number + step
      }
      if found > 0 || !missing.isEmpty { return missing }
    }
    return []
  }

  private mutating func need(_ id: GlyphID, _ table: GlyphTable, _ bytes: Span<UInt8>) -> (
    missing: [Int], isSound: Bool
  ) {
    guard let block = table.place(of: id)?.block else { return ([], false) }
    if let isSound = soundness[block] { return ([], isSound) }
    guard let stream = table.stream(block, in: bytes) else { return ([], false) }
    let missing = missing(stream.lowerBound - GlyphTableLayout.blockChecksumSize..<stream.upperBound)
    // Until it has come it is taken for sound.
    guard missing.isEmpty else { return (missing, true) }
    let start = id.number - id.number % table.glyphsPerBlock
    let isSound = reader.canRead(GlyphID(digit: id.digit, number: start), table, bytes)
    soundness[block] = isSound
    return ([], isSound)
  }
}

/// A reader that can be looked after by a value.
private final class GlyphReaderBox {
  private var reader = GlyphReader()
  private var glyph = Glyph()

  func canRead(_ id: GlyphID, _ table: GlyphTable, _ bytes: Span<UInt8>) -> Bool {
    do throws(GlyphError) {
      try reader.read(id, table, in: bytes, into: &glyph)
      return true
    } catch {
      return false
    }
  }
}
