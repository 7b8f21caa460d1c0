// When the clock is a network of its own, for whoever sets it up without a computer. Must never open by itself once the
// clock has been in a network, stay open for longer than it takes, nor use a password twice.

public struct OwnNetwork {
  /// To find it, type its password and fill in the page.
  private static var lifetime: Interval { .seconds(600) }
  /// Nobody holds a button for this long by accident.
  private static var press: Interval { .seconds(3) }
  /// A router that restarts is back sooner.
  private static var longestLoss: Interval { .seconds(600) }
  /// In which a phone reads that it went well, before its network goes.
  private static var farewell: Interval { .seconds(8) }

  public private(set) var isOpen = false
  /// Of its name, "MNIST CLOCK" and this in words.
  public private(set) var number: UInt8 = 0
  public private(set) var password: [8 of UInt8] = .init(repeating: 0)
  private var end = Instant(microseconds: 0)
  private var hasOpened = false
  private var heldSince: Instant?
  private var lostSince: Instant?

  public init() {}

  /// - Parameters:
  ///   - hasHadNetwork: whether the clock knows one or has ever been in one.
  ///   - isHeld: whether the button is.
  ///   - isSetUp: whether a network was joined through this one.
  /// - Returns: whether it has opened or closed.
  mutating func work(
    hasHadNetwork: Bool, hasNetwork: Bool, isConnected: Bool, isHeld: Bool, isSetUp: Bool,
    _ random: inout some RandomSource & ~Copyable, at now: Instant
  ) -> Bool {
    let isWanted = isWanted(hasNetwork: hasNetwork, isConnected: isConnected, isHeld: isHeld, at: now)
    if isOpen {
      if isSetUp { end = min(end, now + OwnNetwork.farewell) }
      guard now >= end else { return false }
      isOpen = false
      return true
    }
    guard isWanted || (!hasHadNetwork && !hasOpened) else { return false }
    (isOpen, hasOpened, end) = (true, true, now + OwnNetwork.lifetime)
    number = UInt8(truncatingIfNeeded: random.next() % 10)
    for index in 0..<8 { password[index] = UInt8(truncatingIfNeeded: random.next() % 10) }
    return true
  }

  /// Whether somebody asks for it who may.
  private mutating func isWanted(hasNetwork: Bool, isConnected: Bool, isHeld: Bool, at now: Instant) -> Bool {
    if isConnected { lostSince = nil } else if lostSince == nil { lostSince = now }
    guard isHeld else {
      heldSince = nil
      return false
    }
    let since = heldSince ?? now
    heldSince = since
    guard now - since >= OwnNetwork.press, let lostSince else { return false }
    return !hasNetwork || now - lostSince >= OwnNetwork.longestLoss
  }

  /// What the panels show of it.
  public var notice: Notice { Notice(network: number, password: password) }
}
