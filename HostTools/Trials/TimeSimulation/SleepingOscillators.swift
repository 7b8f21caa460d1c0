// A chip's slow clock and its main crystal in true time, as registers show them. Must never know what the firmware
// makes of it.

import Firmware
import Foundation
import Support

struct SleepingOscillators {
  /// 40 MHz on the C3, C6 and ESP32.
  private static let crystal = 40e6
  /// Trembling of each of the RC oscillator's cycles, a thousandth: assumed, ten times a ring oscillator's thermal
  /// noise.
  private static let jitter = 1e-3
  /// What a kelvin moves the RC oscillator by: 0.5 % an hour in rooms (stackoverflow 77005603).
  private static let warmth = 8e-4
  /// A tuning fork's parabola, per square kelvin from 25 °C; rooms have 21 °C in the mean.
  private static let parabola = -0.034e-6
  private static let mean = -4.0

  private let slowClock: SlowClock
  /// What is wrong with the two, as shares.
  private let mainError: Double
  private let slowError: Double
  private var random: SplitMix64
  var weather: SleepWeather

  /// True time in microseconds, and both counters then.
  private(set) var time = 0.0
  private(set) var main = 0.0
  private(set) var ticks: Double

  init(_ slowClock: SlowClock, ppm: Double, mainPPM: Double, _ room: SleepRoom, seed: UInt64) {
    self.slowClock = slowClock
    (slowError, mainError) = (ppm * 1e-6, mainPPM * 1e-6)
    random = SplitMix64(seed: seed ^ 0x51EE)
    weather = SleepWeather(room, seed: seed)
    ticks = Double(UInt32(truncatingIfNeeded: random.next()))
  }

  /// Hertz. 136,000 are the C3's and C6's, by their data sheets.
  private var slow: Double {
    switch slowClock {
    case .crystal:
      let distance = SleepingOscillators.mean + weather.ofBoard
      return 32_768 * (1 + slowError + SleepingOscillators.parabola * distance * distance)
    case .oscillator: return 136_000 * (1 + slowError) * (1 + SleepingOscillators.warmth * weather.ofChip)
    }
  }

  /// A fifth of a ppm a kelvin, as near the turning point of an AT cut.
  private var mainRate: Double { 1 + mainError + 0.2e-6 * weather.ofBoard }

  /// Ends at the first of both, each in microseconds or ticks.
  mutating func advance(to end: Double, orTicks last: Double = .infinity) {
    while time < end, ticks < last {
      let hertz = slow
      var length = min(weather.step, (end - time) / 1e6)
      if last - ticks <= hertz * length { length = max(0, (last - ticks) / hertz) }
      if slowClock == .oscillator, length > 0 {
        // In so many cycles trembling averages out; what is left is in the ticks' own length.
        let count = hertz * length
        length += SleepingOscillators.jitter * count.squareRoot() * random.normal() / hertz
      }
      length = max(1e-6, length)
      time += length * 1e6
      main += length * 1e6 * mainRate
      ticks += hertz * length
      weather.advance(by: length)
    }
  }

  /// In a chip's ROM and boot loader after a deep sleep, in microseconds: measured on an ESP32 (LightInk).
  static let booting = 28_000.0

  /// A deep sleep's end: the main counter starts again.
  mutating func boot() {
    advance(to: time + SleepingOscillators.booting)
    main = 0
  }

  /// A light sleep's end: the main counter is what the operating system guesses, here a hundredth too much.
  mutating func mislead(after microseconds: Double) { main += microseconds / 100 }

  var reading: SleepCounter.Reading { .init(awake: UInt64(main), ticks: UInt64(ticks)) }

  /// Counts the main crystal during so many slow cycles, as the hardware does, and ends after them.
  /// - Returns: a cycle's length in 2^-19 µs, rounded as ESP-IDF's `rtc_clk_cal` does.
  mutating func calibrate(cycles: Int) -> UInt32 {
    let hertz = slow
    let noise = slowClock == .oscillator ? SleepingOscillators.jitter / Double(cycles).squareRoot() : 0
    let length = Double(cycles) / hertz * (1 + noise * random.normal())
    let phase = Double.random(in: 0..<1, using: &random)
    let count = UInt64(length * SleepingOscillators.crystal * mainRate + phase)
    let divider = 40 * UInt64(cycles)
    advance(to: time + length * 1e6)
    return UInt32(((count << 19) + divider / 2 - 1) / divider)
  }
}
