// Local time from Unix time, cheap enough to be asked for each second. Must never know where the Unix time comes from.

public struct CivilTime: Sendable {
  public let zone: CivilZone
  /// The period of the last instant: for months the next one falls in it too.
  private var period: CivilZonePeriod

  public init(_ zone: CivilZone) {
    self.zone = zone
    self.period = zone.period(at: 0)
  }

  /// The offset and name that the zone's clocks follow at any instant.
  public mutating func state(at unixSeconds: Int64) -> CivilZoneState {
    if !period.contains(unixSeconds) { period = zone.period(at: unixSeconds) }
    return period.state
  }

  /// For how many seconds the zone's clocks run on without being changed, at most a day. At the year's end it may be
  /// fewer.
  public mutating func steadySeconds(from unixSeconds: Int64) -> UInt32 {
    _ = state(at: unixSeconds)
    return UInt32(truncatingIfNeeded: min(86_400, period.until &- unixSeconds))
  }

  /// The zone's local time; `microsecond`, 0...999,999, is of both.
  public mutating func localTime(unixSeconds: Int64, microsecond: UInt32 = 0) -> LocalTime {
    LocalTime(
      seconds: unixSeconds &+ Int64(widening: state(at: unixSeconds).offset), microsecond: microsecond)
  }
}
