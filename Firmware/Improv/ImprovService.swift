// Wi-Fi set up from a browser, by Improv over the console's serial line: what is asked, and what is answered.
// Must never store a network that wasn't joined, log or show a password, or wait.

public struct ImprovService<
  Store: SettingsStore & ~Copyable, Radio: ImprovRadio & ~Copyable, Output: ConsoleOutput & ~Copyable
>: ~Copyable {
  private enum State: UInt8 { case ready = 2, provisioning = 3, provisioned = 4 }
  private enum Fault: UInt8 { case none = 0, invalidPacket = 1, unknownCommand = 2, cannotConnect = 3, unknown = 0xFF }
  private enum Command: UInt8 { case join = 1, state = 2, information = 3, scan = 4 }

  /// Clients wait for 45 s. An access point that is there answers in a few seconds, DHCP included.
  private static var patience: Interval { .seconds(30) }
  /// As many as a person looks through.
  private static var mostFound: Int { 24 }

  private var store: Store
  private var radio: Radio
  private var sender: ImprovSender<Output>
  private var receiver = ImprovReceiver()
  /// "ESP32-C3" for instance.
  private let chip: StaticString
  private var name: [32 of UInt8] = .init(repeating: 0)
  private var nameCount = 0
  private var password: [64 of UInt8] = .init(repeating: 0)
  private var passwordCount = 0
  /// Until when the network may be tried; nil when none is.
  private var deadline: Instant?
  private var isScanning = false

  public init(store: consuming Store, radio: consuming Radio, output: consuming Output, chip: StaticString) {
    self.store = store
    self.radio = radio
    self.chip = chip
    sender = ImprovSender(output)
  }

  /// Takes a byte that has come on the line.
  /// - Parameter console: is given each byte that is no packet's.
  public mutating func take(_ byte: UInt8, at now: Instant, console: (UInt8) -> Void) {
    switch receiver.take(byte, at: now) {
    case .nothing: break
    case .text(let held, let isWhole):
      give(held, console)
      if isWhole { console(byte) }
    case .damaged: tell(.invalidPacket)
    case .packet:
      run(at: now)
      receiver.clear()
    }
  }

  /// Goes on with what takes time. To be called all the time, while the panels refresh, too: a client that waits for
  /// two seconds offers to erase everything.
  public mutating func work(at now: Instant, console: (UInt8) -> Void) {
    give(receiver.release(at: now), console)
    if let deadline { followTry(deadline, at: now) }
    if isScanning, !radio.isScanning() { tellFound() }
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

  private mutating func run(at now: Instant) {
    guard let number = commandNumber else { return tell(.invalidPacket) }
    guard let command = Command(rawValue: number) else { return tell(.unknownCommand) }
    switch command {
    case .join: join(at: now)
    case .state:
      tell(.none)
      tellState()
    case .information:
      tell(.none)
      sender.begin(resultOf: command.rawValue)
      // To the letter the name in the installer's manifest.
      sender.put(text: "MNIST Clock")
      sender.put(text: Version.text)
      sender.put(text: chip)
      sender.put(text: "MNIST Clock")
      sender.finishResult()
    case .scan:
      // While a network is tried the radio is on its channel.
      guard deadline == nil else { return tell(.unknown) }
      tell(.none)
      if !isScanning { radio.scan() }
      isScanning = true
    }
  }

  private mutating func join(at now: Instant) {
    let fault = takeNetwork()
    guard fault == .none else { return tell(fault) }
    isScanning = false
    deadline = now + ImprovService.patience
    radio.join(name.span.extracting(first: nameCount), password.span.extracting(first: passwordCount))
    tell(.none)
    tellState()
  }

  /// The name and password of the command; if they aren't valid, those of the last remain.
  private mutating func takeNetwork() -> Fault {
    let data = receiver.span
    guard data.count > 2 else { return .invalidPacket }
    let nameEnd = 3 &+ Int(data[2])
    guard nameEnd < data.count, nameEnd &+ 1 &+ Int(data[nameEnd]) == data.count else { return .invalidPacket }
    let newName = data.extracting(3..<nameEnd)
    let newPassword = data.extracting((nameEnd &+ 1)...)
    guard UserSettings.fault(.wifi, newName) == nil, UserSettings.fault(.password, newPassword) == nil else {
      return .cannotConnect
    }
    for index in newName.indices { name[index] = newName[index] }
    for index in newPassword.indices { password[index] = newPassword[index] }
    (nameCount, passwordCount) = (newName.count, newPassword.count)
    return .none
  }

  private mutating func followTry(_ deadline: Instant, at now: Instant) {
    let result = radio.joined()
    guard result != nil || now >= deadline else { return }
    self.deadline = nil
    let fault = result == true ? keep() : .cannotConnect
    password = .init(repeating: 0)
    if fault == .none {
      tellState(resultOf: .join)
    } else {
      radio.giveUp()
      tell(fault)
      tellState()
    }
  }

  private mutating func keep() -> Fault {
    do throws(SettingsStoreError) {
      try store.setNetwork(name.span.extracting(first: nameCount), password.span.extracting(first: passwordCount))
      return .none
    } catch {
      return .unknown
    }
  }

  private mutating func tellFound() {
    isScanning = false
    var seen: [24 of UInt32] = .init(repeating: 0)
    var count = 0
    var found: [32 of UInt8] = .init(repeating: 0)
    var buffer = found.mutableSpan
    while count < ImprovService.mostFound, let network = radio.nextFound(&buffer) {
      let text = buffer.span.extracting(first: max(0, min(network.count, 32)))
      // A hidden name can't be chosen, and a network of several access points is one.
      let mark = CRC32.of(text)
      var isKnown = text.count == 0 || UserSettings.fault(.wifi, text) != nil
      for index in 0..<count where seen[index] == mark { isKnown = true }
      guard !isKnown else { continue }
      seen[count] = mark
      count &+= 1
      sender.begin(resultOf: Command.scan.rawValue)
      sender.put(text: text)
      sender.put(strength: network.strength)
      sender.put(text: network.isProtected ? "YES" : "NO")
      sender.finishResult()
    }
    sender.begin(resultOf: Command.scan.rawValue)
    sender.finishResult()
  }

  // MARK: Answers

  private mutating func tell(_ fault: Fault) {
    sender.begin(.error)
    sender.put(fault.rawValue)
    sender.finish()
  }

  private mutating func tellState(resultOf command: Command = .state) {
    let state = deadline != nil ? State.provisioning : radio.isConnected ? .provisioned : .ready
    sender.begin(.state)
    sender.put(state.rawValue)
    sender.finish()
    // Where there is a page of the device's own, its address; there is none, but the client waits for the list.
    guard state == .provisioned else { return }
    sender.begin(resultOf: command.rawValue)
    sender.finishResult()
  }
}
