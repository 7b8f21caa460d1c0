// One panel's own two wires, and how its driver sends and waits. Must never wait without a deadline, nor touch RST: the
// panels share it (see PanelRow).

public enum PanelError: Error, Equatable, Sendable {
  /// BUSY was still high at the deadline: a broken panel, or a disconnected wire.
  case busyTimeout
  /// BUSY fell before the waveform could have ended, or while the panel slept: no panel, no supply, or a disconnected
  /// wire.
  case noAnswer
  /// The SPI controller failed.
  case bus(SPIError)
}

public struct PanelPins<B: PanelBoard>: ~Copyable {
  private var chipSelect: B.Output
  private let busy: B.Input

  /// Chip select must be high (low with a supply that is switched), and BUSY an input. For the board's author: with a
  /// pull-down on BUSY an unplugged panel can be told from one that is working.
  public init(chipSelect: consuming B.Output, busy: consuming B.Input) {
    self.chipSelect = chipSelect
    self.busy = busy
  }

  /// All kinds of panel drive BUSY high while they work.
  var isBusy: Bool { busy.read() == .high }

  /// Before the supply goes off, and after it has come on.
  mutating func setChipSelect(_ level: PinLevel) { chipSelect.set(level) }

  mutating func send(_ command: UInt8, _ wires: inout PanelWires<B>) throws(PanelError) {
    try send(command, Span(), &wires)
  }

  mutating func send<let count: Int>(
    _ command: UInt8, _ parameters: [count of UInt8], _ wires: inout PanelWires<B>
  ) throws(PanelError) {
    try send(command, parameters.span, &wires)
  }

  mutating func send(
    _ command: UInt8, _ parameters: Span<UInt8>, _ wires: inout PanelWires<B>
  ) throws(PanelError) {
    chipSelect.set(.low)
    defer { chipSelect.set(.high) }
    try wires.send(command, parameters)
  }

  func waitUntilIdle(_ time: B.Time, within limit: Interval) throws(PanelError) {
    let deadline = time.now + limit
    while isBusy {
      guard time.now < deadline else { throw .busyTimeout }
      time.sleep(for: PanelWires<B>.busyPollInterval)
    }
  }
}
