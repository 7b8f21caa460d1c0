// The same work for many things, on all cores. Must never let their number or their order change a result.

import Dispatch

public enum Parallel {
  /// What `body` gives for 0..<count, in that order.
  /// - Parameters:
  ///   - piece: how many are done between two reports of progress.
  ///   - progress: told how many are done.
  public static func map<Result: Sendable>(
    _ count: Int, piece: Int = 1_000, progress: (Int) -> Void = { _ in }, _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { buffer, filled in
      nonisolated(unsafe) let results = buffer
      for start in stride(from: 0, to: count, by: piece) {
        let end = min(start + piece, count)
        DispatchQueue.concurrentPerform(iterations: end - start) { offset in
          results.initializeElement(at: start + offset, to: body(start + offset))
        }
        progress(end)
      }
      filled = count
    }
  }
}
