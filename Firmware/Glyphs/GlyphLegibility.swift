// How legible each glyph is: four bits that whoever built the partition has measured.
// Must never be needed to read a glyph: without them every one counts as legible.

/// The certainty in percent, rounded, from which on each level is given. A global, since only that is stored as a
/// constant. Evenly spaced in the middle, where a certainty says how many of a hundred such glyphs a reader gets right,
/// and about evenly in log odds towards both ends, where nearly all glyphs are: so each step in either direction halves
/// what is left out or what is kept. All are numbers that somebody would type.
private let leastCertainties: [16 of UInt8] = [0, 1, 3, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99, 100]

public enum GlyphLegibility {
  /// - Parameter level: 0...15.
  /// - Returns: the least certainty that it stands for, in percent.
  public static func leastCertainty(ofLevel level: UInt8) -> UInt8 { leastCertainties[Int(level & 15)] }

  /// The highest level whose glyphs are at least that certain.
  /// - Parameter percent: rounded, 0...100.
  public static func level(ofCertainty percent: UInt8) -> UInt8 {
    var level: UInt8 = 15
    while leastCertainties[Int(level)] > percent { level &-= 1 }
    return level
  }

  /// - Parameters:
  ///   - place: a glyph's number among all of the image, digit by digit.
  ///   - legibility: as `GlyphTable.legibility` gives it.
  /// - Returns: 0...15, the highest for a glyph without a level.
  public static func level(at place: UInt32, in legibility: Span<UInt8>) -> UInt8 {
    let byte = Int(truncatingIfNeeded: place &>> 1)
    guard byte < legibility.count else { return 15 }
    return legibility[byte] &>> UInt8(truncatingIfNeeded: 4 &* (place & 1)) & 15
  }
}
