// A clock that isn't told the time for decades and centuries. Must never rely on the simulation.

import Firmware
import Testing

@Suite struct ClockDisciplineTests {
  private static let year = 31_556_952_000_000 as UInt64
  private static let start: Int64 = 1_795_219_200

  private func sample(_ instant: UInt64, secondsAhead: Double = 0) -> TimeSample {
    let time = Self.start * 1_000_000 + Int64(instant) + Int64(secondsAhead * 1e6)
    return TimeSample(
      instant: Instant(microseconds: instant), time: UTCTime(microseconds: time), bound: 20_000, delay: 20_000,
      leap: .none, stratum: 2)
  }

  /// After a single sample the oscillator may be 0.5 % off, and twice that is allowed for. After hours at half a
  /// percent it is known to be an RC oscillator.
  @Test(arguments: [1, 4, 12]) func uncertaintyNeverFalls(samples: Int) throws {
    var discipline = ClockDiscipline()
    var instant: UInt64 = 0
    for _ in 0..<samples {
      _ = discipline.take(sample(instant, secondsAhead: 0.005 * Double(instant) / 1e6))
      instant += discipline.interval.microseconds
    }
    var last: Int32 = 0
    for years in [0, 1, 5, 10, 14, 15, 20, 28, 29, 30, 35, 45, 58, 60, 75, 100, 150, 250, 500] as [UInt64] {
      let now = Instant(microseconds: instant + years * Self.year)
      let said = discipline.uncertainty(at: now)
      let uncertainty = try #require(said)
      #expect(uncertainty >= last, "\(years) years after \(samples) samples")
      // After a year the clock can no longer vouch for the minute.
      #expect(years == 0 || uncertainty > 30_000_000)
      last = uncertainty
      // At most 2 % off, which is more than any oscillator is.
      let time = discipline.time(at: now)
      let shown = try #require(time)
      let plain = Int64(instant + years * Self.year)
      let error = abs(shown.microseconds - Self.start * 1_000_000 - plain)
      #expect(error <= plain / 50 + 1_000_000, "\(years) years after \(samples) samples: \(error) µs")
    }
  }

  /// A sample that comes after decades is taken like any other.
  @Test func aSampleAfterDecadesIsTaken() throws {
    var discipline = ClockDiscipline()
    _ = discipline.take(sample(0))
    let late = sample(60 * Self.year, secondsAhead: 3_000)
    let correction = discipline.take(late)
    #expect(correction == .step(3_000_000_000))
    let (shown, uncertainty) = (discipline.time(at: late.instant), discipline.uncertainty(at: late.instant))
    #expect(shown == late.time)
    #expect(try #require(uncertainty) < 1_000_000)
  }
}
