// Makes a partition image out of digits. Must never be believed on its own word: what it made is checked by
// the firmware's own reader before anybody gets it.

import Digits
import Firmware
import Support

public enum GlyphImageBuilder {
  /// round(value · 3 / 255): the nearest of four levels that are evenly apart. No value lies half-way.
  public static func level(of value: UInt8) -> UInt8 {
    UInt8((Int(value) + 42) / 85)
  }

  /// - Parameters: `digits` keep their order within each digit; `progress` is told how many are done.
  /// - Returns: the bytes of the image, as Firmware/Glyphs/FORMAT.md lays them out.
  public static func build(_ digits: DigitSet, progress: (Int) -> Void = { _ in }) throws -> [UInt8] {
    var sequences: [[Int]] = Array(repeating: [], count: 10)
    for (index, label) in digits.labels.enumerated() { sequences[Int(label)].append(index) }
    if let missing = sequences.firstIndex(where: \.isEmpty) {
      throw Failure(
        "there is no \(missing) among the \(digits.count.grouped) digits",
        advice: "A clock needs at least one of each digit from 0 to 9")
    }
    let size = GlyphTableLayout.headerSize + digits.count * Glyph.packedSize
    guard size <= Int(UInt32.max) else { throw Failure("\(digits.count.grouped) digits take more than 4 GiB") }

    var image = [UInt8](repeating: 0, count: GlyphTableLayout.headerSize)
    image.reserveCapacity(size)
    let levels = (0...255).map { level(of: UInt8($0)) }
    var done = 0
    for sequence in sequences {
      for index in sequence {
        pack(digits.image(index), levels, into: &image)
        done += 1
        progress(done)
      }
    }
    writeHeader(&image, counts: sequences.map { UInt32($0.count) })
    do {
      _ = try GlyphTable(checking: image.span)
    } catch {
      throw Failure("the firmware refuses the image that was built: \(error.explanation)")
    }
    return image
  }

  private static func pack(_ pixels: ArraySlice<UInt8>, _ levels: [UInt8], into image: inout [UInt8]) {
    for first in stride(from: pixels.startIndex, to: pixels.endIndex, by: 4) {
      image.append(
        levels[Int(pixels[first])] << 6 | levels[Int(pixels[first + 1])] << 4
          | levels[Int(pixels[first + 2])] << 2 | levels[Int(pixels[first + 3])])
    }
  }

  private static func writeHeader(_ image: inout [UInt8], counts: [UInt32]) {
    typealias Layout = GlyphTableLayout
    func put(_ value: some FixedWidthInteger, at offset: Int) {
      withUnsafeBytes(of: value.littleEndian) { image.replaceSubrange(offset..<offset + $0.count, with: $0) }
    }
    for index in Layout.magic.indices { image[index] = Layout.magic[index] }
    put(Layout.version, at: Layout.versionOffset)
    put(Layout.packedCodec, at: Layout.codecOffset)
    put(2 as UInt8, at: Layout.bitsOffset)
    put(UInt8(Glyph.side), at: Layout.widthOffset)
    put(UInt8(Glyph.side), at: Layout.heightOffset)
    put(UInt16(Layout.headerSize), at: Layout.headerSizeOffset)
    put(UInt32(image.count), at: Layout.totalSizeOffset)
    put(checksum(image[Layout.headerSize...]), at: Layout.payloadChecksumOffset)
    for (digit, count) in counts.enumerated() { put(count, at: Layout.countsOffset + 4 * digit) }
    put(checksum(image[..<Layout.headerChecksumOffset]), at: Layout.headerChecksumOffset)
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var crc = CRC32()
    crc.update(bytes.span)
    return crc.value
  }
}
