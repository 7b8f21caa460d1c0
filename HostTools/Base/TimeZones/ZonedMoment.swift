// When a zone's clocks show a local time. Must never hide that they show it twice, or never.

import Firmware

/// An instant, derived from a local time as in RFC 5545, 3.3.5.
public struct ZonedMoment: Equatable, Sendable {
  public enum Occurrence: Sendable {
    case once
    /// Clocks are set back over it; this is the first time.
    case twice
    /// Clocks are set forward over it; this is as long after the change as it would have been without one.
    case never
  }

  /// Unix seconds.
  public let instant: Int64
  public let occurrence: Occurrence

  /// Local time is within 26 hours of Greenwich time.
  private static let reach: Int64 = 27 * 3_600

  /// - Parameter local: seconds since 1970 as the zone's clocks count them.
  public init(local: Int64, in zone: CivilZone) {
    var instants: [Int64] = []
    var skipped: Int64?
    var start = local - ZonedMoment.reach
    let end = local + ZonedMoment.reach
    while start < end {
      let stop = min(zone.nextChange(after: start) ?? end, end)
      let instant = local - Int64(zone.state(at: start).offset)
      if instant >= start, instant < stop { instants.append(instant) }
      if instant >= stop, local - Int64(zone.state(at: stop).offset) < stop { skipped = instant }
      start = stop
    }
    instant = instants.first ?? skipped ?? local
    occurrence = instants.isEmpty ? .never : instants.count > 1 ? .twice : .once
  }
}
