// A board that only records what a driver does to it, for comparison with the datasheet.
// Must never answer more than a test tells it to.

import Firmware

/// What happened on the wires, in order.
enum Trace: Equatable, CustomStringConvertible {
  /// A command byte and its parameters, to the panel whose chip select was low.
  case command(panel: Int, UInt8, [UInt8])
  case reset(PinLevel)
  case supply(isOn: Bool)
  case sleep(milliseconds: UInt64)

  var description: String {
    switch self {
    case .command(let panel, let command, let parameters):
      let bytes = ([command] + parameters.prefix(8)).map { String($0, radix: 16, uppercase: true) }
      return "panel \(panel): \(bytes.joined(separator: " "))\(parameters.count > 8 ? " … \(parameters.count)" : "")"
    case .reset(let level): return "RST \(level)"
    case .supply(let isOn): return isOn ? "supply on" : "supply off"
    case .sleep(let milliseconds): return "\(milliseconds) ms"
    }
  }
}

final class Recorder {
  var traces: [Trace] = []
  var now = Instant(microseconds: 0)
  var chipSelects: [PinLevel] = .init(repeating: .high, count: 4)
  var dataCommand = PinLevel.high
  /// Whether each panel's BUSY is high at an instant.
  var isBusy: (Int, Instant) -> Bool = { _, _ in false }
  /// Panels in deep sleep, whose BUSY is high.
  var asleep: Set<Int> = []
  /// The panel whose transfers fail.
  var broken: Int?
  /// Of these, only the ones of parameters.
  var breaksParametersOnly = false
  /// Whether a board that may switch its panels' supply does.
  var hasSwitch = true
  /// Called before time moves on.
  var onSleep: () -> Void = {}
  /// What was done wrong on the wires.
  var faults: [String] = []

  func send(_ bytes: [UInt8]) throws(SPIError) {
    let selected = chipSelects.indices.filter { chipSelects[$0] == .low }
    guard selected.count == 1 else { return faults.append("\(selected.count) chip selects low") }
    if selected[0] == broken, !breaksParametersOnly || dataCommand == .high { throw .transferFailed }
    if dataCommand == .low {
      if bytes.count != 1 { faults.append("\(bytes.count) bytes with D/C low") }
      traces.append(.command(panel: selected[0], bytes[0], []))
      if bytes[0] == 0x10 { asleep.insert(selected[0]) }
    } else if case .command(let panel, let command, let parameters) = traces.last, panel == selected[0] {
      traces[traces.count - 1] = .command(panel: panel, command, parameters + bytes)
    } else {
      faults.append("data without a command")
    }
  }

  /// From now on BUSY is high for two seconds, and forever on the stuck panel.
  func beginRefresh(but stuck: Int? = nil) {
    let end = now + .seconds(2)
    isBusy = { panel, now in panel == stuck || now < end }
  }

  func setReset(_ level: PinLevel) {
    traces.append(.reset(level))
    if level == .low { asleep = [] }
  }

  /// The commands sent to a panel.
  func commands(to panel: Int) -> [Trace] {
    traces.filter { if case .command(panel, _, _) = $0 { true } else { false } }
  }
}

struct RecordedBus: SPIBus, ~Copyable {
  let recorder: Recorder
  mutating func write(_ bytes: Span<UInt8>) throws(SPIError) {
    try recorder.send(bytes.indices.map { bytes[$0] })
  }
}

struct RecordedOutput: OutputPin, ~Copyable {
  let action: (PinLevel) -> Void
  mutating func set(_ level: PinLevel) { action(level) }
}

struct RecordedBusy: InputPin, ~Copyable {
  let recorder: Recorder
  let panel: Int
  func read() -> PinLevel { recorder.asleep.contains(panel) || recorder.isBusy(panel, recorder.now) ? .high : .low }
}

struct RecordedTime: MonotonicTime {
  let recorder: Recorder
  var now: Instant { recorder.now }
  func sleep(until deadline: Instant) {
    recorder.onSleep()
    recorder.traces.append(.sleep(milliseconds: (deadline - now).microseconds / 1_000))
    recorder.now = max(recorder.now, deadline)
  }
}

enum RecordedBoard: PanelBoard {
  typealias Bus = RecordedBus
  typealias Output = RecordedOutput
  typealias Input = RecordedBusy
  typealias Time = RecordedTime
}

func recordedRow(
  _ recorder: Recorder, kinds: [PanelKind] = .init(repeating: .v2, count: 4),
  settings: RefreshSettings = RefreshSettings(style: .pixels)
) -> PanelRow<RecordedBoard> {
  func panel(_ number: Int) -> Panel<RecordedBoard> {
    Panel(
      kind: kinds[number], chipSelect: RecordedOutput { recorder.chipSelects[number] = $0 },
      busy: RecordedBusy(recorder: recorder, panel: number))
  }
  return PanelRow(
    settings: settings,
    wires: PanelWires(
      bus: RecordedBus(recorder: recorder), dataCommand: RecordedOutput { recorder.dataCommand = $0 },
      reset: RecordedOutput { recorder.setReset($0) }, time: RecordedTime(recorder: recorder)),
    panels: [panel(0), panel(1), panel(2), panel(3)])
}

extension PanelRow<RecordedBoard> {
  /// Waits for all panels and takes the result of each.
  mutating func results(within time: Interval) -> [RefreshResult] {
    finish(within: time)
    return (0..<4).map { takeResult(of: $0) }
  }
}
