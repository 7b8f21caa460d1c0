// Packets of Improv Wi-Fi Serial among whatever else comes on the same line, byte by byte.
// Must never keep from the console what isn't a packet's, nor a network's password once it has been handled.

/// "IMPROV", version, kind, length, data, and the sum of all bytes before as a check; a line feed after it belongs to it.
/// Source: improv-wifi.com/serial.
struct ImprovReceiver {
  enum Event: Equatable {
    /// It may be a packet's.
    case nothing
    /// It isn't, and neither are the first `held` bytes of a packet's beginning, which came before it. `isWhole` is false
    /// when the byte itself may begin a packet.
    case text(held: Int, isWhole: Bool)
    case packet
    /// A packet with a wrong check, or with more data than any command has.
    case damaged
  }

  /// "IMPROV" and version 1.
  static var beginning: StaticString { "IMPROV\u{1}" }
  /// A command's longest data: its number and length, and a name of 32 and a password of 64 bytes with theirs.
  private static var mostData: Int { 100 }
  /// Whoever sends a packet sends it in one piece: at 115,200 baud a byte takes 0.09 ms. After this the rest won't come.
  private static var patience: Interval { .milliseconds(100) }

  private(set) var kind: UInt8 = 0
  private var data: [100 of UInt8] = .init(repeating: 0)
  private var length = 0
  /// Bytes of the packet so far, beginning included.
  private var count = 0
  private var sum: UInt8 = 0
  private var latest = Instant(microseconds: 0)
  private var endsPacket = false

  var span: Span<UInt8> {
    @_lifetime(borrow self) get { data.span.extracting(first: min(length, ImprovReceiver.mostData)) }
  }

  mutating func clear() {
    data = .init(repeating: 0)
    length = 0
  }

  mutating func take(_ byte: UInt8, at now: Instant) -> Event {
    latest = now
    let isFeed = endsPacket && byte == 0x0A
    endsPacket = false
    if isFeed { return .nothing }
    let size = ImprovReceiver.beginning.utf8CodeUnitCount
    guard count >= size else { return begin(byte) }
    let place = count &- size
    count &+= 1
    switch place {
    case 0: kind = byte
    case 1: length = Int(byte)
    case 2..<(length &+ 2):
      if place &- 2 < ImprovReceiver.mostData { data[place &- 2] = byte }
    default:
      let isWhole = byte == sum && length <= ImprovReceiver.mostData
      (count, sum, endsPacket) = (0, 0, true)
      return isWhole ? .packet : .damaged
    }
    sum &+= byte
    return .nothing
  }

  private mutating func begin(_ byte: UInt8) -> Event {
    let letters = ImprovReceiver.beginning.utf8Start
    if byte == letters[count] {
      count &+= 1
      sum &+= byte
      return .nothing
    }
    let held = count
    let isWhole = byte != letters[0]
    count = isWhole ? 0 : 1
    sum = isWhole ? 0 : byte
    return .text(held: held, isWhole: isWhole)
  }

  /// What has waited too long for the rest of its packet.
  /// - Returns: how many bytes of the beginning came and belong to somebody else; 0 for half a packet, which is dropped.
  mutating func release(at now: Instant) -> Int {
    guard count > 0, now >= latest + ImprovReceiver.patience else { return 0 }
    let held = count < ImprovReceiver.beginning.utf8CodeUnitCount ? count : 0
    (count, sum) = (0, 0)
    clear()
    return held
  }
}
