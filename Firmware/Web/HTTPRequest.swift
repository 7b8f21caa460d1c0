// A request of HTTP/1.1 up to the end of its header (RFC 9112), byte by byte. Must never keep more than it has room
// for, nor take what is unclear for something that it knows: two programs that read a request differently are a way in.

public struct HTTPRequest {
  public enum Method: UInt8, Sendable { case get, head, post, other }

  enum State: UInt8 { case start, header, done, failed }

  /// What browsers send is below 2 KB; who sends more isn't waited for.
  private static var longestHeader: Int { 8_192 }

  private(set) var state = State.start
  /// The status to refuse it with, once it has failed.
  private(set) var fault: HTTPStatus = .badRequest
  public private(set) var method = Method.other
  private var line: [160 of UInt8] = .init(repeating: 0)
  private var lineCount = 0
  /// Whether the line was longer than there is room for.
  private var isCut = false
  private var total = 0
  private var target: [128 of UInt8] = .init(repeating: 0)
  private var targetCount = 0
  private var host: [64 of UInt8] = .init(repeating: 0)
  private var hostCount = 0
  private var hosts = 0
  private var origin: [64 of UInt8] = .init(repeating: 0)
  private var originCount = 0
  private var hasOrigin = false
  private var code: [8 of UInt8] = .init(repeating: 0)
  private var codeCount = 0
  /// Of the body, in bytes.
  public private(set) var length: UInt32 = 0
  private var hasLength = false
  /// Whether the client waits to be told before it sends the body.
  private(set) var expectsContinue = false

  /// What is asked for, without what follows a question mark.
  public var path: Span<UInt8> {
    @_lifetime(borrow self) get {
      let all = target.span.extracting(first: targetCount)
      return all.extracting(..<all.next(UInt8(ascii: "?"), from: 0))
    }
  }

  /// Whom the client believes to talk to, in lower case, without a port.
  public var hostName: Span<UInt8> {
    @_lifetime(borrow self) get {
      let all = host.span.extracting(first: hostCount)
      return all.extracting(..<all.next(UInt8(ascii: ":"), from: 0))
    }
  }

  /// The header field X-Clock-Code, empty if there is none. A page from elsewhere can't send one without being asked
  /// first by its browser whether it may (Fetch, CORS-preflight), and that is never answered.
  public var clockCode: Span<UInt8> {
    @_lifetime(borrow self) get { code.span.extracting(first: codeCount) }
  }

  /// Whether a browser says that a page from elsewhere asks.
  public var isForeign: Bool {
    hasOrigin && !origin.span.extracting(first: originCount).isSame(as: host.span.extracting(first: hostCount))
  }

  mutating func take(_ byte: UInt8) {
    guard state == .start || state == .header else { return }
    total &+= 1
    guard total <= HTTPRequest.longestHeader else { return fail(.headerTooLarge) }
    if byte == 0x0A { return endLine() }
    guard lineCount < line.count else {
      isCut = true
      return
    }
    line[lineCount] = byte
    lineCount &+= 1
  }

  private mutating func fail(_ status: HTTPStatus) {
    state = .failed
    fault = status
  }

  private mutating func endLine() {
    // A bare LF ends a line too (RFC 9112, 2.2); a CR elsewhere is an error.
    if lineCount > 0, !isCut, line[lineCount &- 1] == 0x0D { lineCount &-= 1 }
    for index in 0..<lineCount where line[index] == 0x0D || line[index] == 0 {
      if !isCut || index &+ 1 < lineCount { return fail(.badRequest) }
    }
    var refusal: HTTPStatus?
    if state == .start {
      // An empty line before a request is ignored.
      if lineCount > 0 { refusal = takeStart() }
    } else if lineCount == 0 {
      refusal = endHeader()
    } else {
      refusal = takeField()
    }
    if let refusal { fail(refusal) }
    lineCount = 0
    isCut = false
  }

  /// - Returns: why it is refused.
  private mutating func endHeader() -> HTTPStatus? {
    // One Host, no more and no less (RFC 9112, 3.2).
    guard hosts == 1 else { return .badRequest }
    state = .done
    return nil
  }

  /// "METHOD TARGET HTTP/1.x".
  /// - Returns: why it is refused.
  private mutating func takeStart() -> HTTPStatus? {
    guard !isCut else { return .targetTooLong }
    let text = line.span.extracting(first: lineCount)
    let blank = text.next(0x20, from: 0)
    guard blank < text.count else { return .badRequest }
    let rest = text.extracting((blank &+ 1)...)
    let end = rest.next(0x20, from: 0)
    let version = rest.extracting(end...)
    guard end > 0, rest[0] == UInt8(ascii: "/"), version.count == 9, version.begins(with: " HTTP/1.") else {
      return .badRequest
    }
    guard end <= target.count else { return .targetTooLong }
    for index in 0..<end {
      guard rest[index] > 0x20, rest[index] < 0x7F else { return .badRequest }
    }
    switch text.extracting(..<blank).place(in: "GET HEAD POST") {
    case 0: method = .get
    case 1: method = .head
    case 2: method = .post
    default: method = .other
    }
    for index in 0..<end { target[index] = rest[index] }
    targetCount = end
    state = .header
    return nil
  }

  /// - Returns: why it is refused.
  private mutating func takeField() -> HTTPStatus? {
    let text = line.span.extracting(first: lineCount)
    let colon = text.next(UInt8(ascii: ":"), from: 0)
    // A line that continues the one before, or a blank before the colon: both have been used to deceive (RFC 9112, 5).
    guard colon > 0, colon < text.count else { return .badRequest }
    for index in 0..<colon {
      guard text[index] > 0x20, text[index] < 0x7F else { return .badRequest }
    }
    var field = 0
    while field < HTTPRequest.fieldCount, !text.extracting(..<colon).isField(field) { field &+= 1 }
    guard field < HTTPRequest.fieldCount else { return nil }
    guard !isCut else { return .headerTooLarge }
    let value = text.extracting(text.trimmed(from: colon &+ 1))
    switch field {
    case 0:
      hosts &+= 1
      hostCount = value.count
      guard value.count > 0, value.count <= host.count else { return .badRequest }
      for index in value.indices { host[index] = lowerCase(value[index]) }
    case 1:
      // "null", https and whatever else is nobody that it could be the same as.
      hasOrigin = true
      originCount = 0
      guard value.begins(with: "http://"), value.count &- 7 <= origin.count else { return nil }
      originCount = value.count &- 7
      for index in 0..<originCount { origin[index] = lowerCase(value[index &+ 7]) }
    case 2:
      guard !hasLength, let number = value.number else { return .badRequest }
      length = number
      hasLength = true
    case 3: return .notImplemented
    case 4: expectsContinue = true
    default:
      guard value.count <= code.count else { return .badRequest }
      codeCount = value.count
      for index in value.indices { code[index] = value[index] }
    }
    return nil
  }

  private static var fieldCount: Int { 6 }
  static var fields: StaticString { "host origin content-length transfer-encoding expect x-clock-code" }
}

private func lowerCase(_ byte: UInt8) -> UInt8 {
  byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
}

extension Span<UInt8> {
  /// Whether this is the field's name, in whatever case.
  fileprivate func isField(_ field: Int) -> Bool {
    let names = HTTPRequest.fields
    let all = Span(_unsafeElements: UnsafeBufferPointer(start: names.utf8Start, count: names.utf8CodeUnitCount))
    var start = 0
    for _ in 0..<field { start = all.next(0x20, from: start) &+ 1 }
    let name = all.extracting(start..<all.next(0x20, from: start))
    guard name.count == count else { return false }
    for index in indices where lowerCase(self[index]) != name[index] { return false }
    return true
  }

  /// Without the blanks and tabs around it.
  fileprivate func trimmed(from start: Int) -> Range<Int> {
    let first = nextWord(from: start, besides: 0x09)
    var end = count
    while end > first, self[end &- 1] == 0x20 || self[end &- 1] == 0x09 { end &-= 1 }
    return first..<end
  }

  /// The number that one to nine digits and nothing else make.
  fileprivate var number: UInt32? {
    guard count > 0, count < 10 else { return nil }
    var value: UInt32 = 0
    for index in indices {
      let digit = self[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value &* 10 &+ UInt32(digit)
    }
    return value
  }
}
