// One connection: its request is read, answered, and the connection closed. Must never outlast its client's patience or
// its own.

struct WebConnection<Socket: StreamSocket & ~Copyable>: ~Copyable {
  private enum Phase { case free, header, form, upload, reply, farewell }

  /// From a connection to the end of its request, and between two pieces of a long body.
  private static var patience: Interval { .seconds(10) }
  /// In which the client reads its answer before what it still sends makes its system forget that (RFC 9112, 9.6).
  private static var farewell: Interval { .seconds(1) }
  /// A client that says nothing for this long makes room for another that waits. Requests come with their connection, or
  /// soon after it; with a second to sit in each place, twelve silent connections kept all others out.
  private static var idle: Interval { .milliseconds(150) }

  private var socket: Socket?
  private var phase = Phase.free
  private var request = HTTPRequest()
  private var reply = HTTPReply()
  private var header = HTTPHeader()
  /// Bytes that have come: a form, or a piece of an upload from `taken` to `count`.
  private var bytes: [1024 of UInt8] = .init(repeating: 0)
  private var count = 0
  private var taken = 0
  /// Of the body, still to come.
  private var left: UInt32 = 0
  private var headerSent = 0
  private var sent = 0
  private var since = Instant(microseconds: 0)
  /// When the answer began to be sent.
  private var replied = Instant(microseconds: 0)
  private var isFromOwnNetwork = false

  init() {}

  var isFree: Bool { phase == .free }
  var isUploading: Bool { phase == .upload }
  /// From when on its place may be given to another; nil if it is at work. Who reads an answer byte by byte has had time.
  var isIdleFrom: Instant? {
    switch phase {
    case .header, .form, .farewell: since + WebConnection.idle
    case .reply: replied + WebConnection.patience
    case .free, .upload: nil
    }
  }

  mutating func begin(_ new: consuming Socket, at now: Instant) {
    isFromOwnNetwork = new.isFromOwnNetwork
    socket = consume new
    request = HTTPRequest()
    (phase, since, count, taken, headerSent, sent) = (.header, now, 0, 0, 0, 0)
  }

  mutating func end(_ pages: inout some WebPages & ~Copyable, at now: Instant) {
    if phase == .upload { _ = pages.end(isWhole: false, at: now) }
    phase = .free
    socket = nil
  }

  mutating func work(_ pages: inout some WebPages & ~Copyable, mayUpload: Bool, at now: Instant) {
    guard phase != .free else { return }
    do throws(NetworkError) {
      switch phase {
      case .free: return
      case .header: try readHeader(&pages, mayUpload, at: now)
      case .form: try readForm(&pages, at: now)
      case .upload: try readUpload(&pages, at: now)
      case .reply: try send(at: now)
      case .farewell: if try receive(0) == 0 { return end(&pages, at: now) }
      }
    } catch {
      return end(&pages, at: now)
    }
    let patience = phase == .farewell ? WebConnection.farewell : WebConnection.patience
    if now - since > patience { end(&pages, at: now) }
  }

  /// - Returns: as `StreamSocket.receive`.
  private mutating func receive(_ start: Int) throws(NetworkError) -> Int? {
    var buffer = bytes.mutableSpan
    var free = buffer._mutatingExtracting(start...)
    return try socket?.receive(into: &free) ?? nil
  }

  // MARK: Reading

  private mutating func readHeader(
    _ pages: inout some WebPages & ~Copyable, _ mayUpload: Bool, at now: Instant
  ) throws(NetworkError) {
    guard let size = try receive(0) else { return }
    guard size > 0 else { throw .unreachable }
    var index = 0
    while index < size, request.state != .done, request.state != .failed {
      request.take(bytes[index])
      index &+= 1
    }
    if request.state == .failed { return refuse(request.fault, at: now) }
    guard request.state == .done else { return }
    for place in index..<size { bytes[place &- index] = bytes[place] }
    count = size &- index
    left = request.length
    since = now
    if left <= UInt32(bytes.count) {
      left = left > UInt32(truncatingIfNeeded: count) ? left &- UInt32(truncatingIfNeeded: count) : 0
      try permit()
      phase = .form
      return answerForm(&pages, at: now)
    }
    guard mayUpload else { return refuse(.busy, at: now) }
    reply.clear()
    pages.begin(&request, isFromOwnNetwork: isFromOwnNetwork, &reply, at: now)
    guard reply.status == .ok else { return beginReply(at: now) }
    try permit()
    phase = .upload
  }

  private mutating func permit() throws(NetworkError) {
    guard request.expectsContinue, left > 0 else { return }
    header.makeContinue()
    // 25 bytes, the first of the connection: there is always room.
    guard try socket?.send(header.span) == header.count else { throw .busy }
  }

  private mutating func readForm(_ pages: inout some WebPages & ~Copyable, at now: Instant) throws(NetworkError) {
    if left > 0 {
      guard let size = try receive(count) else { return }
      guard size > 0 else { throw .unreachable }
      count &+= size
      left = left > UInt32(truncatingIfNeeded: size) ? left &- UInt32(truncatingIfNeeded: size) : 0
    }
    answerForm(&pages, at: now)
  }

  private mutating func answerForm(_ pages: inout some WebPages & ~Copyable, at now: Instant) {
    guard left == 0 else { return }
    guard pages.mayAnswer(request, at: now) else {
      since = now
      return
    }
    reply.clear()
    let size = min(count, Int(request.length))
    pages.answer(
      &request, bytes.span.extracting(first: size), isFromOwnNetwork: isFromOwnNetwork, &reply, at: now)
    beginReply(at: now)
  }

  private mutating func readUpload(_ pages: inout some WebPages & ~Copyable, at now: Instant) throws(NetworkError) {
    if taken == count, left > 0, let size = try receive(0) {
      guard size > 0 else { throw .unreachable }
      (taken, count) = (0, size)
    }
    if taken < count, left > 0 {
      let size = min(count &- taken, Int(left))
      let used = pages.take(bytes.span.extracting(taken..<taken &+ size), at: now)
      taken &+= used
      left &-= UInt32(truncatingIfNeeded: used)
      // While nothing is taken, it is this side that the other waits for.
      since = now
    }
    guard left == 0 else { return }
    guard pages.end(isWhole: true, at: now) else {
      since = now
      return
    }
    reply.clear()
    pages.answer(&request, Span(), isFromOwnNetwork: isFromOwnNetwork, &reply, at: now)
    beginReply(at: now)
  }

  // MARK: Answering

  private mutating func refuse(_ status: HTTPStatus, at now: Instant) {
    reply.clear()
    reply.status = status
    beginReply(at: now)
  }

  private mutating func beginReply(at now: Instant) {
    if reply.size == 0 { reply.kind = .text }
    header.make(reply)
    (phase, since, replied) = (.reply, now, now)
  }

  private mutating func send(at now: Instant) throws(NetworkError) {
    if headerSent < header.count {
      headerSent &+= try socket?.send(header.span.extracting(headerSent...)) ?? 0
      if headerSent < header.count { return }
    }
    let size = request.method == .head ? 0 : reply.size
    if sent < size {
      let used = try socket?.send(reply.rest(from: sent)) ?? 0
      if used > 0 { since = now }
      sent &+= used
    }
    guard sent >= size else { return }
    socket?.finish()
    (phase, since) = (.farewell, now)
  }
}
