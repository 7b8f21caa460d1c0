// The clock's name in its network, mnist-clock.local, by multicast DNS (RFC 6762). Must never keep a name that somebody
// else has: then it takes the next, mnist-clock-2 and so on.

public struct LocalName<Port: DatagramService & ~Copyable>: ~Copyable {
  /// Three times a quarter of a second (8.1).
  private static var probes: UInt8 { 3 }
  private static var probeInterval: Interval { .milliseconds(250) }
  /// Twice, a second apart (8.3).
  private static var announcements: UInt8 { 2 }
  private static var announceInterval: Interval { .seconds(1) }
  /// Of an address, in seconds (10).
  private static var lifetime: UInt32 { 120 }
  private static var mostNames: UInt8 { 9 }

  private var port: Port
  private var message = NameMessage()
  private var address: UInt32 = 0
  /// Of the name, from 1; the first has none at its end.
  public private(set) var number: UInt8 = 1
  private var probesSent: UInt8 = 0
  private var announcementsSent: UInt8 = 0
  private var due = Instant(microseconds: 0)
  /// No record is sent to all more often than once a second (6).
  private var nextAnnouncement = Instant(microseconds: 0)

  public init(_ port: consuming Port) { self.port = port }

  /// Whether the name is this clock's.
  public var isOwned: Bool { probesSent == LocalName.probes && announcementsSent > 0 }

  /// Answers and asks what is due. `address` is the clock's in its network, the first number highest; 0 while it has
  /// none.
  public mutating func work(_ address: UInt32, at now: Instant) {
    if address != self.address {
      self.address = address
      begin(at: now)
    }
    // Read even without an address, so that nothing old waits.
    for _ in 0..<4 {
      var buffer = message.buffer
      guard let size = port.receive(into: &buffer) else { break }
      message.arrived(size)
      if address != 0 { take(at: now) }
    }
    guard address != 0, now >= due else { return }
    if probesSent < LocalName.probes {
      probe()
      probesSent &+= 1
      due = now + LocalName.probeInterval
    } else if announcementsSent < LocalName.announcements {
      makeAnswer()
      port.announce(message.span)
      announcementsSent &+= 1
      due = now + LocalName.announceInterval
    }
  }

  /// Probes for the name, after a pause by the address, so that clocks that come back together after a power cut don't
  /// ask at once (8.1).
  private mutating func begin(at now: Instant) {
    let pause = Interval.milliseconds(250 &+ address & 0xFF)
    (probesSent, announcementsSent, due) = (0, 0, now + pause)
  }

  /// "mnist-clock" and a number, then "local".
  private var name: LabelledName {
    var name = LabelledName()
    name.put("mnist-clock", number > 1 ? number : nil)
    name.put("local", nil)
    name.end()
    return name
  }

  private mutating func probe() {
    let name = name
    message.clear(id: 0, flags: 0)
    message.set(1, at: 4)
    message.set(1, at: 8)
    message.put(name.span)
    message.put(NameType.any)
    // To be answered to this clock alone.
    message.put(0x8001 as UInt16)
    message.put(LocalName.reference)
    putRecord(NameType.a, isSure: false, size: 4)
    message.put(address)
    port.announce(message.span)
  }

  /// The name that the message has after its header.
  private static var reference: UInt16 { 0xC00C }

  /// A record from its type on, up to what it says.
  private mutating func putRecord(_ type: UInt16, isSure: Bool, size: UInt16) {
    message.put(type)
    // The highest bit tells the others' caches to forget what they had (10.2).
    message.put(isSure ? 0x8001 : 1 as UInt16)
    message.put(LocalName.lifetime)
    message.put(size)
  }

  /// The address, and that there is no other record of the name (NSEC, 6.1).
  private mutating func makeAnswer() {
    let name = name
    message.clear(id: 0, flags: 0x8400)
    message.set(1, at: 6)
    message.set(1, at: 10)
    message.put(name.span)
    putRecord(NameType.a, isSure: true, size: 4)
    message.put(address)
    message.put(LocalName.reference)
    putRecord(NameType.nsec, isSure: true, size: 5)
    message.put(LocalName.reference)
    // One byte of types, of which A is the second bit.
    message.put(0 as UInt8)
    message.put(1 as UInt8)
    message.put(0x40 as UInt8)
  }

  private mutating func take(at now: Instant) {
    guard message.count >= NameMessage.headerSize else { return }
    if message.isResponse { return takeResponse(at: now) }
    guard message.isQuery, isOwned || probesSent == LocalName.probes else { return }
    var offset = NameMessage.headerSize
    var isAsked = false
    var isUnicast = false
    let name = name
    for _ in 0..<min(message.questions, 16) {
      guard let end = message.end(ofNameAt: offset), end &+ 4 <= message.count else { return }
      if message.isName(at: offset, name.span) {
        isAsked = true
        isUnicast = message.number(at: end &+ 2) & 0x8000 != 0
      }
      offset = end &+ 4
    }
    guard isAsked else { return }
    // A program that knows nothing of multicast, and waits for an answer to itself (6.7). The others' numbers are 0.
    if message.number(at: 0) != 0 {
      if message.answer(address) { port.answer(message.span) }
      return
    }
    makeAnswer()
    // Who probes hears of it in either way; the others' caches profit from the multicast.
    if isUnicast { port.answer(message.span) }
    guard now >= nextAnnouncement else { return }
    port.announce(message.span)
    nextAnnouncement = now + LocalName.announceInterval
  }

  /// Somebody else's answer: if it is about this name and another address, the name is theirs.
  private mutating func takeResponse(at now: Instant) {
    var offset = NameMessage.headerSize
    for _ in 0..<min(message.questions, 16) {
      guard let end = message.end(ofNameAt: offset), end &+ 4 <= message.count else { return }
      offset = end &+ 4
    }
    let name = name
    for _ in 0..<min(message.records, 32) {
      guard let end = message.end(ofNameAt: offset), end &+ 10 <= message.count else { return }
      let size = Int(message.number(at: end &+ 8))
      guard end &+ 10 &+ size <= message.count else { return }
      if message.number(at: end) == NameType.a, size == 4, message.isName(at: offset, name.span) {
        let theirs = UInt32(message.number(at: end &+ 10)) &<< 16 | UInt32(message.number(at: end &+ 12))
        guard theirs == address else { return lose(at: now) }
      }
      offset = end &+ 10 &+ size
    }
  }

  /// Whoever has the name defends it when this clock probes for it anew (9); a single forged answer takes nothing.
  private mutating func lose(at now: Instant) {
    if isOwned { return begin(at: now) }
    takeNextName(at: now)
  }

  private mutating func takeNextName(at now: Instant) {
    number = number < LocalName.mostNames ? number &+ 1 : 1
    begin(at: now)
  }
}

/// A name as in messages: labels with a length byte each, and a zero.
private struct LabelledName {
  private var bytes: [32 of UInt8] = .init(repeating: 0)
  private var count = 0

  var span: Span<UInt8> {
    @_lifetime(borrow self) get { bytes.span.extracting(first: count) }
  }

  mutating func put(_ label: StaticString, _ number: UInt8?) {
    bytes[count] = UInt8(truncatingIfNeeded: label.utf8CodeUnitCount &+ (number == nil ? 0 : 2))
    count &+= 1
    for index in 0..<label.utf8CodeUnitCount {
      bytes[count] = label.utf8Start[index]
      count &+= 1
    }
    guard let number else { return }
    bytes[count] = UInt8(ascii: "-")
    bytes[count &+ 1] = 0x30 &+ number
    count &+= 2
  }

  mutating func end() { count &+= 1 }
}
