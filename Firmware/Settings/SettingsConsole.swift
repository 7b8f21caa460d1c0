// Settings by hand, over any byte stream: commands, answers, and the password that isn't echoed.
// Must never show a password or its length, wait, or store an invalid value. CONSOLE.md beside this file gives the
// format.

public struct SettingsConsole<Store: SettingsStore & ~Copyable, Output: ConsoleOutput & ~Copyable>: ~Copyable {
  /// What the board should do.
  public enum Action { case none, restart }

  // First, where its address costs no code.
  private var answer: ConsoleAnswer<Output>
  private var store: Store
  private var line = ConsoleLine()
  /// The network whose password is being asked for; empty while commands are being read.
  private var network = ConsoleNetwork()

  public init(store: consuming Store, output: consuming Output) {
    self.store = store
    answer = ConsoleAnswer(output)
  }

  private var isAsking: Bool { network.count > 0 }

  /// Takes a typed byte, and writes the response.
  public mutating func take(_ byte: UInt8) -> Action {
    switch line.take(byte) {
    case .nothing: break
    case .typed:
      guard !isAsking else { break }
      answer.put(byte)
      answer.flush()
    case .full:
      if !isAsking { answer.say("\u{7}") }
    case .erased(let characters):
      guard !isAsking else { break }
      for _ in 0..<characters { answer.say("\u{8} \u{8}") }
    case .cancelled:
      network.count = 0
      answer.endLine()
      answer.say("clock> ")
    case .ended:
      answer.endLine()
      let action = isAsking ? takePassword() : run()
      line.clear()
      guard action == .none else { return action }
      if !isAsking { answer.say("clock> ") }
    }
    return .none
  }

  // MARK: Commands

  private mutating func run() -> Action {
    let name = word(from: 0)
    let key = word(from: name.upperBound)
    // The answer to a comment is its echo.
    if name.isEmpty || line.span[name.lowerBound] == UInt8(ascii: "#") { return .none }
    guard !line.isCut else {
      answer.refuse("too long")
      return .none
    }
    guard let command = ConsoleCommand(named: line.span.extracting(name)) else {
      answer.refuse("unknown command; try help")
      return .none
    }
    switch command {
    case .help: help()
    case .show: show()
    case .restart:
      answer.finish("done")
      return .restart
    case .set, .clear:
      if let setting = SettingKey(named: line.span.extracting(key)) {
        if command == .set { set(setting, valueRange(from: key.upperBound)) } else { clear(setting) }
      } else {
        answer.refuse("unknown command; try help")
      }
    }
    return .none
  }

  private func word(from start: Int) -> Range<Int> {
    let first = line.span.nextWord(from: start)
    return first..<line.span.next(0x20, from: first)
  }

  /// The rest of the line without the blanks around it.
  private func valueRange(from start: Int) -> Range<Int> {
    let first = line.span.nextWord(from: start)
    var end = line.span.count
    while end > first, line.span[end &- 1] == 0x20 { end &-= 1 }
    return first..<end
  }

  private mutating func help() {
    answer.put("= MNIST Clock ")
    answer.put(Version.text)
    answer.finish(": show, set KEY VALUE, clear KEY, restart")
    for number in 0..<SettingKey.count {
      guard let key = SettingKey(rawValue: number) else { continue }
      answer.begin(key)
      answer.put(": ")
      answer.put(key.right)
      answer.endLine()
    }
    answer.finish("done")
  }

  private mutating func show() {
    for number in 0..<SettingKey.count {
      guard let key = SettingKey(rawValue: number) else { continue }
      let value = SettingValue(key, &store)
      answer.begin(key)
      if value.isRejected { answer.put(" invalid,") }
      if value.isEmpty {
        answer.put(" not set")
      } else if key == .password {
        answer.put(" set")
      } else {
        answer.put(value.source == .stored ? " stored " : " default ")
        answer.put(value.span)
      }
      answer.endLine()
    }
    answer.finish("done")
  }

  private mutating func clear(_ key: SettingKey) {
    // In this order: at no instant does another network have the password.
    do throws(SettingsStoreError) {
      if key == .wifi { try store.remove(.password) }
      try store.remove(key)
      answer.conclude()
    } catch {
      answer.refuse(error)
    }
  }

  private mutating func set(_ key: SettingKey, _ range: Range<Int>) {
    var range = range
    // Typed as for a shell, which would remove them.
    let first = range.isEmpty ? 0 : line.span[range.lowerBound]
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
      guard range.count > 1, line.span[range.upperBound &- 1] == first else {
        answer.refuse("the quote isn't closed")
        return
      }
      range = range.lowerBound &+ 1..<range.upperBound &- 1
    }
    switch key {
    case .password:
      guard range.isEmpty else {
        answer.refuse("you'll be asked")
        return
      }
      network.take(SettingValue(.wifi, &store).span)
      if isAsking { ask() } else { answer.refuse("set wifi") }
    case .wifi:
      guard check(key, range) else { return }
      network.take(line.span.extracting(range))
      ask()
    default:
      guard check(key, range) else { return }
      do throws(SettingsStoreError) {
        try store.write(key, line.span.extracting(range))
        answer.conclude()
      } catch {
        answer.refuse(error)
      }
    }
  }

  private mutating func check(_ key: SettingKey, _ range: Range<Int>) -> Bool {
    guard let fault = UserSettings.fault(key, line.span.extracting(range)) else { return true }
    answer.refuse(key, fault)
    return false
  }

  // MARK: The network

  private mutating func ask() {
    answer.say("Password: ")
  }

  private mutating func takePassword() -> Action {
    let name = network
    network.count = 0
    guard !line.isCut else {
      answer.refuse(.password, SettingFault(0))
      return .none
    }
    guard check(.password, 0..<line.span.count) else { return .none }
    do throws(SettingsStoreError) {
      try store.setNetwork(name.span, line.span)
      answer.conclude()
    } catch {
      answer.refuse(error)
    }
    return .none
  }
}

private enum ConsoleCommand: UInt8 {
  case help, show, restart, set, clear

  @inline(__always)
  init?(named name: Span<UInt8>) {
    guard let place = name.place(in: "help show restart set clear") else { return nil }
    self.init(rawValue: place)
  }
}

private struct ConsoleNetwork {
  private var bytes: [32 of UInt8] = .init(repeating: 0)
  var count = 0

  var span: Span<UInt8> {
    @_lifetime(borrow self) get { bytes.span.extracting(first: count) }
  }

  /// - Parameter name: a valid one, or none.
  mutating func take(_ name: Span<UInt8>) {
    for index in name.indices { bytes[index] = name[index] }
    count = name.count
  }
}
