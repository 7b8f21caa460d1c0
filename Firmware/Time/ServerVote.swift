// Finds the servers that agree, and outvotes the one that doesn't. Must never believe a minority.

/// Marzullo's algorithm, as in RFC 5905's selection: each sample is an interval that its server says holds the time;
/// the largest set of intervals that share a point is right.
public struct ServerVote: Sendable {
  /// Bit n: sample n agrees.
  public let agreeing: UInt8
  /// Of those that agree, the one with the narrowest interval.
  public let best: TimeSample

  /// - Returns: nil when there is no sample, or no majority of those that there are.
  public init?(_ samples: [4 of TimeSample?]) {
    let samples = samples.span
    var count = 0
    var first: TimeSample?
    for index in 0..<4 {
      if let sample = samples[index] {
        count &+= 1
        if first == nil { first = sample }
      }
    }
    guard let first else { return nil }
    // The point that most intervals share lies at the lower end of one of them.
    var most = 0
    var chosen: UInt8 = 0
    for candidate in 0..<4 {
      guard let sample = samples[candidate] else { continue }
      let point = sample.time(at: first.instant) + (0 &- sample.bound)
      var agreeing: UInt8 = 0
      var number = 0
      for index in 0..<4 {
        guard let other = samples[index] else { continue }
        if (other.time(at: first.instant) - point).size <= other.bound {
          agreeing |= 1 &<< UInt8(truncatingIfNeeded: index)
          number &+= 1
        }
      }
      if number > most { (most, chosen) = (number, agreeing) }
    }
    guard 2 &* most > count else { return nil }
    var best: TimeSample?
    for index in 0..<4 where chosen & (1 &<< UInt8(truncatingIfNeeded: index)) != 0 {
      guard let sample = samples[index] else { continue }
      if let known = best, known.bound <= sample.bound { continue }
      best = sample
    }
    guard let best else { return nil }
    (self.agreeing, self.best) = (chosen, best)
  }
}
