// A network that is tried before it is stored: whoever asks for it is told whether it could be joined.
// Must never store a network that wasn't joined, keep a password once that is decided, or wait.

public struct NetworkTrial<Store: SettingsStore & ~Copyable, Radio: WiFiRadio & ~Copyable>: ~Copyable {
  /// Who has asked: answers go to them alone.
  public enum Asker: UInt8, Sendable { case nobody, serial, page }

  /// Clients of Improv wait for 45 s. An access point that is there answers in a few seconds, DHCP included.
  private static var patience: Interval { .seconds(30) }
  /// From a scan's beginning; it takes two seconds.
  private static var scanPatience: Interval { .seconds(20) }

  public var store: Store
  public var radio: Radio
  private var name: [32 of UInt8] = .init(repeating: 0)
  private var nameCount = 0
  private var password: [64 of UInt8] = .init(repeating: 0)
  private var passwordCount = 0
  /// Until when the network may be tried; nil when none is.
  private var deadline: Instant?
  /// Of the try that goes on, or else of the last.
  public private(set) var asker = Asker.nobody
  /// How the last try ended, or that it goes on.
  public private(set) var state = JoinState.failed
  /// Whether the network that was joined last couldn't be stored.
  public private(set) var isUnstored = false
  /// Who is waiting for the networks in reach.
  private var scanner = Asker.nobody
  /// Until when: whoever doesn't come for them keeps nobody else from them.
  private var scanEnd = Instant(microseconds: 0)

  public init(store: consuming Store, radio: consuming Radio) {
    self.store = store
    self.radio = radio
  }

  public var isTrying: Bool { deadline != nil }

  /// How the last try ended is of no interest any more.
  mutating func forget() {
    if deadline == nil { (asker, state) = (.nobody, .failed) }
  }

  /// Begins to try; a try that goes on is given up.
  /// - Returns: false if the name or the password can't be valid, and nothing was begun.
  public mutating func begin(
    _ newName: Span<UInt8>, _ newPassword: Span<UInt8>, for asker: Asker, at now: Instant
  ) -> Bool {
    guard UserSettings.fault(.wifi, newName) == nil, UserSettings.fault(.password, newPassword) == nil else {
      return false
    }
    for index in newName.indices { name[index] = newName[index] }
    for index in newPassword.indices { password[index] = newPassword[index] }
    (nameCount, passwordCount) = (newName.count, newPassword.count)
    (self.asker, state, deadline) = (asker, .trying, now + NetworkTrial.patience)
    scanner = .nobody
    radio.join(name.span.extracting(first: nameCount), password.span.extracting(first: passwordCount))
    return true
  }

  /// Goes on with a try. To be called all the time.
  public mutating func work(at now: Instant) {
    guard let deadline else { return }
    let seen = radio.joinState()
    guard seen == .joined || seen == .rejected || now >= deadline else { return }
    self.deadline = nil
    isUnstored = false
    if seen == .joined, !keep() { isUnstored = true }
    password = .init(repeating: 0)
    passwordCount = 0
    state = seen == .trying ? .failed : seen
    if seen != .joined || isUnstored { radio.giveUp() }
  }

  private mutating func keep() -> Bool {
    do throws(SettingsStoreError) {
      try store.setNetwork(name.span.extracting(first: nameCount), password.span.extracting(first: passwordCount))
      return true
    } catch {
      return false
    }
  }

  // MARK: Networks in reach

  /// - Returns: false while that isn't possible: a network is being tried on its channel, or somebody else is waiting.
  public mutating func scan(for asker: Asker, at now: Instant) -> Bool {
    guard deadline == nil, scanner == .nobody || scanner == asker || now >= scanEnd else { return false }
    if scanner != asker || now >= scanEnd {
      radio.scan()
      scanEnd = now + NetworkTrial.scanPatience
    }
    scanner = asker
    return true
  }

  /// Whether that scan is still this asker's, so that what it finds can be had.
  public func hasScan(for asker: Asker, at now: Instant) -> Bool { scanner == asker && now < scanEnd }

  public mutating func isScanning(for asker: Asker) -> Bool { scanner == asker && radio.isScanning() }

  public mutating func endScan(for asker: Asker) {
    if scanner == asker { scanner = .nobody }
  }
}

/// The networks that a scan found, each once, without those that can't be chosen.
struct FoundNetworks {
  /// As many as a person looks through.
  static var most: Int { 24 }

  private var seen: [24 of UInt32] = .init(repeating: 0)
  private var count = 0
  private(set) var name: [32 of UInt8] = .init(repeating: 0)

  /// - Returns: the next one, whose name is at the beginning of `name`.
  mutating func next(_ radio: inout some WiFiRadio & ~Copyable) -> FoundNetwork? {
    while count < FoundNetworks.most {
      var buffer = name.mutableSpan
      guard let network = radio.nextFound(&buffer) else { return nil }
      let text = name.span.extracting(first: max(0, min(network.count, 32)))
      // A hidden name can't be chosen, and a network of several access points is one.
      let mark = CRC32.of(text)
      var isKnown = UserSettings.fault(.wifi, text) != nil
      for index in 0..<count where seen[index] == mark { isKnown = true }
      guard !isKnown else { continue }
      seen[count] = mark
      count &+= 1
      return FoundNetwork(count: text.count, strength: network.strength, isProtected: network.isProtected)
    }
    return nil
  }
}
