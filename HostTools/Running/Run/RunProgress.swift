// How far a run with an end is, in a few letters. Must never guess how long it will take.

enum RunProgress {
  /// Both in minutes of the device's time.
  static func text(_ passed: Int, of minutes: Int) -> String {
    let days = minutes / 1_440
    guard days > 1, minutes % 1_440 == 0 else { return "\(min(100, 100 * passed / max(1, minutes))) %" }
    return "day \(min(days, passed / 1_440 + 1)) of \(days)"
  }
}
