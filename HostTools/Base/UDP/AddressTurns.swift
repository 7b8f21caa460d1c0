// Which address of a name is tried first. Must never give one up for good: what was silent today may answer tomorrow.

import Foundation

/// A copyable handle; several threads may look names up.
public final class AddressTurns: @unchecked Sendable {
  private let lock = NSLock()
  /// By host and port, how many addresses have been asked in vain.
  private var turns: [String: Int] = [:]

  public init() {}

  /// The resolver's order, starting after those that were asked in vain: 0..<`count`.
  package func order(for peer: String, count: Int) -> [Int] {
    guard count > 0 else { return [] }
    let first = lock.withLock { turns[peer, default: 0] } % count
    return Array(first..<count) + Array(0..<first)
  }

  package func skip(_ peer: String) { lock.withLock { turns[peer, default: 0] += 1 } }
}
