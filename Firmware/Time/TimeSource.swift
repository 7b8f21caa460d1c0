// The seam between the clock and whatever tells it the time. Must never guess a time it doesn't know.

/// Says what local time it is, or that it is not known.
public protocol TimeSource: ~Copyable {
  /// The local time at `instant` (about now), or nil while there is no valid time. Called again and again, and
  /// must not wait.
  mutating func localTime(at instant: Instant) -> LocalTime?
}
