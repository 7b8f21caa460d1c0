// The counter of a device whose oscillator is wrong. Must never jump: real ones don't.

import Firmware
import Foundation
import Support

/// How fast a device's counter runs, as a function of true time.
public enum OscillatorKind: Sendable {
  case perfect
  /// A quartz: off by this many ppm, with a daily temperature swing on top.
  case crystal(ppm: Double, swing: Double)
  /// An RC oscillator: off by this many ppm at first, wandering by up to `wander` ppm an hour within 0.5 %.
  case resistorCapacitor(ppm: Double, wander: Double)
}

/// Converts true time to the counter and back, in microseconds since power-on. Generated minute by minute as needed.
public final class Oscillator {
  private static let minute: Int64 = 60_000_000

  private let kind: OscillatorKind
  private var random: SplitMix64
  private let phase: Double
  /// The counter at each minute of true time.
  private var counters: [Int64] = [0]
  private var ppm = 0.0
  private var slope = 0.0

  public init(_ kind: OscillatorKind, seed: UInt64) {
    self.kind = kind
    random = SplitMix64(seed: seed)
    phase = Double.random(in: 0..<2 * .pi, using: &random)
    if case .resistorCapacitor(let start, _) = kind { ppm = start }
  }

  private func grow(to minute: Int) {
    while counters.count <= minute + 1 {
      let number = counters.count - 1
      let length = Double(Oscillator.minute) * (1 + next(number) / 1e6)
      counters.append(counters[number] + Int64(length.rounded()))
    }
  }

  /// Parts per million during a minute.
  private func next(_ minute: Int) -> Double {
    switch kind {
    case .perfect: return 0
    case .crystal(let ppm, let swing): return ppm + swing * sin(2 * .pi * Double(minute) / 1_440 + phase)
    case .resistorCapacitor(_, let wander):
      if minute % 60 == 0 { slope = Double.random(in: -wander...wander, using: &random) / 60 }
      if ppm + slope > 5_000 || ppm + slope < -5_000 { slope = -slope }
      ppm += slope
      return ppm
    }
  }

  public func counter(at time: Int64) -> Instant {
    let minute = Int(time / Oscillator.minute)
    grow(to: minute)
    let length = counters[minute + 1] - counters[minute]
    let part = Double(time % Oscillator.minute) / Double(Oscillator.minute) * Double(length)
    return Instant(microseconds: UInt64(counters[minute] + Int64(part)))
  }

  /// The first time at which the counter has reached `instant`.
  public func time(at instant: Instant) -> Int64 {
    let counter = Int64(clamping: instant.microseconds)
    // No oscillator here is off by more than 1 %.
    var minute = max(0, Int(Double(counter) / Double(Oscillator.minute) * 0.99) - 1)
    grow(to: Int(Double(counter) / Double(Oscillator.minute) * 1.01) + 1)
    var last = counters.count - 2
    while minute < last {
      let middle = (minute + last + 1) / 2
      if counters[middle] <= counter { minute = middle } else { last = middle - 1 }
    }
    let length = counters[minute + 1] - counters[minute]
    let part = Double(counter - counters[minute]) / Double(length) * Double(Oscillator.minute)
    return Int64(minute) * Oscillator.minute + Int64(part.rounded(.up))
  }
}
