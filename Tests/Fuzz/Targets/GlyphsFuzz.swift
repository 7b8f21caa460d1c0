// Glyph partitions: arbitrary bytes, and images with changed bytes whose checksums were then corrected.
// Must never expect more of a damaged image than that it is read within its bounds.

import Digits
import GlyphImage

@testable import Firmware

/// Two small images of drawn digits, one for each codec, and the table of each.
private let images: [(bytes: [UInt8], table: GlyphTable)] = [GlyphImageBuilder.Codec.packed, .predicted(.fuzzed)].map {
  guard
    let bytes = try? GlyphImageBuilder($0, glyphsPerBlock: 2)
      .build(StrokeDigits.make(countPerDigit: 3), legibility: (0..<30).map { UInt8($0 % 16) }),
    let table = try? GlyphTable(checking: bytes.span)
  else { fatalError("the project's own images can't be made") }
  return (bytes, table)
}

extension GlyphModel {
  fileprivate static var fuzzed: GlyphModel {
    guard let model = try? GlyphModel.standard() else { fatalError("the project's model can't be read") }
    return model
  }
}

func fuzzGlyphs(_ input: inout FuzzInput) {
  let kind = input.number(below: 3)
  guard kind < 2 else { return readAll(Array(input.rest)) }
  var (bytes, table) = images[kind]
  while !input.isEmpty {
    let offset = Int(input.uint16()) % bytes.count
    bytes[offset] = input.byte()
  }
  mend(&bytes, table)
  readAll(bytes)
}

/// As the clock does: in sequence, so that a read goes on where the last one ended, and as `legible` leaves it.
private func readAll(_ bytes: [UInt8]) {
  guard let table = try? GlyphTable(checking: bytes.span) else { return }
  var reader = GlyphReader()
  var glyph = Glyph()
  var plan = PanelPlan(counts: table.counts, policy: .onChange, legible: 50)
  for digit in UInt8(0)..<10 {
    for number in 0..<min(4, table.counts[Int(digit)]) {
      try? reader.read(GlyphID(digit: digit, number: number), table, in: bytes.span, into: &glyph)
      // A forger may promise millions of glyphs.
      guard table.counts[Int(digit)] < 1_000 else { continue }
      let choice = plan.retake(0, digit, skippingTo: 0, table.legibility(in: bytes.span))
      guard choice.id.number < table.counts[Int(digit)] else { fatalError("\(choice) isn't in the table") }
    }
  }
}

/// - Parameter table: that of the image before the changes.
private func mend(_ bytes: inout [UInt8], _ table: GlyphTable) {
  typealias Layout = GlyphTableLayout
  for block in 0..<table.blockCount {
    guard let stream = table.stream(block, in: bytes.span), stream.lowerBound >= Layout.blockChecksumSize else {
      continue
    }
    let place = stream.lowerBound - Layout.blockChecksumSize
    bytes.replaceSubrange(place..<place + 4, with: checksum(littleEndian(UInt32(block)) + bytes[stream]))
  }
  for (range, place) in [
    (table.modelOffset..<table.indexOffset, Layout.modelChecksumOffset),
    (table.indexOffset..<table.blocksOffset, Layout.indexChecksumOffset),
    (bytes.count - 15..<bytes.count, Layout.legibilityChecksumOffset),
    (0..<Layout.headerChecksumOffset, Layout.headerChecksumOffset),
  ] {
    bytes.replaceSubrange(place..<place + 4, with: checksum(Array(bytes[range])))
  }
}

private func checksum(_ bytes: [UInt8]) -> [UInt8] { littleEndian(CRC32.of(bytes.span)) }
