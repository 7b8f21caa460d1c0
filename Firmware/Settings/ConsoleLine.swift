// A line as it is typed: what each byte does to it. Must never grow beyond its buffer, nor keep what has been handled:
// it may have been a password.

struct ConsoleLine {
  enum Event {
    case nothing
    case typed
    /// There is no room.
    case full
    /// This many characters, from the end.
    case erased(Int)
    case ended
    /// With Ctrl-C.
    case cancelled
  }

  private enum Escape { case none, begun, sequence }

  /// "set servers " and the longest value fit.
  private var bytes: [304 of UInt8] = .init(repeating: 0)
  private var count = 0
  /// Whether part of the line didn't fit.
  private(set) var isCut = false
  /// The last byte, if it was a CR or LF that the other of the two may still follow.
  private var end: UInt8 = 0
  private var escape = Escape.none

  var span: Span<UInt8> {
    @_lifetime(borrow self) get { bytes.span.extracting(first: count) }
  }

  mutating func clear() {
    bytes = .init(repeating: 0)
    count = 0
    isCut = false
  }

  mutating func take(_ byte: UInt8) -> Event {
    let previous = end
    end = 0
    if byte == 0x0D || byte == 0x0A {
      escape = .none
      guard previous == 0 || previous == byte else { return .nothing }
      end = byte
      return .ended
    }
    if escape != .none { return skip(byte) }
    switch byte {
    case 0x03:
      clear()
      return .cancelled
    case 0x08, 0x7F: return .erased(erase())
    case 0x15:
      var characters = 0
      while erase() > 0 { characters &+= 1 }
      isCut = false
      return .erased(characters)
    case 0x1B: escape = .begun
    case 0x00..<0x20: break
    default:
      guard count < bytes.count else {
        isCut = true
        return .full
      }
      bytes[count] = byte
      count &+= 1
      return .typed
    }
    return .nothing
  }

  /// Arrows and other keys send ESC, [ or O, and more up to a letter or ~: unseen in a password they would be a puzzle.
  private mutating func skip(_ byte: UInt8) -> Event {
    if escape == .begun, byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O") {
      escape = .sequence
    } else if escape == .begun || byte < 0x20 || byte >= 0x40 {
      escape = .none
    }
    return .nothing
  }

  /// A character of UTF-8.
  private mutating func erase() -> Int {
    guard count > 0 else { return 0 }
    repeat { count &-= 1 } while count > 0 && bytes[count] & 0xC0 == 0x80
    return 1
  }
}
