// A time zone's rules: which offset holds at an instant, and when the next one begins.
// Must never know zones by name, nor what applied before the present rules.

/// What a zone's clocks follow at some instant.
public struct CivilZoneState: Equatable, BitwiseCopyable, Sendable {
  /// Seconds east of Greenwich, within 26 hours.
  public let offset: Int32
  /// What the rules call daylight time; in Dublin that is winter time.
  public let isDaylight: Bool
  public let name: CivilZoneName
}

/// A state, and Unix seconds between which it is known to hold.
public struct CivilZonePeriod: Sendable {
  public let state: CivilZoneState
  /// The start of the state or a later instant.
  public let from: Int64
  /// The end of the state or an earlier instant. Not itself in the period.
  public let until: Int64

  func contains(_ unixSeconds: Int64) -> Bool {
    unixSeconds >= from && unixSeconds < until
  }
}

/// A time zone as a POSIX TZ string describes it (POSIX.1-2024, RFC 9636): one offset, or two with yearly changes.
public struct CivilZone: BitwiseCopyable, Sendable {
  struct Daylight: Sendable {
    let state: CivilZoneState
    let start: CivilZoneRule
    let end: CivilZoneRule
  }

  private let standard: CivilZoneState
  private let daylight: Daylight?

  init(standard: CivilZoneState, daylight: Daylight? = nil) {
    self.standard = standard
    self.daylight = daylight
  }

  /// Reads a POSIX TZ string, such as "CET-1CEST,M3.5.0,M10.5.0/3", with nothing before or after it.
  public init(parsing text: Span<UInt8>) throws(CivilZoneError) {
    var parser = CivilZoneParser(text)
    do throws(CivilZoneError.Expectation) {
      self = try parser.parse()
    } catch {
      throw CivilZoneError(position: parser.position, expected: error)
    }
  }

  public static var utc: CivilZone {
    CivilZone(standard: CivilZoneState(offset: 0, isDaylight: false, name: .utc))
  }

  /// The state at any instant. Takes some thousands of instructions with daylight time: `CivilTime` rarely asks.
  public func state(at unixSeconds: Int64) -> CivilZoneState {
    guard let daylight else { return standard }
    let (instant, year) = CivilZone.cycled(unixSeconds)
    var years = DaylightYears(daylight, standard, around: year)
    return years.hasDaylight(at: instant) ? daylight.state : standard
  }

  /// The state at any instant, and a period in which it holds; the start and end of the year may cut that short.
  public func period(at unixSeconds: Int64) -> CivilZonePeriod {
    guard let daylight else { return CivilZonePeriod(state: standard, from: .min, until: .max) }
    let (instant, year) = CivilZone.cycled(unixSeconds)
    var years = DaylightYears(daylight, standard, around: year)
    var from = CivilZone.start(of: year)
    var until = CivilZone.start(of: year &+ 1)
    for index in years.changes.indices {
      let change = years.changes[index]
      if change <= instant { from = max(from, change) } else { until = min(until, change) }
    }
    // Near the ends of 64 bits these wrap, and the period contains nothing.
    return CivilZonePeriod(
      state: years.hasDaylight(at: instant) ? daylight.state : standard,
      from: unixSeconds &- (instant &- from), until: unixSeconds &+ (until &- instant))
  }

  /// The first instant after `unixSeconds` at which daylight time begins or ends, or nil if there is none.
  public func nextChange(after unixSeconds: Int64) -> Int64? {
    guard let daylight else { return nil }
    let (instant, year) = CivilZone.cycled(unixSeconds)
    // Odd rules may change nothing for years. What doesn't happen in a whole cycle never does.
    for later in 0...CivilDate.yearsInCycle {
      var years = DaylightYears(daylight, standard, around: year &+ later)
      let begin = max(instant, CivilZone.start(of: year &+ later) &- 1)
      guard let change = years.firstChange(after: begin, before: CivilZone.start(of: year &+ later &+ 1)) else {
        continue
      }
      let (next, isBeyond) = unixSeconds.addingReportingOverflow(change &- instant)
      return isBeyond ? nil : next
    }
    return nil
  }

  /// The matching moment within 1970 to 2369, and its year: the calendar repeats, and all rules with it.
  private static func cycled(_ unixSeconds: Int64) -> (instant: Int64, year: Int32) {
    let length = Int64(widening: CivilDate.daysInCycle) &* 86_400
    let remainder = unixSeconds % length
    let instant = remainder < 0 ? remainder &+ length : remainder
    return (instant, CivilDate(daysSince1970: Int32(truncatingIfNeeded: instant / 86_400)).year)
  }

  private static func start(of year: Int32) -> Int64 {
    Int64(widening: CivilDate.firstDay(of: year)) &* 86_400
  }
}

/// The changes that matter in one year of UTC. A change may lie up to nine days outside the year whose rule it follows:
/// seven by its time, one by the offset. So the two years before matter too, and the one after.
private struct DaylightYears {
  /// Unix seconds: for each year the start of daylight time by its rule, then the end.
  private(set) var changes: [8 of Int64] = .init(repeating: 0)

  init(_ daylight: CivilZone.Daylight, _ standard: CivilZoneState, around year: Int32) {
    for index in 0..<4 {
      let near = year &- 2 &+ Int32(truncatingIfNeeded: index)
      changes[2 &* index] = daylight.start.instant(in: near, offset: standard.offset)
      changes[2 &* index &+ 1] = daylight.end.instant(in: near, offset: daylight.state.offset)
    }
  }

  /// Each start holds until the end by its own year's rule or, where that isn't later, by the next year's. Periods that
  /// meet or overlap make daylight time all year. Correct from 10 January of the year before to 20 December of the year
  /// after. `mutating` since the compiler would otherwise copy the changes at each access.
  mutating func hasDaylight(at instant: Int64) -> Bool {
    for index in 0..<4 where changes[2 &* index] <= instant {
      let start = changes[2 &* index]
      let end = changes[2 &* index &+ 1]
      if end > start {
        if instant < end { return true }
      } else if index == 3 || instant < changes[2 &* index &+ 3] {
        return true
      }
    }
    return false
  }

  /// The first change in between that has any effect. Both bounds lie in the year, or at its ends.
  mutating func firstChange(after instant: Int64, before end: Int64) -> Int64? {
    var first: Int64?
    for index in changes.indices {
      let change = changes[index]
      guard change > instant, change < first ?? end else { continue }
      if hasDaylight(at: change) != hasDaylight(at: change &- 1) { first = change }
    }
    return first
  }
}
