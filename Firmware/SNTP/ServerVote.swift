// Finds the servers that agree, and outvotes the one that doesn't. Must never believe a minority.

/// Marzullo's algorithm, as in RFC 5905's selection: each sample is an interval that by its server contains the time;
/// the largest set of intervals that share a point is right.
public struct ServerVote: Sendable {
  /// Bit n: sample n agrees.
  public let agreeing: UInt8
  /// Among those that agree, the one with the narrowest interval.
  public let best: TimeSample

  /// - Returns: nil when there is no sample, or no majority among the samples.
  public init?(_ samples: [4 of TimeSample?]) {
    let samples = samples.span
    // The middle of each interval at one common instant, and half its length, which is below 0 where there is no
    // sample.
    var middles: [4 of Int64] = .init(repeating: 0)
    var halves: [4 of Int32] = .init(repeating: -1)
    var count = 0
    var instant: Instant?
    for index in 0..<4 {
      guard let sample = samples[index] else { continue }
      let common = instant ?? sample.instant
      instant = common
      middles[index] = sample.time(at: common).microseconds
      halves[index] = sample.bound
      count &+= 1
    }
    // The point that most intervals share lies at the lower end of one of them.
    var most = 0
    var chosen: UInt8 = 0
    for candidate in 0..<4 where halves[candidate] >= 0 {
      let point = middles[candidate] &- Int64(widening: halves[candidate])
      var agreeing: UInt8 = 0
      var number = 0
      for index in 0..<4 where (middles[index] &- point).size <= halves[index] {
        agreeing |= 1 &<< UInt8(truncatingIfNeeded: index)
        number &+= 1
      }
      if number > most { (most, chosen) = (number, agreeing) }
    }
    guard 2 &* most > count else { return nil }
    var best: Int?
    for index in 0..<4 where chosen & (1 &<< UInt8(truncatingIfNeeded: index)) != 0 {
      if let known = best, halves[known] <= halves[index] { continue }
      best = index
    }
    guard let best, let sample = samples[best] else { return nil }
    (agreeing, self.best) = (chosen, sample)
  }
}
