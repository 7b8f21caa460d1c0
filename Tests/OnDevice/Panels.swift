// Four panels on wires that only checksum what goes over them, with random pictures, hours and faults.
// Must never be told what that should be: this machine and RV32 need only agree.

/// What the wires have carried, and how BUSY behaves: high for a time after command 0x20, and in deep sleep.
/// Its arrays are written out, so that the global below is plain data and needs no atomics at its first use.
struct SummedWires {
  var now: UInt64 = 0
  var traffic = CRC32()
  var bytes: UInt32 = 0
  var transfers: UInt32 = 0
  var selected = 4
  var isCommand = false
  var busyUntil: [4 of UInt64] = [0, 0, 0, 0]
  var isAsleep: [4 of Bool] = [false, false, false, false]
  /// 0 works, 1 BUSY stays high, 2 BUSY stays low, 3 transfers fail.
  var faults: [4 of UInt8] = [0, 0, 0, 0]

  mutating func send(_ bytes: Span<UInt8>) throws(SPIError) {
    guard selected < 4 else { return }
    if faults[selected] == 3 { throw .transferFailed }
    traffic.update(bytes)
    self.bytes &+= UInt32(truncatingIfNeeded: bytes.count)
    transfers &+= 1
    guard isCommand, bytes.count == 1 else { return }
    if bytes[0] == 0x10 { isAsleep[selected] = true }
    // Neither too short for a full refresh nor too long for a partial one.
    if bytes[0] == 0x20 { busyUntil[selected] = now &+ 1_200_000 }
  }

  func isBusy(_ panel: Int) -> Bool {
    switch faults[panel] {
    case 1: true
    case 2: false
    default: isAsleep[panel] || now < busyUntil[panel]
    }
  }
}

nonisolated(unsafe) var summed = SummedWires()

struct SummedBus: SPIBus, ~Copyable {
  mutating func write(_ bytes: Span<UInt8>) throws(SPIError) { try summed.send(bytes) }
}

struct SummedOutput: OutputPin, ~Copyable {
  /// 0...3 chip selects, 4 D/C, 5 RST.
  let number: Int

  mutating func set(_ level: PinLevel) {
    switch number {
    case 4: summed.isCommand = level == .low
    case 5: if level == .low { summed.isAsleep = .init(repeating: false) }
    default: summed.selected = level == .low ? number : 4
    }
  }
}

struct SummedBusy: InputPin, ~Copyable {
  let number: Int
  func read() -> PinLevel { summed.isBusy(number) ? .high : .low }
}

struct SummedTime: MonotonicTime {
  var now: Instant { Instant(microseconds: summed.now) }
  func sleep(until deadline: Instant) { summed.now = max(summed.now, deadline.microseconds) }
}

enum SummedBoard: PanelBoard {
  typealias Bus = SummedBus
  typealias Output = SummedOutput
  typealias Input = SummedBusy
  typealias Time = SummedTime
}

struct Panels: ~Copyable {
  private var random: UInt32
  private var row: PanelRow<SummedBoard>
  private var frame = Frame()
  private var glyph = Glyph(packed: .init(repeating: 0))
  /// Refreshes by waveform, pictures that were there already, failures, recoveries.
  private(set) var counts: [6 of UInt32] = .init(repeating: 0)

  /// `isMixed` for one of each kind, else four V2; `style` and `shades` are the user's.
  init(seed: UInt32, isMixed: Bool, style: GlyphStyle, shades: RefreshSettings.Shades) {
    random = seed &* 2 &+ 1
    summed = SummedWires()
    row = PanelRow(
      settings: RefreshSettings(style: style, shades: shades),
      wires: PanelWires(
        bus: SummedBus(), dataCommand: SummedOutput(number: 4), reset: SummedOutput(number: 5), time: SummedTime()),
      panels: [
        Panel(kind: isMixed ? .v1 : .v2, chipSelect: SummedOutput(number: 0), busy: SummedBusy(number: 0)),
        Panel(kind: .v2, chipSelect: SummedOutput(number: 1), busy: SummedBusy(number: 1)),
        Panel(kind: isMixed ? .rev21 : .v2, chipSelect: SummedOutput(number: 2), busy: SummedBusy(number: 2)),
        Panel(
          kind: isMixed ? .gdey0154d67 : .v2, chipSelect: SummedOutput(number: 3), busy: SummedBusy(number: 3)),
      ])
  }

  /// Marsaglia's xorshift.
  private mutating func next() -> UInt32 {
    random ^= random &<< 13
    random ^= random &>> 17
    random ^= random &<< 5
    return random
  }

  /// One minute: now and then a fault comes or goes, some panels change.
  mutating func once(_ minute: UInt32) {
    let chance = next()
    if chance & 15 == 0 { summed.faults[Int(chance &>> 8 & 3)] = UInt8(truncatingIfNeeded: chance &>> 12 & 3) }
    let which = next()
    var drawn: [4 of Bool] = .init(repeating: false)
    for panel in 0..<4 { drawn[panel] = which &>> UInt32(truncatingIfNeeded: panel) & 1 != 0 && row.isDue(panel) }
    row.begin(drawn)
    for panel in 0..<4 where drawn[panel] {
      row.load(picture(), on: panel, isHour: minute % 60 == 0, &frame)
    }
    row.finish(within: .seconds(60))
    for panel in 0..<4 {
      switch row.takeResult(of: panel) {
      case .untouched: break
      case .failed: counts[4] &+= 1
      case .done(let refresh, let isBack):
        counts[refresh.mode.map { Int($0.rawValue) } ?? 3] &+= 1
        if isBack { counts[5] &+= 1 }
      }
    }
    summed.now &+= 60_000_000
  }

  private mutating func picture() -> PanelPicture {
    let kind = next() &>> 9 & 15
    if kind == 0 { return PanelPicture() }
    if kind == 1 { return PanelPicture(SignWord.flash) }
    // A few bytes at a time, so that windows of all sizes occur.
    for _ in 0..<kind { glyph.packed[Int(next() &>> 7) % 196] = UInt8(truncatingIfNeeded: next() &>> 11) }
    return PanelPicture(glyph, isMarked: kind == 2)
  }
}
