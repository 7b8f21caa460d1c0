// The smallest possible board: registers in memory, those of no real chip. Each test run compiles the whole clock for
// it, since generic code becomes machine code, and shows what it needs, only when a board uses it. Must never be
// flashed: nothing answers at these addresses.

/// One 32-bit register.
struct Register {
  let address: UInt

  var value: UInt32 {
    get { UnsafePointer<UInt32>(bitPattern: address)?.pointee ?? 0 }
    nonmutating set { UnsafeMutablePointer<UInt32>(bitPattern: address)?.pointee = newValue }
  }
}

struct ProbeBus: SPIBus, ~Copyable {
  let data = Register(address: 0x6000_0000)
  let status = Register(address: 0x6000_0004)

  mutating func write(_ bytes: Span<UInt8>) throws(SPIError) {
    for index in bytes.indices { data.value = UInt32(bytes[index]) }
    guard status.value == 0 else { throw .transferFailed }
  }
}

struct ProbePin: OutputPin, InputPin, ~Copyable {
  let level: Register

  init(_ number: UInt) {
    level = Register(address: 0x6000_1000 + 4 * number)
  }

  mutating func set(_ level: PinLevel) { self.level.value = UInt32(level.rawValue) }
  func read() -> PinLevel { level.value == 0 ? .low : .high }
}

struct ProbeTime: MonotonicTime {
  let low = Register(address: 0x6000_2000)
  let high = Register(address: 0x6000_2004)

  var now: Instant { Instant(microseconds: UInt64(widening: high.value) &<< 32 | UInt64(widening: low.value)) }
  func sleep(until deadline: Instant) { while now < deadline {} }
}

struct ProbeFlash: GlyphFlash, ~Copyable {
  /// ESP32-C3: where data in flash is mapped; 0x27_0000 is what a 4 MB chip has left beside one app.
  private let start = UnsafePointer<UInt8>(bitPattern: 0x3C00_0000 as UInt)
  private let count = 0x27_0000

  var bytes: Span<UInt8> {
    @_lifetime(borrow self) get {
      _overrideLifetime(
        Span(_unsafeElements: UnsafeBufferPointer(start: start, count: count)), borrowing: self)
    }
  }
}

struct ProbeJournalFlash: WritableFlash, ~Copyable {
  let command = Register(address: 0x6000_6000)
  let data = Register(address: 0x6000_6004)
  let status = Register(address: 0x6000_6008)

  var size: Int { 0x1_0000 }

  mutating func read(at offset: Int, into buffer: inout MutableSpan<UInt8>) throws(FlashError) {
    command.value = UInt32(truncatingIfNeeded: offset)
    for index in buffer.indices { buffer[index] = UInt8(truncatingIfNeeded: data.value) }
    guard status.value == 0 else { throw .operationFailed }
  }

  mutating func isErased(at offset: Int, count: Int) throws(FlashError) -> Bool {
    command.value = UInt32(truncatingIfNeeded: offset)
    for _ in 0..<count where data.value != 0xFF { return false }
    return true
  }

  mutating func program(_ piece: Span<UInt8>, at offset: Int) throws(FlashError) {
    command.value = UInt32(truncatingIfNeeded: offset)
    for index in piece.indices { data.value = UInt32(piece[index]) }
    guard status.value == 0 else { throw .operationFailed }
  }

  mutating func eraseSector(at offset: Int) throws(FlashError) {
    command.value = UInt32(truncatingIfNeeded: offset)
    guard status.value == 0 else { throw .operationFailed }
  }
}

struct ProbeSocket: DatagramSocket, ~Copyable {
  let data = Register(address: 0x6000_3000)

  mutating func send(_ datagram: Span<UInt8>) throws(NetworkError) {
    for index in datagram.indices { data.value = UInt32(datagram[index]) }
  }

  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    for index in buffer.indices { buffer[index] = UInt8(truncatingIfNeeded: data.value) }
    return buffer.count
  }
}

struct ProbeNetwork: Network, ~Copyable {
  mutating func open(_ name: Span<UInt8>, port: UInt16) throws(NetworkError) -> ProbeSocket? {
    guard name.count > 0 else { throw .unknownName }
    return ProbeSocket()
  }
}

struct ProbeRandom: RandomSource, ~Copyable {
  let number = Register(address: 0x6000_4000)

  mutating func next() -> UInt32 { number.value }
}

/// Texts in memory, each ended by a zero: the stored values, and above them the defaults.
struct ProbeStore: SettingsStore, ~Copyable {
  let status = Register(address: 0x6000_7000)

  mutating func read(_ key: SettingKey, into buffer: inout MutableSpan<UInt8>) -> Int? {
    guard status.value == 0 else { return nil }
    return copy(0x6000_8000, key, &buffer)
  }

  mutating func fallback(_ key: SettingKey, into buffer: inout MutableSpan<UInt8>) -> Int {
    copy(0x6000_A000, key, &buffer)
  }

  mutating func write(_ key: SettingKey, _ value: Span<UInt8>) throws(SettingsStoreError) {
    let text = UnsafeMutablePointer<UInt8>(bitPattern: 0x6000_8000 + 512 * UInt(key.rawValue))
    for index in value.indices { text?[index] = value[index] }
    text?[value.count] = 0
    guard status.value == 0 else { throw .notStored }
  }

  mutating func remove(_ key: SettingKey) throws(SettingsStoreError) {
    status.value = UInt32(key.rawValue)
    guard status.value == 0 else { throw .full }
  }

  private func copy(_ base: UInt, _ key: SettingKey, _ buffer: inout MutableSpan<UInt8>) -> Int {
    guard let text = UnsafePointer<UInt8>(bitPattern: base + 512 * UInt(key.rawValue)) else { return 0 }
    var count = 0
    while count < buffer.count, text[count] != 0 {
      buffer[count] = text[count]
      count += 1
    }
    return count
  }
}

/// A serial port: a received byte is in the register, with bit 8 set.
struct ProbeSerial: ConsoleOutput, ~Copyable {
  let data = Register(address: 0x6000_9000)

  mutating func write(_ bytes: Span<UInt8>) {
    for index in bytes.indices { data.value = UInt32(bytes[index]) }
  }

  mutating func read() -> UInt8? {
    let value = data.value
    return value & 0x100 == 0 ? nil : UInt8(truncatingIfNeeded: value)
  }
}

struct ProbeObserver: ClockObserver, ~Copyable {
  let panel = Register(address: 0x6000_5000)

  mutating func record(_ event: ClockEvent) {
    if case .panelFailed(let number, _) = event { panel.value = UInt32(truncatingIfNeeded: number) }
  }
}

enum ProbeBoard: Board {
  typealias Bus = ProbeBus
  typealias Output = ProbePin
  typealias Input = ProbePin
  typealias Time = ProbeTime
  typealias Flash = ProbeFlash
  typealias JournalFlash = ProbeJournalFlash
  typealias Source = NetworkTime<ProbeNetwork, ProbeRandom>
  typealias Observer = ProbeObserver
}

@c(probe_main) public func probeMain() {
  var store = ProbeStore()
  let settings = UserSettings(&store)
  let network = WiFiSettings(&store)
  for index in network.name.indices { Register(address: 0x6000_5004).value = UInt32(network.name[index]) }
  for index in network.password.indices { Register(address: 0x6000_5008).value = UInt32(network.password[index]) }
  Register(address: 0x6000_500C).value = UInt32(settings.rejected)
  var serial = ProbeSerial()
  var console = SettingsConsole(store: store, output: ProbeSerial())
  var clock = Clock<ProbeBoard>(
    settings: settings.clock,
    panels: PanelRow(
      settings: settings.refresh,
      wires: PanelWires(bus: ProbeBus(), dataCommand: ProbePin(0), reset: ProbePin(1), time: ProbeTime()),
      panels: [
        Panel(kind: settings.kinds[0], chipSelect: ProbePin(2), busy: ProbePin(6)),
        Panel(kind: settings.kinds[1], chipSelect: ProbePin(3), busy: ProbePin(7)),
        Panel(kind: settings.kinds[2], chipSelect: ProbePin(4), busy: ProbePin(8)),
        Panel(kind: settings.kinds[3], chipSelect: ProbePin(5), busy: ProbePin(9)),
      ]),
    time: ProbeTime(), flash: ProbeFlash(), journal: ProbeJournalFlash(),
    source: NetworkTime(settings, network: ProbeNetwork(), random: ProbeRandom()),
    observer: ProbeObserver())
  while true {
    let next = clock.step()
    while ProbeTime().now < next {
      if let byte = serial.read(), case .restart = console.take(byte) { return }
    }
  }
}
