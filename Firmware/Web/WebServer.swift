// Connections to the clock's pages: who may have one, for how long, and that each gets an answer.
// Must never wait, nor let one client keep the others out.

/// What the connections are for.
public protocol WebPages: ~Copyable {
  /// A request's header has come, and its body is longer than a form: may it be sent? If so, `take` gets it, and no
  /// other long body is begun before `end`; if not, the reply says why by its status.
  mutating func begin(
    _ request: inout HTTPRequest, isFromOwnNetwork: Bool, _ reply: inout HTTPReply, at now: Instant)

  /// A piece of a long body.
  /// - Returns: how many of its bytes were taken; the rest is handed in again.
  mutating func take(_ piece: Span<UInt8>, at now: Instant) -> Int

  /// The long body has ended, or its connection has.
  /// - Returns: false while its end can't be dealt with: it is then told again.
  mutating func end(isWhole: Bool, at now: Instant) -> Bool

  /// Whether a request can be answered now: what it asks for may have to wait.
  func mayAnswer(_ request: borrowing HTTPRequest, at now: Instant) -> Bool

  /// Answers a request. `body` is a short one's; empty after a long one.
  mutating func answer(
    _ request: inout HTTPRequest, _ body: Span<UInt8>, isFromOwnNetwork: Bool, _ reply: inout HTTPReply, at now: Instant
  )
}

public struct WebServer<Listener: StreamListener & ~Copyable>: ~Copyable {
  private static var most: Int { 4 }

  private var listener: Listener
  private var connections: [4 of WebConnection<Listener.Socket>]

  public init(_ listener: consuming Listener) {
    self.listener = listener
    connections = .init(initializingWith: { places in
      for _ in 0..<WebServer.most { places.append(WebConnection()) }
    })
  }

  public mutating func work(_ pages: inout some WebPages & ~Copyable, at now: Instant) {
    take(at: now, &pages)
    var isUploading = false
    for index in 0..<WebServer.most where connections[index].isUploading { isUploading = true }
    for index in 0..<WebServer.most {
      connections[index].work(&pages, mayUpload: !isUploading || connections[index].isUploading, at: now)
      if connections[index].isUploading { isUploading = true }
    }
  }

  /// Gives new connections a place: a free one, or that of who has been slowest to ask or to read.
  private mutating func take(at now: Instant, _ pages: inout some WebPages & ~Copyable) {
    var place = -1
    var latest = now
    for index in 0..<WebServer.most {
      if connections[index].isFree {
        place = index
        break
      }
      if let since = connections[index].isIdleFrom, since < latest { (place, latest) = (index, since) }
    }
    guard place >= 0 else { return }
    guard let socket = listener.accept() else { return }
    connections[place].end(&pages, at: now)
    connections[place].begin(socket, at: now)
  }
}
