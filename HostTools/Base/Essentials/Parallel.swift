// The same work for many things, on all cores. Must never let their number or their order change a result.

#if !hasFeature(Embedded)
  import Dispatch
#endif

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
        each(end - start) { offset in results.initializeElement(at: start + offset, to: body(start + offset)) }
        progress(end)
      }
      filled = count
    }
  }

  private static func each(_ count: Int, _ body: @Sendable (Int) -> Void) {
    #if !hasFeature(Embedded)
      DispatchQueue.concurrentPerform(iterations: count, execute: body)
    #else
      // A browser's page has one.
      for index in 0..<count { body(index) }
    #endif
  }
}
