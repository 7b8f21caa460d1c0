// The counter across sleeps, against exact sums of 128 bits. Must never take its expectations from the counter's own
// arithmetic: lengths are fractions here, and rounded once, at the end.

import Firmware
import Support
import Testing

/// A device's counters, and what they come to, in 2^-20 µs.
private struct ExactDevice {
  let slowClock: SlowClock
  var total: UInt128 = 0
  var awake: UInt64
  var ticks: UInt64
  /// Of a tick that isn't over.
  private var rest: UInt128 = 0
  /// A tick's true length in 2^-19 µs, and what was measured last.
  var period: UInt32
  private(set) var calibration: UInt32

  /// The ticks are close to the end of 48 bits.
  init(_ slowClock: SlowClock, _ random: inout SplitMix64) {
    self.slowClock = slowClock
    awake = UInt64.random(in: 0..<1 << 40, using: &random)
    ticks = (1 << 48) - UInt64.random(in: 1..<1 << 30, using: &random)
    // 1,000,000 / 32,768 · 2^19, or 95 to 175 kHz.
    period = slowClock == .crystal ? 16_000_000 : UInt32.random(in: 3_000_000..<5_500_000, using: &random)
    calibration = period
  }

  var reading: SleepCounter.Reading { .init(awake: awake, ticks: ticks) }

  private mutating func tick(for microseconds: UInt64) -> UInt128 {
    rest += UInt128(microseconds) << 20
    let count = rest / (2 * UInt128(period))
    rest %= 2 * UInt128(period)
    ticks = (ticks + UInt64(count)) % (1 << 48)
    return count
  }

  mutating func stayAwake(_ microseconds: UInt64) {
    let count = tick(for: microseconds)
    awake += microseconds
    total += slowClock == .crystal ? count * 32_000_000 : UInt128(microseconds) << 20
  }

  /// - Returns: what the calibration says; 0 one time in twenty, when it fails.
  mutating func calibrate(isFirst: Bool, _ random: inout SplitMix64) -> UInt32 {
    if !isFirst, random.next() % 20 == 0 { return 0 }
    calibration = period + UInt32.random(in: 0..<period / 1_000, using: &random)
    return calibration
  }

  /// By the mean of the calibrations before and after; a failed one is the one before it.
  mutating func sleep(_ microseconds: UInt64, _ random: inout SplitMix64) -> UInt32 {
    let before = calibration
    let count = tick(for: microseconds)
    if slowClock == .oscillator, random.next() % 2 == 0 {
      period = min(5_500_000, max(3_000_000, period - period / 100 + period / 50 * UInt32(random.next() % 2)))
    }
    let said = calibrate(isFirst: false, &random)
    total += count * (slowClock == .crystal ? 32_000_000 : UInt128(before) + UInt128(calibration))
    return said
  }
}

@Suite struct SleepCounterTests {
  /// Half a million sleeps on each kind of clock: to the microsecond what the exact sum says, through the ends of 48
  /// bits and of deep sleeps.
  @Test(arguments: [SlowClock.crystal, .oscillator]) func aMillionSleepsAddUp(slowClock: SlowClock) {
    for seed in 0..<50 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      var device = ExactDevice(slowClock, &random)
      var counter = SleepCounter(slowClock, at: device.reading)
      var last: UInt64 = 0
      for step in 0..<10_000 {
        for _ in 0..<Int.random(in: 0..<3, using: &random) {
          device.stayAwake(UInt64.random(in: 0..<(step % 100 == 99 ? 3_600_000_000 : 100_000), using: &random))
          let now = counter.instant(at: device.reading)?.microseconds
          guard let now, now == UInt64(device.total >> 20), now >= last else {
            Issue.record("seed \(seed), step \(step): \(now.map { "\($0)" } ?? "broken"), not \(device.total >> 20)")
            return
          }
          last = now
        }
        counter.sleep(at: device.reading, period: device.calibrate(isFirst: step == 0, &random))
        if step % 7 == 0 { counter = SleepCounter(restoring: counter.state) }
        let longest: UInt64 = step % 1_000 == 0 ? 86_400_000_000 : 70_000_000
        let said = device.sleep(UInt64.random(in: 0..<longest, using: &random), &random)
        // The main counter is what an operating system guesses, or starts again.
        device.awake = step % 2 == 0 ? UInt64.random(in: 0..<1 << 40, using: &random) : 30_000
        guard counter.wake(at: device.reading, period: said) else {
          Issue.record("seed \(seed), step \(step): broken")
          return
        }
      }
    }
  }

  // MARK: Broken clocks

  /// 1,000,000 / 136,000 · 2^19.
  private static let oscillatorPeriod: UInt32 = 3_855_059
  private static let start: UInt64 = 5_000_000_000

  private func reading(_ awake: UInt64, _ ticks: UInt64) -> SleepCounter.Reading { .init(awake: awake, ticks: ticks) }

  private func asleep(_ slowClock: SlowClock) -> SleepCounter {
    var counter = SleepCounter(slowClock, at: reading(0, Self.start))
    counter.sleep(at: reading(0, Self.start), period: slowClock == .crystal ? 16_000_000 : Self.oscillatorPeriod)
    return counter
  }

  /// From the ticks at the wake-up, and what a calibration then says: a tick back, the start of a new count, two days
  /// that nobody slept, no ticks like those of this clock.
  @Test(
    arguments: [
      (SlowClock.crystal, Self.start - 1, 16_000_000), (.crystal, 0, 16_000_000), (.crystal, 1_000, 16_000_000),
      (.crystal, Self.start + 2 * 86_400 * 32_768, 16_000_000), (.crystal, Self.start + 8_160_000, 3_855_059),
      (.crystal, Self.start + 1_966_080, 1), (.crystal, Self.start + 1_966_080, .max),
      (.oscillator, Self.start - 1, 3_855_059), (.oscillator, 0, 3_855_059),
      (.oscillator, Self.start + 2 * 86_400 * 136_000, 3_855_059), (.oscillator, Self.start + 8_160_000, 16_000_000),
      (.oscillator, Self.start + 8_160_000, 1), (.oscillator, Self.start + 8_160_000, .max),
    ] as [(SlowClock, UInt64, UInt32)])
  func anAbsurdWakeUpIsSaid(slowClock: SlowClock, ticks: UInt64, period: UInt32) {
    var counter = asleep(slowClock)
    let isRight = counter.wake(at: reading(60_000_000, ticks), period: period)
    #expect(!isRight && counter.isBroken)
    // And stays so.
    counter = SleepCounter(restoring: counter.state)
    let later = counter.instant(at: reading(60_000_001, Self.start + 2_000_000))
    #expect(later == nil)
    counter.sleep(at: reading(60_000_001, Self.start + 2_000_000), period: period)
    let isRightAgain = counter.wake(at: reading(60_000_001, Self.start + 2_000_000), period: period)
    #expect(!isRightAgain)
  }

  /// What would be right, so that the readings above are wrong for the reasons given.
  @Test func anOrdinaryWakeUpIsAMinute() {
    for (slowClock, ticks) in [(SlowClock.crystal, 1_966_080), (.oscillator, 8_160_000)] as [(SlowClock, UInt64)] {
      var counter = asleep(slowClock)
      let isRight = counter.wake(at: reading(17, Self.start + ticks), period: 0)
      let now = counter.instant(at: reading(17, Self.start + ticks))
      #expect(isRight && abs(Int64(now?.microseconds ?? 0) - 60_000_000) < 600, "\(String(describing: now))")
    }
  }

  @Test func aCrystalThatStopsOrIsReplacedIsNoticedWhileAwake() {
    for hertz in [0, 8_192, 136_000, 150_000] as [UInt64] {
      var counter = SleepCounter(.crystal, at: reading(0, 77))
      let found = stride(from: 0, through: 10_000_000, by: 2_000).first {
        counter.instant(at: reading(UInt64($0), 77 + UInt64($0) * hertz / 1_000_000)) == nil
      }
      #expect((found ?? .max) < 200_000, "\(hertz) Hz")
    }
    var counter = SleepCounter(.crystal, at: reading(0, 77))
    counter.sleep(at: reading(0, 77), period: Self.oscillatorPeriod)
    #expect(counter.isBroken)
  }

  @Test func anOscillatorThatNobodyHasMeasuredIsNotBelieved() {
    var counter = SleepCounter(.oscillator, at: reading(0, 0))
    counter.sleep(at: reading(1_000, 136), period: 0)
    let isBelieved = counter.wake(at: reading(1_000, 8_160_136), period: 0)
    #expect(!isBelieved)
    // Measured after the sleep only.
    counter = SleepCounter(.oscillator, at: reading(0, 0))
    counter.sleep(at: reading(1_000, 136), period: 0)
    let isBelievedNow = counter.wake(at: reading(1_000, 8_160_136), period: Self.oscillatorPeriod)
    #expect(isBelievedNow)
  }

  @Test func aMainCounterThatGoesBackIsSaid() {
    for slowClock in [SlowClock.crystal, .oscillator] {
      var counter = SleepCounter(slowClock, at: reading(5_000_000, 0))
      let now = counter.instant(at: reading(4_999_999, 32_768))
      #expect(now == nil && counter.isBroken)
    }
  }

  @Test func nobodyReadsItAsleep() {
    var counter = asleep(.crystal)
    let now = counter.instant(at: reading(0, Self.start))
    #expect(now == nil && counter.isBroken)
  }

  /// Whatever comes out of a chip's memory or registers: no trap, and either broken or not back.
  @Test func anythingIsTaken() {
    var random = SplitMix64(seed: 3)
    func number() -> UInt64 { random.next() >> (random.next() % 64) }
    for _ in 0..<200_000 {
      var state = SleepCounter.State()
      (state.instant, state.awake, state.ticks) = (number() >> 1, number(), number())
      (state.fraction, state.period) = (UInt32(number() >> 32), UInt32(number() >> 32))
      state.sleepDoublings = UInt8(number() >> 56)
      (state.isAsleep, state.slowClock) = (number() % 2 == 0, number() % 2 == 0 ? .crystal : .oscillator)
      var counter = SleepCounter(restoring: state)
      var last = counter.state.instant
      for _ in 0..<6 {
        let place = reading(number(), number())
        if counter.state.isAsleep {
          _ = counter.wake(at: place, period: UInt32(number() >> 32))
        } else {
          counter.sleep(at: place, period: UInt32(number() >> 32))
        }
        _ = counter.longestSleep
        guard !counter.isBroken else { break }
        #expect(counter.state.instant >= last)
        last = counter.state.instant
      }
    }
  }

  /// The record in a chip's memory is small.
  @Test func itsStateIsFortyBytes() { #expect(MemoryLayout<SleepCounter.State>.size <= 40) }

  // MARK: How long to sleep

  /// A radio has warmed the chip by a hundredth; then it cools.
  @Test func sleepsAreShortUntilTheChipHasCooled() {
    var counter = SleepCounter(.oscillator, at: reading(0, 0))
    var ticks: UInt64 = 0
    var longest: [UInt64] = []
    for (before, after) in [(0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (10_000, 6_000), (6_000, 3_000), (3_000, 2_500)]
      + Array(repeating: (2_500, 2_500), count: 6)
    {
      func period(_ ppm: Int) -> UInt32 { UInt32(3_855_059 + 3_855_059 * ppm / 1_000_000) }
      counter.sleep(at: reading(0, ticks), period: period(before))
      longest.append(counter.longestSleep.microseconds / 1_000_000)
      ticks += 1_000_000
      let isRight = counter.wake(at: reading(0, ticks), period: period(after))
      #expect(isRight)
    }
    #expect(longest == [4, 8, 16, 32, 64, 4, 4, 4, 8, 16, 32, 64, 64, 64])
    #expect(asleep(.crystal).longestSleep == .seconds(86_400))
  }
}
