// The fields of a form as browsers send it, application/x-www-form-urlencoded (WHATWG URL, 5.1). Must never keep a field
// that doesn't fit, nor one with what can't be decoded.

struct FormFields {
  enum Step { case end, field, bad }

  private var name: [24 of UInt8] = .init(repeating: 0)
  private var nameCount = 0
  /// One more than the longest value.
  private var value: [288 of UInt8] = .init(repeating: 0)
  private var valueCount = 0
  private var offset = 0

  var nameSpan: Span<UInt8> {
    @_lifetime(borrow self) get { name.span.extracting(first: nameCount) }
  }

  var valueSpan: Span<UInt8> {
    @_lifetime(borrow self) get { value.span.extracting(first: valueCount) }
  }

  /// Takes the next field.
  mutating func next(_ form: Span<UInt8>) -> Step {
    guard offset < form.count else { return .end }
    let end = form.next(UInt8(ascii: "&"), from: offset)
    let field = form.extracting(offset..<end)
    let equals = field.next(UInt8(ascii: "="), from: 0)
    offset = end &+ 1
    var names = name.mutableSpan
    nameCount = field.extracting(..<equals).decoded(into: &names)
    var values = value.mutableSpan
    valueCount = field.extracting(min(equals &+ 1, field.count)...).decoded(into: &values)
    return nameCount < 0 || valueCount < 0 || equals == field.count ? .bad : .field
  }

  /// Forgets what may have been a password.
  mutating func clear() { value = .init(repeating: 0) }
}

extension Span<UInt8> {
  /// - Returns: how many bytes; less than 0 if they don't fit or aren't well encoded.
  fileprivate func decoded(into buffer: inout MutableSpan<UInt8>) -> Int {
    var (index, size) = (0, 0)
    while index < count {
      var byte = self[index]
      index &+= 1
      if byte == UInt8(ascii: "+") { byte = 0x20 }
      if byte == UInt8(ascii: "%") {
        guard index &+ 2 <= count, let high = self[index].hexadecimal, let low = self[index &+ 1].hexadecimal else {
          return -1
        }
        byte = high &<< 4 | low
        index &+= 2
      }
      guard size < buffer.count else { return -1 }
      buffer[size] = byte
      size &+= 1
    }
    return size
  }
}

extension UInt8 {
  fileprivate var hexadecimal: UInt8? {
    let digit = self &- 0x30
    if digit < 10 { return digit }
    let letter = (self | 0x20) &- 0x61
    return letter < 6 ? letter &+ 10 : nil
  }
}
