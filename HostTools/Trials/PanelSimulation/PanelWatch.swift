// What can be expected of one panel at a given moment, from its faults and what the firmware said about it. Must never
// excuse a panel for longer than the documents do.

import Firmware

/// - A panel that had a fault is right at the first redraw that begins after the fault's end; and
/// - 33 minutes after the end at the latest, since the firmware's pauses go up to 31.5 minutes, and when words are
/// shown it checks once a minute, between minutes.
/// - If the fault may have gone unnoticed and the RAM been lost (see `PanelFault`): at the first full refresh after the
/// end, at the latest at the first hour that changes the panel's digit.
struct PanelWatch {
  private(set) var isFaulty = false
  /// By the firmware's events.
  private(set) var drawn: GlyphID?
  private var isInDoubt = false
  private var faultEnd = Instant(microseconds: 0)
  /// Whether only a full refresh helps.
  private var needsFull = false
  /// Since it was last drawn, by the firmware's events.
  private var failures = 0
  /// The longest time after a fault's end that it was still found wrong.
  private(set) var longestWrong = Interval(microseconds: 0)

  /// Half a minute of it for the redraw itself.
  private static let patience = Interval.seconds(33 * 60 + 30)

  mutating func beginFault(mayGoUnseen: Bool) {
    (isFaulty, isInDoubt) = (true, true)
    if mayGoUnseen { needsFull = true }
  }

  mutating func endFault(at now: Instant) {
    isFaulty = false
    faultEnd = now
  }

  mutating func noteFailure() { failures += 1 }

  mutating func noteRecovery() { failures = 0 }

  var isFailing: Bool { failures > 1 }

  /// Whether it takes pictures without any doubt.
  var isSound: Bool { !isFaulty && !isInDoubt }

  /// - Parameter begun: when the minute that this redraw was for began.
  mutating func noteDrawing(_ id: GlyphID, _ refresh: Refresh, begun: Instant) {
    drawn = id
    failures = 0
    guard isInDoubt, !isFaulty, begun >= faultEnd, !needsFull || refresh.mode != .partial else { return }
    (isInDoubt, needsFull) = (false, false)
  }

  /// Notes that it is wrong while it is allowed to be.
  mutating func noteWrong(at now: Instant) {
    if !isFaulty { longestWrong = max(longestWrong, now - faultEnd) }
  }

  /// Whether it must show the time now.
  /// - Parameter fullHour: the first hour after an instant that changes the panel's digit.
  func isDue(at now: Instant, fullHour: (Instant) -> Instant) -> Bool {
    guard !isFaulty else { return false }
    guard isInDoubt else { return true }
    guard now > faultEnd + PanelWatch.patience else { return false }
    if needsFull, failures == 0, now < fullHour(faultEnd) { return false }
    return true
  }
}
