// How long something takes so far, on the terminal of standard error, where its end can't be foreseen.
// Must never be shown beside another bar, nor while the work writes to the terminal.

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
        // What is over in less needs none.
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
