// The words that the signs are made of. Must never be separate strings: each would take as much code as its letters.

/// The first ten are the digits' names.
public enum SignWord: UInt8, BitwiseCopyable, Sendable {
  case zero, one, two, three, four, five, six, seven, eight, nine
  case no, time, yet, wait, wifi, name, set, not, `in`, range, wrong, pass, word, server, digits, flash, them, bad
  case size, magic, version, header, codec, shape, count, model, data
  case wires
  case join, mnist, clock, type, this, code, new, come
  case the, `is`, asleep, charge, empty, cell

  /// In that order.
  private static var all: StaticString {
    """
    ZERO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE \
    NO TIME YET WAIT WIFI NAME SET NOT IN RANGE WRONG PASS WORD SERVER DIGITS FLASH THEM BAD \
    SIZE MAGIC VERSION HEADER CODEC SHAPE COUNT MODEL DATA \
    WIRES \
    JOIN MNIST CLOCK TYPE THIS CODE NEW COME \
    THE IS ASLEEP CHARGE EMPTY CELL
    """
  }

  /// For a digit (0...9) of which no glyph can be read.
  init(nameOf digit: UInt8) {
    self = SignWord(rawValue: digit) ?? .no
  }

  /// Upper-case ASCII letters.
  public var letters: UnsafeBufferPointer<UInt8> {
    let text = SignWord.all
    var (start, end, left) = (0, 0, rawValue)
    while end < text.utf8CodeUnitCount {
      if text.utf8Start[end] == 0x20 {
        if left == 0 { break }
        left &-= 1
        start = end &+ 1
      }
      end &+= 1
    }
    return UnsafeBufferPointer(start: text.utf8Start + start, count: end &- start)
  }
}
