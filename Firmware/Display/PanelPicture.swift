// What a panel is to show. Must never be larger than it takes to draw it again: each panel keeps its last.

/// 200 bytes, where a frame has 5,000.
public struct PanelPicture {
  public enum Content {
    case blank
    case glyph(Glyph)
    case word(SignWord)
  }

  public let content: Content
  /// With the mark of what isn't on record.
  public let isMarked: Bool

  public init(_ content: Content, isMarked: Bool = false) {
    self.content = content
    self.isMarked = isMarked
  }

  /// What differs from the picture before, nil where nothing does.
  func changes(from old: PanelPicture) -> (window: FrameWindow, pixels: UInt32)? {
    if isMarked == old.isMarked {
      switch (old.content, content) {
      case (.glyph(let old), .glyph(let new)): return Frame.changes(from: old, to: new)
      case (.blank, .blank): return nil
      case (.word(let old), .word(let new)) where old == new: return nil
      default: break
      }
    }
    return (.whole, UInt32(truncatingIfNeeded: Frame.side &* Frame.side))
  }
}

extension Frame {
  public mutating func draw(_ picture: PanelPicture) {
    switch picture.content {
    case .blank: clear()
    case .glyph(let glyph): draw(glyph)
    case .word(let word): draw(word)
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
