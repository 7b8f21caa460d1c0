// What the panels say in words when the clock can't show the time, or shouldn't.
// Must never need the glyph table: its absence is one of the reasons.

/// Four words, one for each panel, read from the left.
public enum Sign: Equatable, BitwiseCopyable, Sendable {
  /// The time is not known yet, or no longer.
  case noTime
  /// The same, but the user can do something about it.
  case noTimeFor(TimeObstacle)
  /// The glyph partition has never been written.
  case glyphsMissing
  /// The glyph partition can't be used: the word says what is wrong with it.
  case glyphsUnusable(SignWord)
  /// Quiet hours: the time is known, but nobody looks.
  case asleep
  /// The cell that feeds the clock has no more charge than for this sign.
  case cellEmpty

  public init(_ error: GlyphTableError) {
    self =
      switch error {
      case .erased: .glyphsMissing
      case .noHeader, .sizeMismatch, .truncated: .glyphsUnusable(.size)
      case .wrongMagic: .glyphsUnusable(.magic)
      case .unknownVersion: .glyphsUnusable(.version)
      case .headerChecksum: .glyphsUnusable(.header)
      case .unknownCodec: .glyphsUnusable(.codec)
      case .wrongShape: .glyphsUnusable(.shape)
      case .wrongCount: .glyphsUnusable(.count)
      case .unknownModel: .glyphsUnusable(.model)
      case .modelChecksum, .indexChecksum, .misaligned: .glyphsUnusable(.data)
      }
  }

  public var words: [4 of SignWord] {
    switch self {
    case .noTime: [.no, .time, .yet, .wait]
    case .noTimeFor(.network(.notSet)): [.no, .wifi, .name, .set]
    case .noTimeFor(.network(.absent)): [.wifi, .not, .in, .range]
    case .noTimeFor(.network(.rejected)): [.wrong, .wifi, .pass, .word]
    case .noTimeFor(.noServer): [.no, .time, .server, .set]
    case .glyphsMissing: [.no, .digits, .flash, .them]
    case .cellEmpty: [.charge, .the, .empty, .cell]
    case .asleep: [.the, .clock, .is, .asleep]
    case .glyphsUnusable(let reason): [.no, .digits, .bad, reason]
    }
  }
}

extension Frame {
  mutating func draw(_ word: SignWord) {
    draw(word: word.letters)
  }

  /// Draws one word of upper-case letters in the middle, as large as fits up to a limit; other characters stay blank.
  public mutating func draw(word: UnsafeBufferPointer<UInt8>) {
    // The limit of 8 keeps a short word from seeming to shout.
    draw(word: word, atMost: 8, top: nil)
  }

  /// Clears the frame and draws a word.
  /// - Parameter most: the largest size of a letter's pixel.
  /// - Parameter top: of the letters; nil for the middle.
  @inline(never)
  mutating func draw(word: UnsafeBufferPointer<UInt8>, atMost most: Int, top: Int?) {
    clear()
    guard word.count > 0 else { return }
    // A letter is 5 × 7, with one column of space between two.
    let scale = min(most, Frame.side / (word.count &* 6))
    draw(more: word, scale: scale, top: top ?? (Frame.side &- 7 &* scale) / 2)
  }

  /// Draws a word beside what is there already.
  @inline(never)
  mutating func draw(more word: UnsafeBufferPointer<UInt8>, scale: Int, top: Int) {
    var left = (Frame.side &- (word.count &* 6 &- 1) &* scale) / 2
    for index in 0..<word.count {
      draw(letter: word[index], left: left, top: top, scale: scale)
      left &+= 6 &* scale
    }
  }

  private mutating func draw(letter: UInt8, left: Int, top: Int, scale: Int) {
    var top = top
    for row in 0..<7 {
      var left = left
      var pixels = letterRow(letter, row)
      for _ in 0..<5 {
        if pixels & 0x10 != 0 { blacken(left: left, top: top, side: scale) }
        pixels <<= 1
        left &+= scale
      }
      top &+= scale
    }
  }
}
