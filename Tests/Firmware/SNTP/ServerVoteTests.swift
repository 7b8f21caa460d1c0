// Which of up to four servers agree, and which sample is taken.

import Firmware
import Testing

@Suite struct ServerVoteTests {
  private static let now = Instant(microseconds: 1_000_000_000)

  /// How far a server is ahead and how far it may be off, in ms; `after` is in µs.
  private func sample(_ ahead: Int64, within bound: Int32, after: UInt64 = 0) -> TimeSample {
    TimeSample(
      instant: Instant(microseconds: Self.now.microseconds + after),
      time: UTCTime(microseconds: 1_795_219_200_000_000 + ahead * 1_000 + Int64(after)), bound: bound * 1_000, delay: 0,
      leap: .none, stratum: 2)
  }

  private func vote(_ samples: [TimeSample?]) -> ServerVote? {
    var four: [4 of TimeSample?] = .init(repeating: nil)
    for (index, sample) in samples.enumerated() { four[index] = sample }
    return ServerVote(four)
  }

  @Test func whoIsAloneIsBelieved() {
    #expect(vote([sample(7_200_000, within: 20)])?.agreeing == 0b1)
    #expect(vote([nil, nil, sample(0, within: 20)])?.agreeing == 0b100)
    #expect(vote([]) == nil)
  }

  @Test func oneOfThreeIsOutvoted() {
    for wrong in 0..<3 {
      var samples = [sample(0, within: 20), sample(5, within: 30), sample(-8, within: 25)]
      samples[wrong] = sample(3_600_000, within: 5)
      #expect(vote(samples)?.agreeing == UInt8(0b111 & ~(1 << wrong)))
    }
  }

  @Test func theSurestOfThoseThatAgreeIsTaken() {
    let best = vote([sample(0, within: 40), sample(5, within: 10), sample(-3, within: 25), nil])?.best
    #expect(best?.bound == 10_000)
  }

  @Test func twoThatContradictEachOtherAreNoMajority() {
    #expect(vote([sample(0, within: 20), sample(1_000, within: 20)]) == nil)
    #expect(vote([sample(0, within: 20), sample(39, within: 20)])?.agreeing == 0b11)
  }

  @Test func twoAgainstTwoAreNoMajority() {
    let samples = [
      sample(0, within: 20), sample(1, within: 20), sample(900, within: 20), sample(901, within: 20),
    ]
    #expect(vote(samples) == nil)
  }

  @Test func samplesOfDifferentInstantsAreCompared() {
    #expect(vote([sample(0, within: 20), sample(0, within: 20, after: 900_000)])?.agreeing == 0b11)
  }
}
