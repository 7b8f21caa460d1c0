// How long something has taken so far, on the terminal of standard error, when its end can't be predicted.
// Must never be shown together with another bar, nor while the work writes to the terminal.

import Dispatch
import Foundation

public enum Elapsed {
  public static func shown<Result>(_ title: String, during work: () throws -> Result) rethrows -> Result {
    guard ProgressBar.isPossible else { return try work() }
    let (isOver, isGone) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    Thread.detachNewThread {
      let bar = ProgressBar(title, total: nil, unit: "s")
      let begin = ContinuousClock.now
      while isOver.wait(timeout: .now() + 0.1) == .timedOut {
        let seconds = Int((ContinuousClock.now - begin).components.seconds)
        // Shorter work needs no display.
        if seconds > 0 { bar.update(seconds) }
      }
      bar.finish()
      isGone.signal()
    }
    defer {
      isOver.signal()
      isGone.wait()
    }
    return try work()
  }
}
