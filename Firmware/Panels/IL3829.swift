// Drives the IL3829 (same commands as the SSD1608): panels of the first version, GDEP015OC1. Sources: IL3829 datasheet,
// and the sequences and waveforms that drivers in the field send to this glass.
// Must never let it sleep deeply between two partial refreshes: it forgets both pictures.

enum IL3829: PanelDriver {
  private enum Command {
    /// 3 bytes: durations and strengths of the three phases.
    static var boosterSoftStart: UInt8 { 0x0C }
    /// 1 byte, in steps of 20 mV below 0.
    static var vcom: UInt8 { 0x2C }
    /// 1 byte, in lines.
    static var dummyLinePeriod: UInt8 { 0x3A }
    /// 1 byte.
    static var gateLineWidth: UInt8 { 0x3B }
    static var nop: UInt8 { 0xFF }
  }

  static var controller: PanelController { .il3829 }

  static func initialise<B: PanelBoard>(
    for mode: RefreshMode, _ pins: inout PanelPins<B>, _ wires: inout PanelWires<B>
  ) throws(PanelError) {
    try pins.send(PanelCommand.driverOutputControl, [0xC7, 0x00, 0x00], &wires)
    try pins.send(Command.boosterSoftStart, [0xD7, 0xD6, 0x9D], &wires)
    // -3.36 V, as the makers of the boards send.
    try pins.send(Command.vcom, [0xA8], &wires)
    // 26 lines and 62 µs a line: a frame takes 226 · 62 µs = 14 ms, which the waveforms below are made for.
    try pins.send(Command.dummyLinePeriod, [0x1A], &wires)
    try pins.send(Command.gateLineWidth, [0x08], &wires)
    try pins.send(PanelCommand.dataEntryMode, [0x03], &wires)
    let lut = mode == .partial ? IL3829Waveforms.partial : IL3829Waveforms.full
    try pins.send(PanelCommand.writeLUT, lut.span, &wires)
  }

  static func write<B: PanelBoard>(
    _ bytes: Span<UInt8>, to plane: RAMPlane, in window: FrameWindow, _ pins: inout PanelPins<B>,
    _ wires: inout PanelWires<B>
  ) throws(PanelError) {
    guard plane == .new else { return }
    try write(bytes, command: PanelCommand.writeRAM, in: window, &pins, &wires)
  }

  static func start<B: PanelBoard>(
    _ mode: RefreshMode, _ pins: inout PanelPins<B>, _ wires: inout PanelWires<B>
  ) throws(PanelError) {
    // Clock and booster on, pattern, booster and clock off.
    try pins.send(PanelCommand.displayUpdateControl2, [0xC7], &wires)
    try pins.send(PanelCommand.masterActivation, &wires)
    try pins.send(Command.nop, &wires)
  }
}

/// 20 phases, two bits each for white to white, white to black, black to white, black to black (01 towards black, 10
/// towards white), then their lengths in frames, a nibble each, the even phase in the low one.
enum IL3829Waveforms {
  /// All pixels go to white, to black, to white, then to black where black is due, so that it doesn't matter what was
  /// there: 76 frames.
  static let full: [30 of UInt8] = [
    0x50, 0xAA, 0x55, 0xAA, 0x11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0xFF, 0xFF, 0x1F, 0, 0, 0, 0, 0, 0, 0,
  ]

  /// Drives only what changes: 20 frames.
  static let partial: [30 of UInt8] = [
    0x10, 0x18, 0x18, 0x08, 0x18, 0x18, 0x08, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0x13, 0x14, 0x44, 0x12, 0, 0, 0, 0, 0, 0,
  ]
}
