// The header of a reply. Must never let a page be put into a frame, kept beyond this minute, or read for what it isn't.

struct HTTPHeader: TextWriter {
  private var bytes: [320 of UInt8] = .init(repeating: 0)
  private(set) var count = 0

  var span: Span<UInt8> {
    @_lifetime(borrow self) get { bytes.span.extracting(first: count) }
  }

  /// That the body may be sent.
  mutating func makeContinue() {
    count = 0
    put("HTTP/1.1 100 Continue\r\n\r\n")
  }

  mutating func make(_ reply: borrowing HTTPReply) {
    count = 0
    put("HTTP/1.1 ")
    put(number: UInt32(reply.status.rawValue))
    // The reason's words may be left out (RFC 9112, 4).
    put(" \r\nConnection: close\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nContent-Length: ")
    put(number: UInt32(truncatingIfNeeded: reply.size))
    put("\r\nContent-Type: ")
    switch reply.kind {
    case .json: put("application/json")
    case .html: put("text/html; charset=utf-8\r\nContent-Security-Policy: frame-ancestors 'none'")
    case .text: put("text/plain")
    }
    if reply.isPacked { put("\r\nContent-Encoding: gzip") }
    if let location = reply.location {
      put("\r\nLocation: http://")
      put(address: location)
      if reply.port != 80 {
        put(":")
        put(number: UInt32(reply.port))
      }
      put("/")
    }
    if reply.status == .methodNotAllowed { put("\r\nAllow: GET, HEAD, POST") }
    put("\r\n\r\n")
  }

  mutating func put(_ byte: UInt8) {
    guard count < bytes.count else { return }
    bytes[count] = byte
    count &+= 1
  }
}
