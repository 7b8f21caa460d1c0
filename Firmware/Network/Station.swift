// When a Wi-Fi station tries again, and what is known of why it lost its network. Must never know a radio or its SDK.

/// Why a station has no connection.
public enum StationLoss: Sendable {
  /// The network let it begin and then refused, as it does when the password is wrong.
  case rejected
  case absent
  /// Anything else: poor reception, an access point that is restarting.
  case other
}

/// How the station gets through failures. A board starts it, tells it what happens, and tries again when that is due.
public struct Station: Sendable {
  /// A second after the first failure, doubled up to a minute: an access point that comes back is found soon, and one
  /// that doesn't isn't looked for more often than people look at a clock.
  private static var firstPause: UInt32 { 1 }
  private static var mostDoublings: UInt32 { 6 }
  private static var longestPause: UInt32 { 60 }
  /// A handshake may also fail where the signal is poor, but hardly two in a row.
  private static var surelyRejected: UInt32 { 2 }
  /// One scan may miss an access point, and one that was lost may be restarting.
  private static var surelyAbsent: UInt32 { 3 }

  private var failures: UInt32 = 0
  private var rejections: UInt32 = 0
  private var absences: UInt32 = 0
  /// Stays until there is a connection: what is written on panels must not flicker.
  public private(set) var obstacle: NetworkObstacle?
  /// When to try again; nil while connected or trying.
  public private(set) var due: Instant?

  /// - Parameter hasNetwork: whether the board knows which network to join.
  public init(hasNetwork: Bool) {
    obstacle = hasNetwork ? nil : .notSet
  }

  /// The station has an address.
  public mutating func connected() {
    (failures, rejections, absences) = (0, 0, 0)
    (obstacle, due) = (nil, nil)
  }

  /// A connection or a try for one has failed.
  public mutating func lost(_ loss: StationLoss, at now: Instant) {
    // An access point that refuses is there, and one that isn't there can't refuse.
    switch loss {
    case .rejected: (rejections, absences) = (rejections &+ 1, 0)
    case .absent: (rejections, absences) = (0, absences &+ 1)
    case .other: break
    }
    if rejections >= Station.surelyRejected { obstacle = .rejected }
    if absences >= Station.surelyAbsent { obstacle = .absent }
    let pause = min(Station.firstPause &<< min(failures, Station.mostDoublings), Station.longestPause)
    failures = min(failures &+ 1, Station.mostDoublings)
    due = now + .seconds(pause)
  }

  /// - Returns: whether to try now; the radio will then report how it went.
  public mutating func shouldTry(at now: Instant) -> Bool {
    guard let due, now >= due else { return false }
    self.due = nil
    return true
  }
}
