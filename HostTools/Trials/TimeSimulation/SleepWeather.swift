// What warms and cools a sleeping device. Must never be smoother than a room is: that would flatter the RC oscillator.

import Foundation
import Support

/// Where the device hangs: a day's swing, and what comes and goes within twenty minutes, both in kelvin. Assumed.
public struct SleepRoom: Sendable {
  let swing, gusts: Double

  /// Heated and aired.
  public static let living = SleepRoom(swing: 3, gusts: 0.5)
  /// With sun and wind: no place for such panels, but one to see what the counter bears.
  public static let balcony = SleepRoom(swing: 10, gusts: 2)
}

/// Warmth in kelvin, moved on in steps of true time.
struct SleepWeather {
  private static let gustSeconds = 1_200.0
  /// The board follows the room's air so slowly, in seconds. Assumed.
  private static let lag = 100.0
  /// What a radio warms the chip by, and how fast; half of it cools within seconds, half within minutes.
  /// "Wi-Fi warmth moves it 1 %" (stackoverflow 77005603) is 12 K of 0.08 % each; the seconds are assumed.
  private static let radio = 12.0
  private static let radioSeconds = 3.0
  private static let coolingSeconds = [15.0, 150.0]

  private var random: SplitMix64
  private let place: SleepRoom
  private let phase: Double
  private var air = 0.0
  private var board = 0.0
  private var parts = [0.0, 0.0]
  private var seconds = 0.0
  var isRadioOn = false

  init(_ place: SleepRoom, seed: UInt64) {
    self.place = place
    random = SplitMix64(seed: seed ^ 0x3EA7)
    phase = Double.random(in: 0..<2 * .pi, using: &random)
    board = room
  }

  private var room: Double { place.swing * sin(2 * .pi * seconds / 86_400 + phase) + air }
  /// Of the board, and of the chip on it, against the mean of the days.
  var ofBoard: Double { board + 0.2 * fromRadio }
  var ofChip: Double { board + fromRadio }
  private var fromRadio: Double { parts[0] + parts[1] }

  /// The longest step in which nothing changes by much.
  var step: Double { isRadioOn || fromRadio > 0.5 ? 0.5 : fromRadio > 0.02 ? 2 : 10 }

  mutating func advance(by length: Double) {
    seconds += length
    let share = length / SleepWeather.gustSeconds
    air += -air * share + place.gusts * (2 * share).squareRoot() * random.normal()
    board += (room - board) * min(1, length / SleepWeather.lag)
    for index in 0..<2 {
      let goal = isRadioOn ? SleepWeather.radio / 2 : 0
      let pace = isRadioOn ? SleepWeather.radioSeconds : SleepWeather.coolingSeconds[index]
      parts[index] = goal + (parts[index] - goal) * exp(-length / pace)
    }
  }
}

extension SplitMix64 {
  /// Of variance 1: the sum of twelve even ones less six.
  mutating func normal() -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += Double(next() >> 11) / 9_007_199_254_740_992 }
    return sum
  }
}
