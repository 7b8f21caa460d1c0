// How soon a name that doesn't exist is looked up again: the firmware, which doesn't know about name servers, tries
// every second. Must never hold up a name that was found.

import Foundation

/// A copyable handle; several threads may look names up.
public final class LookUpPauses: @unchecked Sendable {
  /// Doubled at each failure. A newly registered name, or a network that has only just come up, waits no longer than
  /// the last pause.
  private static let first = Duration.seconds(2)
  private static let longest = Duration.seconds(64)

  private let lock = NSLock()
  private var pauses: [String: (length: Duration, end: ContinuousClock.Instant)] = [:]

  public init() {}

  package func isOver(for name: String, at now: ContinuousClock.Instant = .now) -> Bool {
    lock.withLock { pauses[name].map { now >= $0.end } ?? true }
  }

  package func note(_ name: String, isKnown: Bool, at now: ContinuousClock.Instant = .now) {
    lock.withLock {
      guard !isKnown else { return pauses[name] = nil }
      let length = pauses[name].map { min($0.length * 2, LookUpPauses.longest) } ?? LookUpPauses.first
      pauses[name] = (length, now + length)
    }
  }
}
