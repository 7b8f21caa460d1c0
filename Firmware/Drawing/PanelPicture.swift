// What a panel is to show. Must never be larger than redrawing it needs: each panel keeps its last one.

/// 200 bytes, where a frame has 5,000. Not an enum with a glyph in one of its cases: reading that would copy it out.
public struct PanelPicture: BitwiseCopyable, Sendable {
  enum Kind { case blank, glyph, word }

  private(set) var kind = Kind.blank
  /// What is shown if the picture is a glyph.
  private(set) var glyph = Glyph()
  /// What is shown if it is a word.
  private(set) var word = SignWord.no
  /// Whether it has the mark of what isn't recorded.
  var isMarked = false
  /// Whether it has the mark of a cell that is nearly empty, which the panel draws: without a cell there is no code for
  /// it.
  var hasLowCell = false

  /// Blank.
  public init() {}

  public init(_ glyph: Glyph, isMarked: Bool = false, hasLowCell: Bool = false) {
    kind = .glyph
    self.glyph = glyph
    self.isMarked = isMarked
    self.hasLowCell = hasLowCell
  }

  public init(_ word: SignWord) { show(word) }

  mutating func showNothing() {
    kind = .blank
    word = .no
  }

  mutating func show(_ word: SignWord) {
    kind = .word
    self.word = word
  }

  /// Shows what `read` makes of the glyph's pixels, unless it fails.
  mutating func show<Failure: Error>(_ read: (inout Glyph) throws(Failure) -> Void) throws(Failure) {
    try read(&glyph)
    kind = .glyph
  }
}

extension Frame {
  public mutating func draw(_ picture: PanelPicture, _ style: GlyphStyle) {
    switch picture.kind {
    case .blank: clear()
    case .glyph: draw(picture.glyph, style)
    case .word: draw(picture.word)
    }
    if picture.isMarked { drawMark() }
  }

  /// Draws what comes after another picture.
  /// - Returns: what differs. Between glyphs pixels are counted, without the mark.
  mutating func draw(_ new: PanelPicture, after old: PanelPicture, _ style: GlyphStyle) -> FrameChanges {
    var changes = FrameChanges.none
    if new.kind == .glyph, old.kind == .glyph, new.isMarked == old.isMarked {
      draw(old.glyph, style)
      redraw(new.glyph, style, .blackAndWhite, &changes)
      if new.isMarked { drawMark() }
    } else {
      draw(new, style)
      let isSame = new.kind == old.kind && new.isMarked == old.isMarked && new.word == old.word
      if !isSame { changes = .all }
    }
    return changes
  }

  /// A black square in the lower right corner, 2 mm wide: what is drawn isn't recorded. Digits rarely reach there.
  private mutating func drawMark() {
    blacken(left: 186, top: 186, side: 14)
  }

  /// The outline of a battery in the upper right corner, 4 mm wide: the cell is nearly empty.
  public mutating func drawCellMark() {
    // Four rows of seven squares, the leftmost in bit 0.
    var squares: UInt32 = 0b0111111_1100001_1100001_0111111
    for row in 0..<4 {
      for column in 0..<7 {
        if squares & 1 == 1 { blacken(left: 168 &+ 4 &* column, top: 4 &+ 4 &* row, side: 4) }
        squares &>>= 1
      }
    }
  }
}
