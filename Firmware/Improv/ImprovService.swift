// Wi-Fi set up from a browser, by Improv over the console's serial line: what is asked, and what is answered.
// Must never log or show a password, or wait.

public struct ImprovService<Output: ConsoleOutput & ~Copyable>: ~Copyable {
  private enum State: UInt8 { case ready = 2, provisioning = 3, provisioned = 4 }
  private enum Fault: UInt8 { case none = 0, invalidPacket = 1, unknownCommand = 2, cannotConnect = 3, unknown = 0xFF }
  private enum Command: UInt8 { case join = 1, state = 2, information = 3, scan = 4 }

  private var sender: ImprovSender<Output>
  private var receiver = ImprovReceiver()
  /// "ESP32-C3" for instance.
  private let chip: StaticString
  /// Whether the device has a page of its own to be sent to.
  private let hasPage: Bool
  private var isJoining = false
  private var isScanning = false

  public init(output: consuming Output, chip: StaticString, hasPage: Bool) {
    self.chip = chip
    self.hasPage = hasPage
    sender = ImprovSender(output)
  }

  /// Takes a byte that has come on the line. `console` is given each byte that is no packet's.
  public mutating func take<S: SettingsStore & ~Copyable, R: WiFiRadio & ~Copyable>(
    _ byte: UInt8, _ trial: inout NetworkTrial<S, R>, at now: Instant, console: (UInt8) -> Void
  ) {
    switch receiver.take(byte, at: now) {
    case .nothing: break
    case .text(let held, let isWhole):
      give(held, console)
      if isWhole { console(byte) }
    case .damaged: tell(.invalidPacket)
    case .packet:
      run(&trial, at: now)
      receiver.clear()
    }
  }

  /// Goes on with what takes time. To be called all the time, while the panels refresh, too: a client that waits for
  /// two seconds offers to erase everything.
  public mutating func work<S: SettingsStore & ~Copyable, R: WiFiRadio & ~Copyable>(
    _ trial: inout NetworkTrial<S, R>, at now: Instant, console: (UInt8) -> Void
  ) {
    give(receiver.release(at: now), console)
    if isJoining { followTry(&trial) }
    if isScanning, !trial.isScanning(for: .serial) { tellFound(&trial) }
  }

  private func give(_ held: Int, _ console: (UInt8) -> Void) {
    for index in 0..<held { console(ImprovReceiver.beginning.utf8Start[index]) }
  }

  // MARK: Commands

  /// A command has its number, the length of what follows, and that.
  private var commandNumber: UInt8? {
    let data = receiver.span
    guard receiver.kind == 3, data.count >= 2, Int(data[1]) == data.count &- 2 else { return nil }
    return data[0]
  }

  private mutating func run<S: SettingsStore & ~Copyable, R: WiFiRadio & ~Copyable>(
    _ trial: inout NetworkTrial<S, R>, at now: Instant
  ) {
    guard let number = commandNumber else { return tell(.invalidPacket) }
    guard let command = Command(rawValue: number) else { return tell(.unknownCommand) }
    switch command {
    case .join: join(&trial, at: now)
    case .state:
      tell(.none)
      tellState(trial.isTrying, trial.radio.isConnected, trial.radio.address)
    case .information: tellInformation()
    case .scan:
      guard trial.scan(for: .serial, at: now) else { return tell(.unknown) }
      tell(.none)
      isScanning = true
    }
  }

  private mutating func join<S: SettingsStore & ~Copyable, R: WiFiRadio & ~Copyable>(
    _ trial: inout NetworkTrial<S, R>, at now: Instant
  ) {
    trial.endScan(for: .serial)
    isScanning = false
    let fault = begin(&trial, at: now)
    isJoining = fault == .none
    guard isJoining else { return tell(fault) }
    tell(.none)
    tellState(true, false, 0)
  }

  private func begin<S: SettingsStore & ~Copyable, R: WiFiRadio & ~Copyable>(
    _ trial: inout NetworkTrial<S, R>, at now: Instant
  ) -> Fault {
    let data = receiver.span
    guard data.count > 2 else { return .invalidPacket }
    let nameEnd = 3 &+ Int(data[2])
    guard nameEnd < data.count, nameEnd &+ 1 &+ Int(data[nameEnd]) == data.count else { return .invalidPacket }
    let isBegun = trial.begin(
      data.extracting(3..<nameEnd), data.extracting((nameEnd &+ 1)...), for: .serial, at: now)
    return isBegun ? .none : .cannotConnect
  }

  private mutating func followTry<S: SettingsStore & ~Copyable, R: WiFiRadio & ~Copyable>(
    _ trial: inout NetworkTrial<S, R>
  ) {
    guard trial.asker != .serial || !trial.isTrying else { return }
    isJoining = false
    if trial.asker == .serial, trial.state == .joined, !trial.isUnstored {
      return tellState(false, true, trial.radio.address, resultOf: .join)
    }
    tell(trial.isUnstored ? .unknown : .cannotConnect)
    tellState(trial.isTrying, trial.radio.isConnected, trial.radio.address)
  }

  private mutating func tellFound<S: SettingsStore & ~Copyable, R: WiFiRadio & ~Copyable>(
    _ trial: inout NetworkTrial<S, R>
  ) {
    isScanning = false
    var found = FoundNetworks()
    while let network = found.next(&trial.radio) {
      sender.begin(resultOf: Command.scan.rawValue)
      sender.put(text: found.name.span.extracting(first: network.count))
      sender.put(strength: network.strength)
      sender.put(text: network.isProtected ? "YES" : "NO")
      sender.finishResult()
    }
    trial.endScan(for: .serial)
    sender.begin(resultOf: Command.scan.rawValue)
    sender.finishResult()
  }

  // MARK: Answers

  private mutating func tellInformation() {
    tell(.none)
    sender.begin(resultOf: Command.information.rawValue)
    // To the letter the name in the installer's manifest.
    sender.put(text: "MNIST Clock")
    sender.put(text: Version.text)
    sender.put(text: chip)
    sender.put(text: "MNIST Clock")
    sender.finishResult()
  }

  private mutating func tell(_ fault: Fault) {
    sender.begin(.error)
    sender.put(fault.rawValue)
    sender.finish()
  }

  private mutating func tellState(
    _ isTrying: Bool, _ isConnected: Bool, _ address: UInt32, resultOf command: Command = .state
  ) {
    let state = isTrying ? State.provisioning : isConnected ? .provisioned : .ready
    sender.begin(.state)
    sender.put(state.rawValue)
    sender.finish()
    guard state == .provisioned else { return }
    sender.begin(resultOf: command.rawValue)
    // By its number: a browser's machine need not find names in .local.
    if hasPage, address != 0 { sender.put(pageAt: address) }
    sender.finishResult()
  }
}
