// Settings by hand, over any byte stream: commands, answers, and the password that isn't echoed.
// Must never show a password or its length, wait, or store an invalid value. CONSOLE.md beside this file gives the
// format.

/// Where a console writes to.
public protocol ConsoleOutput: ~Copyable {
  /// Writes a whole line in one piece if possible, so that logs come between lines.
  mutating func write(_ bytes: Span<UInt8>)
}

public struct SettingsConsole<Store: SettingsStore & ~Copyable, Output: ConsoleOutput & ~Copyable>: ~Copyable {
  /// What the board should do.
  public enum Action { case none, restart }

  private var store: Store
  private var output: Output
  private var line = ConsoleLine()
  private var text = ConsoleText()
  /// The network whose password is being asked for; empty while commands are being read.
  private var network = ConsoleNetwork()

  public init(store: consuming Store, output: consuming Output) {
    self.store = store
    self.output = output
  }

  private var isAsking: Bool { network.count > 0 }

  /// Takes a typed byte, and writes the response.
  public mutating func take(_ byte: UInt8) -> Action {
    switch line.take(byte) {
    case .nothing: break
    case .typed:
      guard !isAsking else { break }
      text.put(byte)
      flush()
    case .full:
      guard !isAsking else { break }
      text.put(0x07)
      flush()
    case .erased(let characters):
      guard !isAsking else { break }
      for _ in 0..<characters {
        text.put("\u{8} \u{8}")
        flush()
      }
    case .cancelled:
      network.count = 0
      endLine()
      prompt()
    case .ended:
      endLine()
      let action = isAsking ? takePassword() : run()
      line.clear()
      guard action == .none else { return action }
      if !isAsking { prompt() }
    }
    return .none
  }

  // MARK: Commands

  private mutating func run() -> Action {
    let command = word(from: 0)
    let key = word(from: command.upperBound)
    // The answer to a comment is its echo.
    if command.isEmpty || line.span[command.lowerBound] == UInt8(ascii: "#") { return .none }
    guard !line.isCut else {
      refuse("too long")
      return .none
    }
    guard let place = line.span.extracting(command).place(in: "help show restart set clear") else {
      refuse("unknown command; try help")
      return .none
    }
    switch place {
    case 0: help()
    case 1: show()
    case 2:
      finish("done")
      return .restart
    default:
      if let setting = SettingKey(named: line.span.extracting(key)) {
        if place == 3 { set(setting, valueRange(from: key.upperBound)) } else { clear(setting) }
      } else {
        refuse("unknown command; try help")
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
    text.put("= MNIST Clock ")
    text.put(Version.text)
    finish(": show, set KEY VALUE, clear KEY, restart")
    for number in 0..<SettingKey.count {
      guard let key = SettingKey(rawValue: number) else { continue }
      begin(key)
      text.put(": ")
      text.put(key.right)
      endLine()
    }
    finish("done")
  }

  private mutating func show() {
    for number in 0..<SettingKey.count {
      guard let key = SettingKey(rawValue: number) else { continue }
      let value = SettingValue(key, &store)
      begin(key)
      if value.isRejected { text.put(" invalid,") }
      if value.isEmpty {
        text.put(" not set")
      } else if key == .password {
        text.put(" set")
      } else {
        text.put(value.source == .stored ? " stored " : " default ")
        text.put(value.span)
      }
      endLine()
    }
    finish("done")
  }

  private mutating func clear(_ key: SettingKey) {
    // In this order: at no instant does another network have the password.
    do throws(SettingsStoreError) {
      if key == .wifi { try store.remove(.password) }
      try store.remove(key)
      conclude()
    } catch {
      refuse(error)
    }
  }

  private mutating func set(_ key: SettingKey, _ range: Range<Int>) {
    var range = range
    // Typed as for a shell, which would remove them.
    let first = range.isEmpty ? 0 : line.span[range.lowerBound]
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
      guard range.count > 1, line.span[range.upperBound &- 1] == first else {
        refuse("the quote isn't closed")
        return
      }
      range = range.lowerBound &+ 1..<range.upperBound &- 1
    }
    switch key {
    case .password:
      guard range.isEmpty else {
        refuse("it is asked for")
        return
      }
      network.take(SettingValue(.wifi, &store).span)
      if isAsking { ask() } else { refuse("set wifi") }
    case .wifi:
      guard check(key, range) else { return }
      network.take(line.span.extracting(range))
      ask()
    default:
      guard check(key, range) else { return }
      do throws(SettingsStoreError) {
        try store.write(key, line.span.extracting(range))
        conclude()
      } catch {
        refuse(error)
      }
    }
  }

  private mutating func check(_ key: SettingKey, _ range: Range<Int>) -> Bool {
    guard let fault = UserSettings.fault(key, line.span.extracting(range)) else { return true }
    refuse(key, fault)
    return false
  }

  // MARK: The network

  private mutating func ask() {
    text.put("Password: ")
    flush()
  }

  private mutating func takePassword() -> Action {
    let name = network
    network.count = 0
    guard !line.isCut else {
      refuse(.password, SettingFault(0))
      return .none
    }
    guard check(.password, 0..<line.span.count) else { return .none }
    do throws(SettingsStoreError) {
      // In this order: whenever the power is cut, no network gets another's password.
      try store.remove(.password)
      try store.write(.wifi, name.span)
      if line.span.count > 0 { try store.write(.password, line.span) }
      conclude()
    } catch {
      refuse(error)
    }
    return .none
  }

  // MARK: Answers

  private mutating func refuse(_ key: SettingKey, _ fault: SettingFault) {
    text.put("refused: ")
    text.put(key.name)
    if key.hasColumns {
      text.put(", column ")
      text.put(number: fault.position &+ 1)
    }
    text.put(": ")
    text.put(fault.right(for: key))
    endLine()
  }

  private mutating func refuse(_ error: SettingsStoreError) {
    refuse(error == .full ? "the flash is full" : "the flash didn't take it")
  }

  private mutating func refuse(_ why: StaticString) {
    text.put("refused: ")
    finish(why)
  }

  private mutating func begin(_ key: SettingKey) {
    text.put("= ")
    text.put(key.name)
  }

  private mutating func conclude() {
    finish("done; restart to use it")
  }

  private mutating func finish(_ what: StaticString) {
    text.put(what)
    endLine()
  }

  private mutating func prompt() {
    text.put("clock> ")
    flush()
  }

  private mutating func endLine() {
    text.put("\r\n")
    flush()
  }

  private mutating func flush() {
    output.write(text.span)
    text.clear()
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
