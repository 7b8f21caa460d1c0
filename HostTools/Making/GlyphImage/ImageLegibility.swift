// How legible the glyphs of an image are, and what a clock leaves out for it.
// Must never decide what a level means: that is for the firmware.

import Firmware

extension GlyphImageFile {
  /// That of the image's format.
  public var version: UInt16 {
    let offset = GlyphTableLayout.versionOffset
    return UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
  }

  /// What the image's end takes that says how legible its glyphs are, in bytes.
  public var legibilitySize: Int {
    version == GlyphTableLayout.oldVersion ? 0 : (counts.reduce(0, +) + 1) / 2
  }

  /// The level of each glyph, digit by digit, each in sequence; nil if the image has none, or damaged ones.
  public var legibility: [UInt8]? {
    guard table.hasLegibility else { return nil }
    let levels = table.legibility(in: bytes.span)
    return (0..<UInt32(counts.reduce(0, +))).map { GlyphLegibility.level(at: $0, in: levels) }
  }

  /// The glyphs of each digit that a clock passes over, in sequence.
  /// - Parameter percent: the setting `legible`.
  public func passedOver(below percent: UInt8) -> [[GlyphID]] {
    guard let legibility else { return .init(repeating: [], count: 10) }
    var first = 0
    return counts.enumerated().map { digit, count in
      defer { first += count }
      let faint = (0..<count).filter { GlyphLegibility.leastCertainty(ofLevel: legibility[first + $0]) < percent }
      // Without a legible one the clock shows the sequence as it is.
      return faint.count == count ? [] : faint.map { GlyphID(digit: UInt8(digit), number: UInt32($0)) }
    }
  }
}
