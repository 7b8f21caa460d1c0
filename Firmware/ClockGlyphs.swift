// The clock's glyphs: their partition, checked until it is found good, and what a panel gets of it.
// Must never leave a panel without its digit because a block is damaged.

struct ClockGlyphs<B: Board>: ~Copyable {
  private let flash: B.Flash
  /// Once it has been found good.
  private(set) var table: GlyphTable?
  private var reader = GlyphReader()
  private(set) var skippedBlocks: UInt32 = 0

  @inline(__always)
  init(_ flash: consuming B.Flash) {
    self.flash = flash
  }

  /// Empty if there is none.
  var legibility: Span<UInt8> {
    @_lifetime(borrow self) get {
      guard let table else { return Span() }
      return table.legibility(in: flash.bytes)
    }
  }

  /// To be called until it doesn't throw.
  @inline(__always)
  mutating func open() throws(GlyphTableError) -> GlyphTable {
    let found = try GlyphTable(checking: flash.bytes)
    table = found
    return found
  }

  /// Glyphs that were found good before a deep sleep, unless others have come since.
  /// - Returns: whether they are still there.
  mutating func recall(_ table: GlyphTable, skipped: UInt32) -> Bool {
    guard table.isHeader(of: flash.bytes) else { return false }
    (self.table, skippedBlocks) = (table, skipped)
    return true
  }

  /// What is in the partition is going to change.
  mutating func close() { table = nil }

  /// Reads the glyph, or the next one of its digit that can be read, or takes the digit's name when there is none.
  /// - Returns: which glyph.
  mutating func read(
    _ choice: GlyphChoice, for panel: Int, of plan: inout PanelPlan, into picture: inout PanelPicture,
    _ observer: inout B.Observer
  ) -> GlyphChoice? {
    guard let table else { return nil }
    var choice = choice
    let digit = choice.id.digit
    let blocks = table.counts[Int(digit)] / table.glyphsPerBlock
    // The digit's every block, and once more the one that the first try began in the middle of.
    for _ in 0..<blocks &+ 2 {
      do throws(GlyphError) {
        try picture.show { glyph throws(GlyphError) in
          try flash.read(choice.id, table, by: &reader, into: &glyph)
        }
        return choice
      } catch {
        guard case .damagedBlock(let first, let count) = error else { break }
        skippedBlocks &+= 1
        observer.record(.blockSkipped(digit: digit, first: first, count: count, total: skippedBlocks))
        choice = plan.retake(panel, digit, skippingTo: first &+ count, table.legibility(in: flash.bytes))
      }
    }
    picture.show(SignWord(nameOf: digit))
    return nil
  }
}
