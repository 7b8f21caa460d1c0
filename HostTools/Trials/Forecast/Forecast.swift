// When does the clock first show a digit again? Found by running the firmware's own plan, minute by minute. Must never
// find it in any other way than the device will.

import Firmware

public struct Forecast: Sendable {
  public struct Repeat: Sendable, Equatable {
    /// Minutes after the start at which the digit's first glyph repeats.
    public let minute: Int
    public let panel: Int
  }

  /// A hundred years: nobody plans further ahead, and it takes a second or two.
  public static let horizon = 36_525 * 1_440

  public let policy: RedrawPolicy
  public let hourFormat: HourFormat
  public let counts: [Int]
  /// For each digit its first repeat, or nil if there is none within the horizon.
  public let repeats: [Repeat?]
  /// Glyphs of each digit taken on the second day: the first also has the four at the start.
  public let perDay: [Int]

  /// `counts` are ten, none of them 0; `legibility` is the image's, from which `legible` leaves glyphs out; `start` is
  /// when the clock is first switched on; in `quiet` no glyph is taken.
  public init(
    counts: [Int], legibility: Span<UInt8> = Span(), legible: UInt8 = 0, policy: RedrawPolicy, hourFormat: HourFormat,
    quiet: QuietHours = .never, start: LocalTime = LocalTime(seconds: 0), horizon: Int = Forecast.horizon
  ) {
    self.policy = policy
    self.hourFormat = hourFormat
    self.counts = counts
    var lanes: [10 of UInt32] = .init(repeating: 0)
    for digit in 0..<10 { lanes[digit] = UInt32(clamping: counts[digit]) }
    var plan = PanelPlan(counts: lanes, policy: policy, legible: legible)
    var repeats: [Repeat?] = Array(repeating: nil, count: 10)
    var perDay = Array(repeating: 0, count: 10)
    var remaining = 10
    var minute = 0
    while minute < 2 * 1_440 || (remaining > 0 && minute < horizon) {
      let time = LocalTime(seconds: start.seconds + Int64(minute) * 60)
      guard quiet.minutesLeft(at: time) == 0 else {
        for panel in 0..<4 { plan.forget(panel) }
        minute += 1
        continue
      }
      let steps = plan.steps(for: ClockFace(time, hourFormat), legibility)
      for panel in 0..<4 {
        guard case .draw(let choice) = steps[panel] else { continue }
        let digit = Int(choice.id.digit)
        if minute / 1_440 == 1 { perDay[digit] += 1 }
        if choice.lap > 0, repeats[digit] == nil {
          repeats[digit] = Repeat(minute: minute, panel: panel)
          remaining -= 1
        }
      }
      minute += 1
    }
    self.repeats = repeats
    self.perDay = perDay
  }

  /// The digit that repeats first, and when; nil if none does within the horizon.
  public var first: (digit: Int, moment: Repeat)? {
    var first: (digit: Int, moment: Repeat)?
    for (digit, moment) in repeats.enumerated() {
      guard let moment else { continue }
      if first == nil || (moment.minute, moment.panel) < (first?.moment.minute ?? 0, first?.moment.panel ?? 0) {
        first = (digit, moment)
      }
    }
    return first
  }
}

extension Forecast.Repeat {
  public var days: Double { Double(minute) / 1_440 }
}
