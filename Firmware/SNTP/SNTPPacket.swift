// NTP's packet of 48 bytes: the request that is sent, and what a reply says.
// Must never trust a reply before it has passed every check, nor trap on any bytes.

/// Why a reply was dropped.
public enum SNTPFault: UInt8, BitwiseCopyable, Sendable {
  /// Fewer than 48 bytes.
  case short
  /// Its originate timestamp is not the number that was sent: it is forged, late, or a duplicate.
  case origin
  case mode
  /// 0, or newer than 4.
  case version
  /// Leap indicator 3: the server itself has no time.
  case unsynchronised
  /// 16 or more, which means the same.
  case stratum
  /// A receive or transmit timestamp of 0, or a reference timestamp later than the transmit one.
  case timestamp
  /// Root delay and dispersion say that the server may be off by more than a second.
  case distance
  /// The round trip took more than a second, or less than nothing.
  case delay
  /// The time is before the firmware was made.
  case past
}

/// What a server sends when it wants to be left alone: RFC 5905's kiss codes.
public enum KissCode: Equatable, Sendable {
  /// "DENY" or "RSTR": don't ask again.
  case deny
  /// "RATE": ask less often.
  case rate
  /// Another code, which requires nothing: four ASCII letters, the first in the highest byte.
  case other(UInt32)

  /// - Parameter letters: as in a packet's reference ID.
  public init(_ letters: UInt32) {
    switch letters {
    case 0x4445_4E59, 0x5253_5452: self = .deny
    case 0x5241_5445: self = .rate
    default: self = .other(letters)
    }
  }

  public var letters: UInt32 {
    switch self {
    case .deny: 0x4445_4E59
    case .rate: 0x5241_5445
    case .other(let letters): letters
    }
  }
}

/// RFC 5905's leap indicator.
public enum LeapIndicator: UInt8, Sendable {
  case none, insertSecond, deleteSecond, unsynchronised
}

public enum SNTPReplyError: Error, Equatable, Sendable {
  case fault(SNTPFault)
  case kiss(KissCode)
}

/// The fields of a reply that passed the checks that need no clock.
public struct SNTPReply: Sendable {
  public let leap: LeapIndicator
  /// 1...15
  public let stratum: UInt8
  /// log2 of seconds.
  public let precision: Int8
  /// Microseconds.
  public let rootDelay, rootDispersion: Int32
  public let referenceID: UInt32
  public let reference, receive, transmit: NTPTimestamp

  /// `datagram` is as received; `nonce` is what the request had as its transmit timestamp.
  public init(_ datagram: Span<UInt8>, nonce: UInt64) throws(SNTPReplyError) {
    guard datagram.count >= SNTPPacket.size else { throw .fault(.short) }
    // First of all, so that nobody but the server can tell the client anything, not even a kiss code.
    guard datagram.bigEndian64(at: 24) == nonce else { throw .fault(.origin) }
    guard datagram[0] & 7 == 4 else { throw .fault(.mode) }
    // A server of an older version answers in that, time.nist.gov and time.windows.com in 3; RFC 4330 takes 1 to 4, and
    // RFC 5905 drops versions newer than its own.
    guard datagram[0] >> 3 & 7 &- 1 < SNTPPacket.version else { throw .fault(.version) }
    referenceID = datagram.bigEndian32(at: 12)
    guard datagram[1] != 0 else {
      // A server that has no time yet sends stratum 0 too, but no letters.
      guard datagram[12] >= 0x41, datagram[12] <= 0x5A else { throw .fault(.unsynchronised) }
      throw .kiss(KissCode(referenceID))
    }
    leap = LeapIndicator(rawValue: datagram[0] >> 6) ?? .unsynchronised
    guard leap != .unsynchronised else { throw .fault(.unsynchronised) }
    stratum = datagram[1]
    guard stratum < 16 else { throw .fault(.stratum) }
    precision = Int8(bitPattern: datagram[3])
    rootDelay = SNTPReply.microseconds(datagram.bigEndian32(at: 4))
    rootDispersion = SNTPReply.microseconds(datagram.bigEndian32(at: 8))
    reference = NTPTimestamp(bits: datagram.bigEndian64(at: 16))
    receive = NTPTimestamp(bits: datagram.bigEndian64(at: 32))
    transmit = NTPTimestamp(bits: datagram.bigEndian64(at: 40))
    guard receive.bits != 0, transmit.bits != 0 else { throw .fault(.timestamp) }
    // Some servers of stratum 1 send a reference of 0.
    guard reference.bits == 0 || Int64(bitPattern: transmit.bits &- reference.bits) >= 0 else {
      throw .fault(.timestamp)
    }
    // RFC 4330 allows a second each; a negative root delay, which RFC 4330 still knows, reads as a large one.
    guard rootDelay < 1_000_000, rootDispersion < 1_000_000 else { throw .fault(.distance) }
  }

  /// From 16.16 fixed-point seconds.
  private static func microseconds(_ short: UInt32) -> Int32 {
    Int64(bitPattern: (UInt64(widening: short) &* 1_000_000) &>> 16).clamped
  }
}

public enum SNTPPacket {
  public static var size: Int { 48 }
  public static var version: UInt8 { 4 }

  /// A client's request. Everything except the first byte and the transmit timestamp is 0: a server needs nothing else,
  /// and nobody learns what time the clock has.
  public static func request(nonce: UInt64) -> [48 of UInt8] {
    var packet: [48 of UInt8] = .init(repeating: 0)
    packet[0] = version << 3 | 3
    var span = packet.mutableSpan
    span.putBigEndian(nonce, at: 40)
    return packet
  }
}
