// A clock on the wires of Panels.swift, awake for minutes and then again, forgetting all but its record at each rest: what
// went over the wires, what is in the journal, and whether a record with one wrong bit is refused.
// Must never be told what that should be: awake or asleep, on this machine and on others, it need only agree.

/// Where the image of glyphs is, and RAM for two sectors of a journal.
struct SleepsMemory {
  let glyphs: UnsafePointer<UInt8>
  let size: Int
  let journal: UnsafeMutablePointer<UInt8>

  static var journalSize: Int { 2 &* 4_096 }
}

nonisolated(unsafe) private var place: SleepsMemory?
nonisolated(unsafe) private var requests: UInt32 = 0
nonisolated(unsafe) private var numbers: UInt32 = 1

/// Marsaglia's xorshift.
private func nextNumber() -> UInt32 {
  numbers ^= numbers &<< 13
  numbers ^= numbers &>> 17
  numbers ^= numbers &<< 5
  return numbers
}

struct SleepsFlash: GlyphFlash, ~Copyable {
  var bytes: Span<UInt8> {
    @_lifetime(borrow self) get {
      _overrideLifetime(
        Span(_unsafeElements: UnsafeBufferPointer(start: place?.glyphs, count: place?.size ?? 0)), borrowing: self)
    }
  }
}

struct SleepsJournal: WritableFlash, ~Copyable {
  var size: Int { SleepsMemory.journalSize }

  mutating func read(at offset: Int, into buffer: inout MutableSpan<UInt8>) throws(FlashError) {
    guard let cells = place?.journal else { throw .operationFailed }
    for index in buffer.indices { buffer[index] = cells[offset &+ index] }
  }

  mutating func isErased(at offset: Int, count: Int) throws(FlashError) -> Bool {
    guard let cells = place?.journal else { throw .operationFailed }
    for index in 0..<count where cells[offset &+ index] != 0xFF { return false }
    return true
  }

  mutating func program(_ piece: Span<UInt8>, at offset: Int) throws(FlashError) {
    guard let cells = place?.journal else { throw .operationFailed }
    for index in 0..<16 { cells[offset &+ index] &= piece[index] }
  }

  mutating func eraseSector(at offset: Int) throws(FlashError) {
    guard let cells = place?.journal else { throw .operationFailed }
    for index in 0..<4_096 { cells[offset &+ index] = 0xFF }
  }
}

struct SleepsSocket: DatagramSocket, ~Copyable {
  private var nonce: [8 of UInt8] = .init(repeating: 0)
  private var sent: UInt64?

  mutating func send(_ datagram: Span<UInt8>) throws(NetworkError) {
    requests &+= 1
    for byte in 0..<8 { nonce[byte] = datagram[40 &+ byte] }
    sent = summed.now
  }

  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    guard let sent, summed.now > sent else { return nil }
    self.sent = nil
    for byte in 0..<48 { buffer[byte] = 0 }
    (buffer[0], buffer[1]) = (0x24, 2)
    for byte in 0..<8 { buffer[24 &+ byte] = nonce[byte] }
    // 2026-11-21, by an oscillator that is a second in two hours too slow.
    let seconds = UInt32(truncatingIfNeeded: 0xEEAB_5D80 &+ (sent &+ sent / 7_200) / 1_000_000)
    for byte in 0..<4 {
      let value = UInt8(truncatingIfNeeded: seconds &>> UInt32(truncatingIfNeeded: 24 &- 8 &* byte))
      (buffer[32 &+ byte], buffer[40 &+ byte]) = (value, value)
    }
    return 48
  }
}

struct SleepsNetwork: Network, ~Copyable {
  mutating func open(_ name: Span<UInt8>, port: UInt16) throws(NetworkError) -> SleepsSocket? { SleepsSocket() }
}

struct SleepsRandom: RandomSource, ~Copyable {
  mutating func next() -> UInt32 { nextNumber() }
}

struct SleepsObserver: ClockObserver, ~Copyable {
  mutating func record(_ event: ClockEvent) {}
}

enum SleepsBoard: Board {
  typealias Bus = SummedBus
  typealias Output = SummedOutput
  typealias Input = SummedBusy
  typealias Time = SummedTime
  typealias Flash = SleepsFlash
  typealias JournalFlash = SleepsJournal
  typealias Source = NetworkTime<SleepsNetwork, SleepsRandom>
  typealias Observer = SleepsObserver
}

/// What has been found.
struct Sleeps {
  private(set) var traffic: UInt32 = 0
  private(set) var transfers: UInt32 = 0
  private(set) var cells: UInt32 = 0
  private(set) var polls: UInt32 = 0
  private(set) var rests: UInt32 = 0
  /// Records with a wrong bit, and those of them that were taken all the same.
  private(set) var spoilt: UInt32 = 0
  private(set) var taken: UInt32 = 0
  /// Over what the board's counter said after each rest; and how often that was further from the truth than two ticks.
  private(set) var instants = CRC32()
  private(set) var strayed: UInt32 = 0
  private var counter = SleepCounter(.crystal, at: Sleeps.reading(since: 0))
  private var boot: UInt64 = 0

  private typealias Record = SleepRecord<NetworkTimeMemory, UserSettings>

  /// - Parameter record: `Record.size` bytes of RAM for it.
  init(_ memory: SleepsMemory, minutes: UInt32, isForgetful: Bool, record: UnsafeMutableBufferPointer<UInt8>) {
    place = memory
    (requests, numbers) = (0, 7)
    summed = SummedWires()
    for index in 0..<SleepsMemory.journalSize { memory.journal[index] = 0xFF }
    var faults: UInt32 = 99
    var minute: UInt64 = 0
    var settings = UserSettings()
    settings.clock.legible = 60
    var clock = Sleeps.atReset(settings)
    while summed.now < UInt64(widening: minutes) &* 60_000_000 {
      let next = clock.step()
      let now = summed.now
      if now / 60_000_000 > minute {
        minute = now / 60_000_000
        faults = faults &* 1_664_525 &+ 1_013_904_223
        if faults &>> 28 == 0 { summed.faults[Int(faults &>> 8 & 3)] = UInt8(truncatingIfNeeded: faults &>> 12 & 3) }
      }
      if isForgetful, next.microseconds > now &+ 1_000_000, write(&clock, settings, record) {
        rests &+= 1
        summed.now = next.microseconds
        boot = summed.now
        clock = wake(record, faults)
      } else {
        summed.now = max(now, next.microseconds)
      }
    }
    (traffic, transfers, polls) = (summed.traffic.value, summed.transfers, requests)
    cells = CRC32.of(
      Span(_unsafeElements: UnsafeBufferPointer(start: memory.journal, count: SleepsMemory.journalSize)))
  }

  static var recordSize: Int { Record.size }

  private static func atReset(_ settings: UserSettings) -> Clock<SleepsBoard> {
    var names: [4 of ServerName] = .init(repeating: ServerName())
    let name: [1 of UInt8] = [0x61]
    _ = names[0].set(name.span)
    func panel(_ number: Int, _ kind: PanelKind) -> Panel<SleepsBoard> {
      Panel(kind: kind, chipSelect: SummedOutput(number: number), busy: SummedBusy(number: number))
    }
    return Clock(
      settings: settings.clock,
      panels: PanelRow(
        wires: PanelWires(
          bus: SummedBus(), dataCommand: SummedOutput(number: 4), reset: SummedOutput(number: 5), time: SummedTime()),
        panels: [panel(0, .v2), panel(1, .rev21), panel(2, .v2), panel(3, .gdey0154d67)]),
      time: SummedTime(), flash: SleepsFlash(), journal: SleepsJournal(),
      source: NetworkTime(
        client: SNTPClient(network: SleepsNetwork(), random: SleepsRandom(), names: names), zone: .utc),
      observer: SleepsObserver())
  }

  /// Both counters of a chip whose main one starts again with each deep sleep.
  private static func reading(since boot: UInt64) -> SleepCounter.Reading {
    // 32,768 a second.
    let ticks = summed.now / 15_625 &* 512 &+ summed.now % 15_625 &* 512 / 15_625
    return SleepCounter.Reading(awake: summed.now &- boot, ticks: ticks)
  }

  private mutating func write(
    _ clock: inout Clock<SleepsBoard>, _ settings: UserSettings, _ bytes: UnsafeMutableBufferPointer<UInt8>
  ) -> Bool {
    var record = Record()
    guard clock.remember(&record.clock) else { return false }
    counter.sleep(at: Sleeps.reading(since: boot), period: 0)
    record.counter = counter.state
    record.own = settings
    var span = bytes.mutableSpan
    record.write(into: &span, build: 1)
    return true
  }

  private mutating func wake(_ bytes: UnsafeMutableBufferPointer<UInt8>, _ number: UInt32) -> Clock<SleepsBoard> {
    var record = Record()
    let bit = Int(truncatingIfNeeded: number &>> 1) % (8 &* bytes.count)
    bytes[bit / 8] ^= 1 &<< UInt8(truncatingIfNeeded: bit & 7)
    spoilt &+= 1
    if record.read(bytes.span, build: 1) { taken &+= 1 }
    bytes[bit / 8] ^= 1 &<< UInt8(truncatingIfNeeded: bit & 7)
    let isTaken = record.read(bytes.span, build: 1)
    var clock = Sleeps.atReset(record.own)
    if !isTaken || !clock.recall(&record.clock) { taken &+= 1 }
    counter = SleepCounter(restoring: record.counter)
    let reading = Sleeps.reading(since: boot)
    guard counter.wake(at: reading, period: 0), let instant = counter.instant(at: reading) else {
      strayed &+= 1
      return clock
    }
    var bytes: [4 of UInt8] = .init(repeating: 0)
    var span = bytes.mutableSpan
    span.putLittleEndian(UInt32(truncatingIfNeeded: instant.microseconds), at: 0)
    instants.update(bytes.span)
    // A tick is 30.5 µs.
    let truth = summed.now
    let difference = truth > instant.microseconds ? truth &- instant.microseconds : instant.microseconds &- truth
    if difference > 61 { strayed &+= 1 }
    return clock
  }
}
