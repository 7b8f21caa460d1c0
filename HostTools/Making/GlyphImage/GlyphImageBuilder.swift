// Makes a partition image from digits. Must never be taken at its word: what it makes is read back with the firmware's
// own reader before anybody gets it.

import Digits
import Essentials
import Firmware

public struct GlyphImageBuilder: Sendable {
  public enum Codec: Sendable {
    case packed
    case predicted(GlyphModel)
  }

  public let codec: Codec
  /// 64 glyphs take about 1.3 KB, a third of a flash sector, and share six bytes of index and checksum.
  public let glyphsPerBlock: Int

  public init(_ codec: Codec, glyphsPerBlock: Int = 64) {
    precondition((1...GlyphTableLayout.largestBlock).contains(glyphsPerBlock))
    self.codec = codec
    self.glyphsPerBlock = glyphsPerBlock
  }

  /// round(value · 3 / 255): the nearest of four evenly spaced levels. No value is half-way between two.
  public static func level(of value: UInt8) -> UInt8 {
    UInt8((Int(value) + 42) / 85)
  }

  private static let levels = (0...255).map { level(of: UInt8($0)) }

  /// 784 levels.
  public static func levels(_ image: ArraySlice<UInt8>) -> [UInt8] {
    image.map { levels[Int($0)] }
  }

  private struct Block: Sendable {
    let digit: Int
    /// Indices into the digit set.
    let members: ArraySlice<Int>
  }

  /// `digits` keep their order within each digit; `progress` is told how many are done.
  /// - Parameter legibility: the level of each of `digits`, 0 to 15; without them all have the highest.
  /// - Returns: the bytes of the image, as Firmware/Glyphs/FORMAT.md lays them out.
  public func build(
    _ digits: DigitSet, legibility: [UInt8]? = nil, progress: (Int) -> Void = { _ in }
  ) throws(Failure) -> [UInt8] {
    precondition(legibility.map { $0.count == digits.count && $0.allSatisfy { $0 < 16 } } ?? true)
    var sequences: [[Int]] = Array(repeating: [], count: 10)
    for (index, label) in digits.labels.enumerated() { sequences[Int(label)].append(index) }
    if let missing = sequences.firstIndex(where: { $0.isEmpty }) {
      throw Failure(
        "there is no \(missing) among the \(digits.count.grouped) digits",
        advice: "A clock needs at least one of each digit from 0 to 9")
    }
    guard digits.count <= Int(Int32.max) / Glyph.packedSize else {
      throw Failure("\(digits.count.grouped) digits are more than an image can hold", advice: "Build it of fewer")
    }
    let blocks = sequences.enumerated().flatMap { digit, sequence in
      stride(from: 0, to: sequence.count, by: glyphsPerBlock).map { first in
        Block(digit: digit, members: sequence[first..<min(first + glyphsPerBlock, sequence.count)])
      }
    }
    let streams = encode(blocks, digits, progress)
    let inOrder = sequences.flatMap { sequence in sequence.map { legibility?[$0] ?? 15 } }
    let image = assemble(streams, counts: sequences.map { UInt32($0.count) }, legibility: inOrder)
    try verify(image, sequences, digits, legibility: inOrder)
    return image
  }

  /// The blocks' streams; two or more cores share the work.
  private func encode(_ blocks: [Block], _ digits: DigitSet, _ progress: (Int) -> Void) -> [[UInt8]] {
    // So many between two reports of progress.
    let piece = 16
    return Parallel.map(blocks.count, piece: piece) { done in
      progress(blocks[..<done].reduce(0) { $0 + $1.members.count })
    } _: { number in
      encode(blocks[number], digits)
    }
  }

  private func encode(_ block: Block, _ digits: DigitSet) -> [UInt8] {
    let glyphs = block.members.map { Self.levels(digits.image($0)) }
    switch codec {
    case .packed: return glyphs.flatMap(Self.pack)
    case .predicted(let model):
      var encoder = GlyphEncoder(model: model.bytes)
      return encoder.encode(glyphs, digit: block.digit)
    }
  }

  private static func pack(_ levels: [UInt8]) -> [UInt8] {
    stride(from: 0, to: levels.count, by: 4).map { first in
      levels[first] << 6 | levels[first + 1] << 4 | levels[first + 2] << 2 | levels[first + 3]
    }
  }

  private func assemble(_ streams: [[UInt8]], counts: [UInt32], legibility: [UInt8]) -> [UInt8] {
    let model: [UInt8] = if case .predicted(let model) = codec { model.bytes } else { [] }
    let index = streams.flatMap { littleEndian(UInt16($0.count)) }
    var contents: [UInt8] = []
    for (number, stream) in streams.enumerated() {
      contents += littleEndian(CRC32.of((littleEndian(UInt32(number)) + stream).span)) + stream
    }
    let packedLegibility = stride(from: 0, to: legibility.count, by: 2).map { first in
      legibility[first] | (first + 1 < legibility.count ? legibility[first + 1] << 4 : 0)
    }
    let size = GlyphTableLayout.headerSize + model.count + index.count + contents.count + packedLegibility.count
    let isPacked = model.isEmpty
    var header: [UInt8] = []
    let magic = GlyphTableLayout.magic
    for byte in magic.indices { header.append(magic[byte]) }
    header += littleEndian(GlyphTableLayout.version)
    header += [(isPacked ? GlyphCodec.packed : .predicted).rawValue, 2, UInt8(Glyph.side), UInt8(Glyph.side)]
    header += littleEndian(UInt16(GlyphTableLayout.headerSize)) + littleEndian(UInt32(size))
    header += littleEndian(isPacked ? 0 : GlyphModelLayout.version) + littleEndian(UInt16(glyphsPerBlock))
    header += counts.flatMap { littleEndian($0) }
    header += littleEndian(UInt32(model.count)) + littleEndian(CRC32.of(model.span))
    header += littleEndian(CRC32.of(index.span)) + littleEndian(CRC32.of(contents.span))
    header += littleEndian(CRC32.of(packedLegibility.span))
    header += [UInt8](repeating: 0, count: GlyphTableLayout.headerChecksumOffset - header.count)
    header += littleEndian(CRC32.of(header.span))
    return header + model + index + contents + packedLegibility
  }

  /// Every glyph as the device will read it.
  private func verify(_ image: [UInt8], _ sequences: [[Int]], _ digits: DigitSet, legibility: [UInt8]) throws(Failure) {
    guard let file = try? GlyphImageFile(checking: image) else {
      throw Failure("the image that was built can't be read; please report this")
    }
    guard file.legibility == legibility else {
      throw Failure("the glyphs' legibility came out of the image different; please report this")
    }
    let isEqual = Parallel.map(10) { digit in
      var number = 0
      return file.forEach(digit) { levels in
        defer { number += 1 }
        return levels == Self.levels(digits.image(sequences[digit][number]))
      }
    }
    if let digit = isEqual.firstIndex(of: false) {
      throw Failure("a \(digit) came out of the image different from how it went in; please report this")
    }
  }
}
