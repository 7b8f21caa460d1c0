// The device's end of the link: it asks, the host answers. Must never wait forever, nor for anything that it hasn't
// asked for: an unrequested frame is dropped.

#if canImport(Firmware)
  import Firmware
#endif

public struct Link<Port: BytePort & ~Copyable, Time: MonotonicTime>: ~Copyable {
  /// From the last byte of a request to the last of its reply. At 115,200 baud the longest reply takes 60 ms, and
  /// longer on a PC that is swapping.
  private static var patience: Interval { .milliseconds(400) }
  private static var mostTries: Int { 3 }

  private var port: Port
  public let time: Time
  private var reader = LinkReader<646>()
  private var number: UInt8 = 0
  /// Pin changes that wait for the next transfer: at most one for each wire.
  private var changes: [6 of UInt8] = .init(repeating: 0)
  private var changeCount = 0
  /// Consecutive requests that were not answered.
  public private(set) var silent: UInt32 = 0
  /// Levels of BUSY, a bit for each panel. Low without a host, like those of unplugged panels.
  public private(set) var busyLevels: UInt8 = 0

  public init(port: consuming Port, time: Time) {
    self.port = port
    self.time = time
  }

  // From the host's reply to the last request.

  var replyCount: Int { reader.payloadCount }
  func replyByte(_ index: Int) -> UInt8 { reader.payload(index) }

  /// Asks for the user's settings; a link begins with that.
  /// - Returns: nil when there is no answer, or an invalid one.
  public mutating func settings() -> UserSettings? {
    var head = LinkPayload()
    head.put(LinkFrame.version)
    head.put(time.now)
    guard ask(.hello, head.span) else { return nil }
    var bytes: [640 of UInt8] = .init(repeating: 0)
    let count = min(bytes.count, replyCount)
    for index in 0..<count { bytes[index] = replyByte(index) }
    guard count > 0, bytes[0] == LinkFrame.version else { return nil }
    var settings = UserSettings()
    return settings.take(lines: bytes.span.extracting(1..<count)) ? settings : nil
  }

  /// Sends a request until it is answered, at most three times, or only once if the last one wasn't answered either.
  /// The host carries out each number only once.
  public mutating func ask(_ kind: LinkKind, _ head: Span<UInt8>, _ body: Span<UInt8> = Span()) -> Bool {
    number &+= 1
    let tries = silent > 0 ? 1 : Link.mostTries
    for _ in 0..<tries {
      // Drops what came too late for the previous request.
      while port.read() != nil {}
      guard port.writeFrame(kind: kind.rawValue, number: number, head, body) else { break }
      if listen(for: kind.rawValue | LinkFrame.replyBit) {
        silent = 0
        return true
      }
    }
    silent = min(silent, .max &- 1) &+ 1
    return false
  }

  private mutating func listen(for kind: UInt8) -> Bool {
    let deadline = time.now + Link.patience
    var idle: UInt32 = 0
    while true {
      if let byte = port.read() {
        if reader.take(byte), reader.kind == kind, reader.number == number { return true }
        idle = 0
      } else {
        port.rest()
      }
      // Not at every byte: reading a 64-bit clock takes a slow chip longer than reading a port.
      idle &+= 1
      if idle & 15 == 0, time.now >= deadline { return false }
    }
  }

  /// A line for the host's log: a text and a number.
  public mutating func tell(_ text: StaticString, _ number: UInt32) {
    var line = LinkPayload()
    for index in 0..<text.utf8CodeUnitCount { line.put(text.utf8Start[index]) }
    var divisor: UInt32 = 1_000_000_000
    while divisor > 1, number / divisor == 0 { divisor /= 10 }
    while divisor > 0 {
      line.put(0x30 &+ UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
    _ = ask(.line, line.span)
  }

  // MARK: Wires

  /// A pin change is sent with the next transfer or read of BUSY: nobody sees it earlier, except for RST, which is
  /// timed. Only the last change of each wire is kept: a host that doesn't answer for a while then learns the present
  /// level of every pin.
  mutating func note(_ wire: LinkWire, _ level: PinLevel) {
    var kept = 0
    for index in 0..<changeCount where changes[index] &>> 1 != wire.rawValue {
      changes[kept] = changes[index]
      kept &+= 1
    }
    changes[kept] = wire.rawValue &<< 1 | level.rawValue
    changeCount = kept &+ 1
    if wire == .reset { _ = exchange(Span()) }
  }

  /// Sends the time, the changes and `bytes`, and receives BUSY.
  /// - Returns: false when the host doesn't answer or says that the transfer failed.
  mutating func exchange(_ bytes: Span<UInt8>) -> Bool {
    var head = LinkPayload()
    head.put(time.now)
    head.put(UInt8(truncatingIfNeeded: changeCount))
    for index in 0..<changeCount { head.put(changes[index]) }
    guard ask(.wires, head.span, bytes), replyCount == 2 else {
      busyLevels = 0
      return false
    }
    changeCount = 0
    busyLevels = replyByte(1)
    return replyByte(0) == LinkStatus.done.rawValue
  }
}

/// An output of the board.
public enum LinkWire: UInt8, Sendable {
  case chipSelect0, chipSelect1, chipSelect2, chipSelect3, dataCommand, reset
}

/// How the parts of the board share the link. Copyable; whoever makes one must keep the link at its address.
public struct SharedLink<Port: BytePort & ~Copyable, Time: MonotonicTime>: @unchecked Sendable {
  public let link: UnsafeMutablePointer<Link<Port, Time>>

  public init(_ link: UnsafeMutablePointer<Link<Port, Time>>) {
    self.link = link
  }
}
