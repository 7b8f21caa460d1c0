// What a panel is to show. Must never be larger than it takes to draw it again: each panel keeps its last.

/// 200 bytes, where a frame has 5,000. No enum with a glyph in one of its cases: to look at one it would be copied out.
public struct PanelPicture {
  enum Kind { case blank, glyph, word }

  private(set) var kind = Kind.blank
  /// What is shown where the picture is one of a glyph.
  private(set) var glyph = Glyph()
  /// What is shown where it is one of a word.
  private(set) var word = SignWord.no
  /// With the mark of what isn't on record.
  var isMarked = false

  /// Blank.
  public init() {}

  public init(_ glyph: Glyph, isMarked: Bool = false) {
    kind = .glyph
    self.glyph = glyph
    self.isMarked = isMarked
  }

  public init(_ word: SignWord) { show(word) }

  mutating func showNothing() { kind = .blank }

  mutating func show(_ word: SignWord) {
    kind = .word
    self.word = word
  }

  /// Shows what `read` makes of the glyph's pixels, unless it fails.
  mutating func show<Failure: Error>(_ read: (inout Glyph) throws(Failure) -> Void) throws(Failure) {
    try read(&glyph)
    kind = .glyph
  }

  /// What differs from the picture before, nil where nothing does.
  func changes(from old: PanelPicture) -> (window: FrameWindow, pixels: UInt32)? {
    if isMarked == old.isMarked, kind == old.kind {
      switch kind {
      case .glyph: return Frame.changes(from: old.glyph, to: glyph)
      case .blank: return nil
      case .word: if word == old.word { return nil }
      }
    }
    return (.whole, UInt32(truncatingIfNeeded: Frame.side &* Frame.side))
  }
}

extension Frame {
  public mutating func draw(_ picture: PanelPicture) {
    switch picture.kind {
    case .blank: clear()
    case .glyph: draw(picture.glyph)
    case .word: draw(picture.word)
    }
    if picture.isMarked { drawMark() }
  }

  /// A black square in the lower right corner, 2 mm wide: what is drawn is not on record. Digits seldom reach there.
  private mutating func drawMark() {
    let side = 14
    for row in Frame.side &- side..<Frame.side {
      for column in Frame.side &- side..<Frame.side { blacken(column: column, row: row) }
    }
  }
}
