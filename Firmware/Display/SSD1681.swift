// Drives the SSD1681 of a 1.54-inch V2 panel (GDEH0154D67, 200 × 200). Facts: SSD1681 datasheet Rev 0.13, and
// the sequences that drivers in the field have proved on this glass.
// Must never wait without a deadline, and never touch RST: the four panels share it, see PanelRow.

/// The commands that the driver sends, with what their parameters mean.
public enum SSD1681Command: UInt8, Sendable {
  /// 3 bytes: gates - 1 (low, high), scan order.
  case driverOutputControl = 0x01
  /// 1 byte: 01 keeps the RAM. BUSY stays high until the next hardware reset.
  case deepSleepMode = 0x10
  /// 1 byte: 03 counts X up, then Y up.
  case dataEntryMode = 0x11
  /// Registers to their power-on values; RAM stays.
  case softwareReset = 0x12
  /// 1 byte: 80 internal, 48 external.
  case temperatureSensor = 0x18
  /// Runs the stages that `displayUpdateControl2` names. BUSY is high meanwhile.
  case masterActivation = 0x20
  /// 1 byte of stage bits, run from bit 7 downwards.
  case displayUpdateControl2 = 0x22
  /// The new image, 1 is white.
  case writeRAM = 0x24
  /// The second plane: in partial refreshes the old image.
  case writeSecondRAM = 0x26
  /// 1 byte.
  case borderWaveform = 0x3C
  /// 2 bytes: start and end in bytes of eight pixels.
  case ramXWindow = 0x44
  /// 4 bytes: start and end in rows, each low byte first.
  case ramYWindow = 0x45
  /// 1 byte.
  case ramXCounter = 0x4E
  /// 2 bytes, low first.
  case ramYCounter = 0x4F
}

public enum PanelError: Error, Equatable {
  /// BUSY was still high at the deadline: a broken panel, or a wire off.
  case busyTimeout
  /// The SPI controller failed.
  case bus(SPIError)
}

/// One panel: its own two wires. What all panels share comes with each call.
public struct SSD1681<B: Board>: ~Copyable {
  private var chipSelect: B.Output
  private let busy: B.Input

  /// - Parameters: chip select is high now, and BUSY is an input.
  public init(chipSelect: consuming B.Output, busy: consuming B.Input) {
    self.chipSelect = chipSelect
    self.busy = busy
  }

  public var isBusy: Bool {
    busy.read() == .high
  }

  /// Brings a panel that has just been reset to where it takes images. About 10 ms.
  mutating func initialise(_ wires: inout PanelWires<B>) throws(PanelError) {
    try send(.softwareReset, &wires)
    // BUSY may rise late: polled after 1 ms it was found low still, after 10 ms never.
    wires.time.sleep(for: .milliseconds(10))
    try waitUntilIdle(wires.time, within: .milliseconds(100))
    // 200 gates from G0 on, in order.
    try send(.driverOutputControl, [0xC7, 0x00, 0x00], &wires)
    // The border follows LUT 1: white.
    try send(.borderWaveform, [0x05], &wires)
    // Power-on value is an external sensor, which these boards lack.
    try send(.temperatureSensor, [0x80], &wires)
    try send(.dataEntryMode, [0x03], &wires)
    // The power-on windows are larger than the glass: X to 0x15, Y to 0x127.
    try send(.ramXWindow, [0x00, 0x18], &wires)
    try send(.ramYWindow, [0x00, 0x00, 0xC7, 0x00], &wires)
  }

  /// Writes `frame` to both planes, so that a partial refresh after this one finds its old image.
  mutating func write(_ frame: borrowing Frame, _ wires: inout PanelWires<B>) throws(PanelError) {
    for plane in 0..<2 {
      try send(.ramXCounter, [0x00], &wires)
      try send(.ramYCounter, [0x00, 0x00], &wires)
      try send(plane == 0 ? .writeSecondRAM : .writeRAM, frame.bytes.span, &wires)
    }
  }

  /// Starts a full refresh of about 2.5 s and returns at once.
  mutating func startFullRefresh(_ wires: inout PanelWires<B>) throws(PanelError) {
    // Clock and analog on, temperature, waveform from OTP for mode 1, display, analog and clock off: the panel
    // is never left under high voltage, which would fade and harm it.
    try send(.displayUpdateControl2, [0xF7], &wires)
    try send(.masterActivation, &wires)
  }

  /// The RAM stays. Only a hardware reset wakes the panel; BUSY is high until then.
  mutating func enterDeepSleep(_ wires: inout PanelWires<B>) throws(PanelError) {
    try send(.deepSleepMode, [0x01], &wires)
  }

  func waitUntilIdle(_ time: B.Time, within limit: Interval) throws(PanelError) {
    let deadline = time.now + limit
    while isBusy {
      guard time.now < deadline else { throw .busyTimeout }
      time.sleep(for: PanelWires<B>.busyPollInterval)
    }
  }

  private mutating func send(_ command: SSD1681Command, _ wires: inout PanelWires<B>) throws(PanelError) {
    try send(command, Span(), &wires)
  }

  private mutating func send<let count: Int>(
    _ command: SSD1681Command, _ parameters: [count of UInt8], _ wires: inout PanelWires<B>
  ) throws(PanelError) {
    try send(command, parameters.span, &wires)
  }

  private mutating func send(
    _ command: SSD1681Command, _ parameters: Span<UInt8>, _ wires: inout PanelWires<B>
  ) throws(PanelError) {
    chipSelect.set(.low)
    defer { chipSelect.set(.high) }
    try wires.send(command.rawValue, parameters)
  }
}
