// A partition image in a file, opened by the firmware's own reader.
// Must never read an image in a way that the device doesn't.

import Essentials
import Firmware

public struct GlyphImageFile: Sendable {
  public let bytes: [UInt8]
  public let table: GlyphTable

  /// - Throws: a `Failure` that names the file, the byte and what is wrong there.
  public init(bytes: [UInt8], named name: String) throws(Failure) {
    self.bytes = bytes
    do throws(GlyphTableError) {
      table = try GlyphTable(checking: bytes.span)
    } catch {
      throw Failure(
        file: name, offset: error.offset, error.explanation,
        advice: "`mnist-clock glyphs build` makes a new image")
    }
  }

  /// The same for whoever has words of its own.
  init(checking bytes: [UInt8]) throws(GlyphTableError) {
    self.bytes = bytes
    table = try GlyphTable(checking: bytes.span)
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
