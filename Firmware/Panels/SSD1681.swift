// Drives the SSD1681: panels V2, Rev 2.1 and GDEY0154D67. Sources: SSD1681 datasheet Rev 0.13, and the sequences that
// drivers in the field have proved on this glass. Must never read: these boards don't bring out the data line.

enum SSD1681: PanelDriver {
  private enum Command {
    /// 1 byte: 80 internal, 48 external.
    static var temperatureSensor: UInt8 { 0x18 }
    /// The second plane.
    static var writeSecondRAM: UInt8 { 0x26 }
    /// 1 byte.
    static var borderWaveform: UInt8 { 0x3C }
  }

  static var controller: PanelController { .ssd1681 }

  static func initialise<B: PanelBoard>(
    for mode: RefreshMode, _ pins: inout PanelPins<B>, _ wires: inout PanelWires<B>
  ) throws(PanelError) {
    // 200 gates from G0 on, in order.
    try pins.send(PanelCommand.driverOutputControl, [0xC7, 0x00, 0x00], &wires)
    let border: UInt8 =
      switch mode {
      // Follows LUT 1, which makes white.
      case .full: 0x05
      // At VCOM: stays as it is.
      case .partial: 0x80
      // Follows LUT 0, which is white here.
      case .grey: 0x00
      }
    try pins.send(Command.borderWaveform, [border], &wires)
    // The power-on default is an external sensor, which these boards lack.
    try pins.send(Command.temperatureSensor, [0x80], &wires)
    try pins.send(PanelCommand.dataEntryMode, [0x03], &wires)
    if mode == .grey { try pins.send(PanelCommand.writeLUT, SSD1681Waveforms.fourGreys.span, &wires) }
  }

  static func write<B: PanelBoard>(
    _ bytes: Span<UInt8>, to plane: RAMPlane, in window: FrameWindow, _ pins: inout PanelPins<B>,
    _ wires: inout PanelWires<B>
  ) throws(PanelError) {
    let command = plane == .new ? PanelCommand.writeRAM : Command.writeSecondRAM
    try write(bytes, command: command, in: window, &pins, &wires)
  }

  static func start<B: PanelBoard>(
    _ mode: RefreshMode, _ pins: inout PanelPins<B>, _ wires: inout PanelWires<B>
  ) throws(PanelError) {
    // All of them: clock and analog on; display; analog and clock off. A waveform from OTP is chosen by the
    // temperature, which is measured first; loading one would overwrite the grey one.
    let stages: UInt8 =
      switch mode {
      case .full: 0xF7
      case .partial: 0xFF
      case .grey: 0xC7
      }
    try pins.send(PanelCommand.displayUpdateControl2, [stages], &wires)
    try pins.send(PanelCommand.masterActivation, &wires)
  }
}

enum SSD1681Waveforms {
  private static let levels: [12 of UInt8] = [
    0x40, 0x48, 0x80, 0x08, 0x48, 0x10, 0x02, 0x48, 0x04, 0x20, 0x48, 0x01,
  ]
  private static let groups: [28 of UInt8] = [
    0x0A, 0x19, 0x00, 0x03, 0x08, 0x00, 0x00,
    0x14, 0x01, 0x00, 0x14, 0x01, 0x00, 0x03,
    0x0A, 0x03, 0x00, 0x08, 0x19, 0x00, 0x00,
    0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01,
  ]

  /// Good Display's four levels for this glass, measured at 5.5 s. 60 bytes of levels (LUT 0 to 3, VCOM; two bits a
  /// phase: 01 towards black, 10 towards white), 12 groups of 7 (phase lengths in frames and repeats), frame rates (2:
  /// 50 Hz), gates. LUT 0 is white, LUT 3 black, so that a pixel's two bits are its darkness. Net drive is 0 for each.
  static var fourGreys: [153 of UInt8] {
    var bytes: [153 of UInt8] = .init(repeating: 0)
    for lut in 0..<4 {
      for group in 0..<3 { bytes[12 &* lut &+ group] = levels[3 &* lut &+ group] }
    }
    for index in 0..<28 { bytes[60 &+ index] = groups[index] }
    for index in 144..<150 { bytes[index] = 0x22 }
    return bytes
  }
}
