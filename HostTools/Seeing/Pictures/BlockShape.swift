// Unicode's Block Elements (U+2580 to U+259F) as the part of a character's cell that each fills.
// Must never hold one that fonts draw as a pattern.

struct BlockShape {
  /// A cell is sampled in 4 columns and 8 rows, enough for the eighths of a block, and its quarters.
  static let (columns, rows) = (4, 8)

  let character: Character
  /// Bit 4·row + column of each sample that is ink.
  let ink: UInt32
  /// Whether the character fills the paper, with the ink around it.
  let isReversed: Bool

  private init(_ character: Character, _ ink: UInt32, isReversed: Bool = false) {
    (self.character, self.ink, self.isReversed) = (character, isReversed ? ~ink : ink, isReversed)
  }

  static let empty = BlockShape(" ", 0)
  static let full = BlockShape("█", ~0)

  private static let (upperLeft, upperRight): (UInt32, UInt32) = (0x0000_3333, 0x0000_CCCC)
  private static let (lowerLeft, lowerRight): (UInt32, UInt32) = (0x3333_0000, 0xCCCC_0000)

  static let quarters = [
    BlockShape("▘", upperLeft), BlockShape("▝", upperRight), BlockShape("▖", lowerLeft), BlockShape("▗", lowerRight),
    BlockShape("▀", upperLeft | upperRight), BlockShape("▄", lowerLeft | lowerRight),
    BlockShape("▌", upperLeft | lowerLeft), BlockShape("▐", upperRight | lowerRight),
    BlockShape("▚", upperLeft | lowerRight), BlockShape("▞", upperRight | lowerLeft),
    BlockShape("▛", ~lowerRight), BlockShape("▜", ~lowerLeft), BlockShape("▙", ~upperRight),
    BlockShape("▟", ~upperLeft),
  ]

  /// From below and from the left; from above and from the right there are none except reversed ones.
  static let eighths = edges(isReversed: false)
  static let reversedEighths = edges(isReversed: true)

  private static func edges(isReversed: Bool) -> [BlockShape] {
    let lower = zip("▁▂▃▅▆▇", [1, 2, 3, 5, 6, 7]).map { character, eighths in
      BlockShape(character, ~0 << UInt32(4 * (rows - eighths)), isReversed: isReversed)
    }
    let left = [("▎", 0x1111_1111), ("▊", 0x7777_7777)] as [(Character, UInt32)]
    return lower + left.map { BlockShape($0.0, $0.1, isReversed: isReversed) }
  }
}
