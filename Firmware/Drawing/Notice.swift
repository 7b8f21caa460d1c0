// What the panels show instead of the time while somebody sets the clock up. Must never look like a time.

/// Digits in handwriting below words.
public struct Notice: Equatable, Sendable {
  public enum Kind: UInt8, Sendable {
    /// The clock's own network, "MNIST CLOCK" and a number in words, and the eight digits of its password.
    case network
    /// Four digits to be typed on the clock's page.
    case code
    /// The partition of the glyphs is being replaced.
    case newGlyphs
  }

  public let kind: Kind
  /// Of the network's name, 0...9.
  public let number: UInt8
  public let digits: [8 of UInt8]

  public init(network number: UInt8, password: [8 of UInt8]) {
    (kind, self.number, digits) = (.network, number, password)
  }

  public init(code: [4 of UInt8]) {
    var digits: [8 of UInt8] = .init(repeating: 0)
    for index in 0..<4 { digits[index] = code[index] }
    (kind, number, self.digits) = (.code, 0, digits)
  }

  public static var newGlyphs: Notice { Notice(kind: .newGlyphs) }

  private init(kind: Kind) {
    (self.kind, number, digits) = (kind, 0, .init(repeating: 0))
  }

  public static func == (left: Notice, right: Notice) -> Bool {
    guard left.kind == right.kind, left.number == right.number else { return false }
    for index in 0..<8 where left.digits[index] != right.digits[index] { return false }
    return true
  }

  /// One for each panel, from the left.
  public var words: [4 of SignWord] {
    switch kind {
    case .network: [.join, .mnist, .clock, SignWord(nameOf: number)]
    case .code: [.type, .this, .code, .in]
    case .newGlyphs: [.new, .digits, .come, .wait]
    }
  }

  /// On each panel.
  public var digitsPerPanel: Int {
    switch kind {
    case .network: 2
    case .code: 1
    case .newGlyphs: 0
    }
  }
}

extension Frame {
  /// Clears the frame and draws a word at its top, or in its middle if nothing else comes.
  mutating func draw(caption: SignWord, hasDigits: Bool) {
    guard hasDigits else { return draw(caption) }
    draw(word: caption.letters, atMost: 5, top: 10)
  }

  /// Draws a digit below the caption: one in the middle, or two side by side.
  mutating func draw(_ glyph: Span<UInt8>, place: Int, of count: Int) {
    let scale = count > 1 ? 3 : 5
    let left = count > 1 ? 10 &+ place &* 96 : 30
    let top = count > 1 ? 80 : 55
    for row in 0..<Glyph.side {
      for column in 0..<Glyph.side where Glyph.level(glyph, column: column, row: row) > 1 {
        blacken(left: left &+ column &* scale, top: top &+ row &* scale, side: scale)
      }
    }
  }

  /// The digit's name, where it can't be drawn.
  mutating func draw(nameOf digit: UInt8, place: Int, of count: Int) {
    draw(more: SignWord(nameOf: digit).letters, scale: count > 1 ? 3 : 5, top: 90 &+ place &* 50)
  }
}
