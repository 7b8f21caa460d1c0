// What the clock believes the time to be when it asks a server. Must never be taken for the time itself.

struct Belief: Sendable {
  let instant: Instant
  let time: UTCTime
  /// Microseconds.
  let uncertainty: Int32

  /// How far ahead of the clock a sample is, in microseconds.
  func error(of sample: TimeSample) -> Int64 { sample.time(at: instant) - time }

  /// Whether the clock and a sample may both be right.
  func allows(_ sample: TimeSample) -> Bool { error(of: sample).size <= sample.bound &+ uncertainty }
}
