// A server that answers as it is told to, rightly or wrongly. Must never use the firmware's packets: these are made
// here from RFC 5905's field table, so that a mistake there can't hide.

import Foundation

/// What a server says, and what happens to it on the way.
public struct SimulatedServer: Sendable {
  /// Microseconds that the server's clock is ahead of the truth.
  public var error: Int64 = 0
  public var stratum: UInt8 = 2
  public var leap: UInt8 = 0
  /// 16.16 seconds.
  public var rootDelay: UInt32 = 655
  public var rootDispersion: UInt32 = 327
  public var referenceID: UInt32 = 0x7F00_0001
  /// Share of packets that are lost in each direction.
  public var loss = 0.0
  /// Milliseconds each way, evenly between the two.
  public var delay: ClosedRange<Double> = 5...35
  /// Extra delay, only on the way back.
  public var extraReturn = 0.0
  /// How many copies of each reply arrive, each with a delay of its own.
  public var copies = 1
  /// Answers each request that comes within `rateLimit` seconds of the last with a RATE kiss.
  public var rateLimit: Double?
  /// Sends this code of four letters instead of the time.
  public var kiss: UInt32?
  /// Changes a reply's bytes.
  public var forge: (@Sendable ([UInt8]) -> [UInt8])?

  public init() {}

  /// `request` is as received; times are in microseconds since 1970.
  public func reply(to request: [UInt8], received: Int64, sent: Int64, kiss code: UInt32?) -> [UInt8] {
    var packet = [UInt8](repeating: 0, count: 48)
    packet[0] = leap << 6 | 4 << 3 | 4
    packet[1] = code == nil ? stratum : 0
    packet[2] = 6
    packet[3] = UInt8(bitPattern: -20)
    packet.replaceSubrange(4..<8, with: SimulatedServer.bytes(rootDelay))
    packet.replaceSubrange(8..<12, with: SimulatedServer.bytes(rootDispersion))
    packet.replaceSubrange(12..<16, with: SimulatedServer.bytes(code ?? referenceID))
    packet.replaceSubrange(16..<24, with: SimulatedServer.timestamp(received - 10_000_000))
    packet.replaceSubrange(24..<32, with: request[40..<48])
    packet.replaceSubrange(32..<40, with: SimulatedServer.timestamp(received))
    packet.replaceSubrange(40..<48, with: SimulatedServer.timestamp(sent))
    return forge?(packet) ?? packet
  }

  static func bytes<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }

  /// 1900-01-01 is 2,208,988,800 s before 1970-01-01; the seconds wrap after 2^32.
  static func timestamp(_ microseconds: Int64) -> [UInt8] {
    let whole = Int64((Double(microseconds) / 1e6).rounded(.down))
    let rest = microseconds - whole * 1_000_000
    let (seconds, part) = rest < 0 ? (whole - 1, rest + 1_000_000) : (whole, rest)
    let fraction = UInt32(UInt64(part) << 32 / 1_000_000)
    return bytes(UInt32(truncatingIfNeeded: seconds + 2_208_988_800)) + bytes(fraction)
  }
}
