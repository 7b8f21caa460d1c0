// What is answered to a request: a status, a type and a text, or a page that lies in flash. Must never be longer than its
// buffer: what doesn't fit is left out, and the text is then no valid JSON.

/// Status codes of RFC 9110, those that are used.
public enum HTTPStatus: UInt16, Sendable {
  case ok = 200, accepted = 202, seeOther = 303
  case badRequest = 400, forbidden = 403, notFound = 404, methodNotAllowed = 405, conflict = 409
  case tooLarge = 413, targetTooLong = 414, misdirected = 421, unprocessable = 422
  case tooManyRequests = 429, headerTooLarge = 431
  case failed = 500, notImplemented = 501, busy = 503
}

public struct HTTPReply: TextWriter {
  public enum Kind: UInt8, Sendable { case json, html, text }

  public var status = HTTPStatus.ok
  public var kind = Kind.json
  /// Whether the text is compressed with gzip.
  var isPacked = false
  /// Where a browser is sent: the page of the board with this IPv4 address, at this port.
  public var location: UInt32?
  public var port: UInt16 = 80
  /// Settings and the clock's state; the longest, settings with four long server names, has 1,350 bytes.
  private var bytes: [1536 of UInt8] = .init(repeating: 0)
  public private(set) var count = 0
  /// A page in flash, which is sent instead.
  private(set) var page = UnsafeBufferPointer<UInt8>(start: nil, count: 0)

  var size: Int { page.count > 0 ? page.count : count }

  mutating func clear() {
    (status, kind, isPacked, location, count) = (.ok, .json, false, nil, 0)
    page = UnsafeBufferPointer(start: nil, count: 0)
  }

  /// - Parameter packed: a page as gzip, which stays where it is.
  mutating func show(page packed: UnsafeBufferPointer<UInt8>) {
    page = packed
    (kind, isPacked) = (.html, true)
  }

  /// What is sent from `start` on.
  @_lifetime(borrow self) func rest(from start: Int) -> Span<UInt8> {
    page.count > 0
      ? _overrideLifetime(Span(_unsafeElements: page).extracting(start...), borrowing: self)
      : bytes.span.extracting(start..<count)
  }

  /// Whether another entry of a list fits: at most 32 bytes that are escaped, and what is around them.
  var hasRoom: Bool { bytes.count &- count > 128 }

  // MARK: The text

  @inline(never) public mutating func put(_ byte: UInt8) {
    guard count < bytes.count else { return }
    bytes[count] = byte
    count &+= 1
  }

  /// Two digits.
  public mutating func put(two number: UInt8) {
    put(0x30 &+ number / 10 % 10)
    put(0x30 &+ number % 10)
  }

  /// A string of JSON, with its quotes. What isn't UTF-8, as names of networks may be, becomes question marks.
  public mutating func put(json text: Span<UInt8>) {
    put(UInt8(ascii: "\""))
    var index = 0
    while index < text.count {
      let size = text.characterSize(at: index)
      let byte = text[index]
      if size == 0 || byte < 0x20 {
        put(UInt8(ascii: "?"))
        index &+= 1
        continue
      }
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { put(UInt8(ascii: "\\")) }
      for part in index..<index &+ size { put(text[part]) }
      index &+= size
    }
    put(UInt8(ascii: "\""))
  }
}

extension Span<UInt8> {
  /// How many bytes the character of UTF-8 (RFC 3629) that begins here has; 0 if none does.
  func characterSize(at start: Int) -> Int {
    let first = self[start]
    if first < 0x80 { return 1 }
    let size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard first >= 0xC2, first < 0xF5, start &+ size <= count else { return 0 }
    for index in start &+ 1..<start &+ size where self[index] & 0xC0 != 0x80 { return 0 }
    let second = self[start &+ 1]
    // Longer than need be, a surrogate, or beyond Unicode.
    if (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) { return 0 }
    if (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F) { return 0 }
    return size
  }
}
