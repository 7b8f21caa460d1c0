// Sessions at the settings' console, what it writes, and the settings that result.
// Must never know what will be typed: the script has the transcripts.

/// Bytes that would end the answer's line, or be invisible in it, become two hexadecimal digits.
private func show(_ byte: UInt8) {
  guard byte < 0x20 || byte > 0x7E else { return put(byte) }
  put("<")
  putDigit(byte &>> 4)
  putDigit(byte & 15)
  put(">")
}

private func putDigit(_ digit: UInt8) { put(digit &+ (digit < 10 ? 0x30 : 0x57)) }

private func show(_ bytes: Span<UInt8>) {
  for index in bytes.indices { show(bytes[index]) }
}

private struct ShownOutput: ConsoleOutput, ~Copyable {
  mutating func write(_ bytes: Span<UInt8>) { show(bytes) }
}

/// Answers one question: all bytes of a session.
func answerConsole(_ questions: inout Questions) {
  var kept = KeptSettings()
  withUnsafeMutablePointer(to: &kept) { answer(&questions, $0) }
}

private func answer(_ questions: inout Questions, _ kept: UnsafeMutablePointer<KeptSettings>) {
  var console = SettingsConsole(store: KeptStore(kept: kept), output: ShownOutput())
  var restarts: UInt32 = 0
  for _ in 0..<questions.number() where console.take(questions.byte()) == .restart { restarts &+= 1 }
  put("\n")

  var store = KeptStore(kept: kept)
  let network = WiFiSettings(&store)
  show(network.name)
  put("/")
  show(network.password)
  let settings = UserSettings(&store)
  put(" offset ")
  put(UInt32(bitPattern: settings.zone.state(at: 0).offset))
  for index in 0..<4 {
    let server = settings.servers[index]
    guard !server.isEmpty else { continue }
    put(" server ")
    show(server.name)
    put(" ")
    put(UInt32(server.port))
  }
  put(" panels ")
  for panel in 0..<4 { put(0x30 &+ settings.kinds[panel].rawValue) }
  put(settings.refresh.shades == .dither ? " dither " : " grey ")
  put(UInt32(settings.refresh.mostPartials))
  put(settings.clock.policy == .onChange ? " change" : " minute")
  put(settings.clock.hourFormat == .twelve ? " 12" : " 24")
  put(settings.refresh.style == .ink ? " ink " : " pixels ")
  put(UInt32(settings.clock.legible))
  put(" quiet ")
  put(UInt32(settings.clock.quiet.start))
  put("-")
  put(UInt32(settings.clock.quiet.end))
  put(" restarts", restarts)
}
