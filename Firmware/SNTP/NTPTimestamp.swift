// The time format of NTP's packets. Must never be compared except through `UTCTime`: it wraps every 136 years.

/// Seconds since 1900-01-01T00:00:00Z modulo 2^32 in the upper half, 1/2^32 seconds in the lower. 0 means unknown.
public struct NTPTimestamp: Equatable, Sendable {
  public let bits: UInt64

  /// From the start of NTP's first era to that of POSIX time.
  static var epochSeconds: Int64 { 2_208_988_800 }
  /// No time before this can be right: the firmware is newer. 2026-01-01T00:00:00Z.
  public static var earliest: UTCTime { UTCTime(seconds: 1_767_225_600) }

  /// 2106-02-07T06:28:16Z, 2^32 s after 1970. What reads as that or later comes from a clock that was never set, and
  /// means 2^32 s earlier: from 1970 to `earliest`.
  public static var latest: UTCTime { UTCTime(seconds: 4_294_967_296) }

  public init(bits: UInt64) {
    self.bits = bits
  }

  public init(_ time: UTCTime) {
    let seconds = UInt64(bitPattern: time.seconds &+ NTPTimestamp.epochSeconds) & 0xFFFF_FFFF
    let fraction = (UInt64(widening: time.microsecond) &<< 32) / 1_000_000
    bits = seconds &<< 32 | fraction
  }

  /// In the era that puts it at `earliest` or up to 2^32 seconds later: until the year 2162. RFC 4330 chooses by the
  /// highest bit of the seconds, which works until 2104.
  public var time: UTCTime {
    let seconds = UInt32(truncatingIfNeeded: bits &>> 32)
    let fraction = UInt64(widening: UInt32(truncatingIfNeeded: bits))
    let pivot = NTPTimestamp.earliest.seconds &+ NTPTimestamp.epochSeconds
    // Modulo 2^32, so that it counts from the pivot whatever the era.
    let sincePivot = seconds &- UInt32(truncatingIfNeeded: pivot)
    let unix = NTPTimestamp.earliest.seconds &+ Int64(bitPattern: UInt64(widening: sincePivot))
    let microseconds = Int64(bitPattern: (fraction &* 1_000_000) &>> 32)
    return UTCTime(microseconds: unix &* 1_000_000 &+ microseconds)
  }
}
