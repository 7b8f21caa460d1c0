// The firmware's hardware protocols over the link: SPI, pins, datagrams, random numbers and the log.
// Must never hold anything that the host couldn't be asked for again.

#if canImport(Firmware)
  import Firmware
#endif

public struct LinkBus<Port: BytePort & ~Copyable, Time: MonotonicTime>: SPIBus, ~Copyable {
  let shared: SharedLink<Port, Time>

  public init(_ shared: SharedLink<Port, Time>) { self.shared = shared }

  public mutating func write(_ bytes: Span<UInt8>) throws(SPIError) {
    var first = 0
    while first < bytes.count {
      let end = min(bytes.count, first &+ LinkFrame.largestTransfer)
      guard shared.link.pointee.exchange(bytes.extracting(first..<end)) else { throw .transferFailed }
      first = end
    }
  }
}

public struct LinkOutput<Port: BytePort & ~Copyable, Time: MonotonicTime>: OutputPin, ~Copyable {
  let shared: SharedLink<Port, Time>
  let wire: LinkWire

  public init(_ shared: SharedLink<Port, Time>, _ wire: LinkWire) { (self.shared, self.wire) = (shared, wire) }

  public mutating func set(_ level: PinLevel) { shared.link.pointee.note(wire, level) }
}

public struct LinkBusy<Port: BytePort & ~Copyable, Time: MonotonicTime>: InputPin, ~Copyable {
  let shared: SharedLink<Port, Time>
  /// 0...3
  let panel: UInt8

  public init(_ shared: SharedLink<Port, Time>, panel: UInt8) { (self.shared, self.panel) = (shared, panel) }

  public func read() -> PinLevel {
    _ = shared.link.pointee.exchange(Span())
    return shared.link.pointee.busyLevels & (1 &<< panel) == 0 ? .low : .high
  }
}

public struct LinkRandom<Port: BytePort & ~Copyable, Time: MonotonicTime>: RandomSource, ~Copyable {
  let shared: SharedLink<Port, Time>

  public init(_ shared: SharedLink<Port, Time>) { self.shared = shared }

  /// Without a host there is no network either, and nobody to whom the number must be unpredictable.
  public mutating func next() -> UInt32 {
    guard shared.link.pointee.ask(.random, Span()) else {
      return UInt32(truncatingIfNeeded: shared.link.pointee.time.now.microseconds)
    }
    var number: UInt32 = 0
    for index in 0..<4 { number = number &<< 8 | UInt32(shared.link.pointee.replyByte(index)) }
    return number
  }
}

public struct LinkNetwork<Port: BytePort & ~Copyable, Time: MonotonicTime>: Network, ~Copyable {
  let shared: SharedLink<Port, Time>

  public init(_ shared: SharedLink<Port, Time>) { self.shared = shared }

  public mutating func open(_ name: Span<UInt8>, port: UInt16) throws(NetworkError) -> LinkSocket<Port, Time>? {
    var head = LinkPayload()
    head.put(port)
    guard try shared.exchange(.open, head.span, name) else { return nil }
    guard shared.link.pointee.replyCount == 2 else { throw .unreachable }
    return LinkSocket(shared, shared.link.pointee.replyByte(1))
  }
}

/// The host closes it when the same name and port are opened again: Embedded Swift 6.3 can't compile a generic
/// `deinit`.
public struct LinkSocket<Port: BytePort & ~Copyable, Time: MonotonicTime>: DatagramSocket, ~Copyable {
  let shared: SharedLink<Port, Time>
  private let number: UInt8

  init(_ shared: SharedLink<Port, Time>, _ number: UInt8) { (self.shared, self.number) = (shared, number) }

  public mutating func send(_ datagram: Span<UInt8>) throws(NetworkError) {
    let head: [1 of UInt8] = [number]
    guard datagram.count <= LinkFrame.largestTransfer, try shared.exchange(.send, head.span, datagram) else {
      throw .busy
    }
  }

  public mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    let head: [1 of UInt8] = [number]
    guard try shared.exchange(.receive, head.span) else { return nil }
    let count = min(buffer.count, shared.link.pointee.replyCount &- 1)
    for index in 0..<count { buffer[index] = shared.link.pointee.replyByte(index &+ 1) }
    return count
  }
}

extension SharedLink where Port: ~Copyable {
  /// A request whose reply begins with a status.
  /// - Returns: false for `pending`.
  func exchange(_ kind: LinkKind, _ head: Span<UInt8>, _ body: Span<UInt8> = Span()) throws(NetworkError) -> Bool {
    guard link.pointee.ask(kind, head, body), link.pointee.replyCount > 0 else { throw .unreachable }
    switch LinkStatus(rawValue: link.pointee.replyByte(0)) {
    case .done: return true
    case .pending: return false
    case .unknownName: throw .unknownName
    case .busy: throw .busy
    case .unreachable, nil: throw .unreachable
    }
  }
}
