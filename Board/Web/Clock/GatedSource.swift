// The page's time as the firmware's source, held back while glyphs that it would lead to haven't arrived. Must never
// let the firmware draw a minute whose glyphs aren't there.

import Emulator
import Firmware

final class GatedSource: EmulatedSource {
  /// The minutes whose glyphs are there; nil before any.
  var ready: ClosedRange<Int64>?
  /// Whether the last answer was none although the time is known.
  private(set) var isBusy = false
  /// Whether only the glyphs are to be checked and the journal to be read.
  var isClosed = false

  func localTime(at instant: Instant) -> LocalTime? {
    guard !isClosed else {
      isBusy = true
      return nil
    }
    let time = Page.localTime(at: instant)
    isBusy = time.map { ready?.contains($0.minute) != true } ?? false
    return isBusy ? nil : time
  }

  func work(at now: Instant, drawingAt drawing: Instant?) -> Instant { Instant(microseconds: .max) }
  var patience: Interval { .seconds(0) }
  var obstacle: TimeObstacle? { nil }
  func standing(at instant: Instant) -> TimeStanding? { nil }
  func nextEvent() -> TimeEvent? { nil }
  func counterInterval(_ interval: Interval, at now: Instant) -> Interval { interval }
}
