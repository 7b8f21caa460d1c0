// What the row requires of a controller's driver. Must never know which controllers there are.

/// How a panel's picture is changed.
public enum RefreshMode: UInt8, Sendable {
  /// Every pixel goes through black and white: no ghosting, but it flashes.
  case full
  /// Only pixels that change: quiet and quick, but it leaves some ghosting each time.
  case partial
  /// Every pixel goes to one of four levels of grey.
  case grey
}

/// The two bits that a pixel has in a controller's RAM.
enum RAMPlane {
  /// What is to be shown; the lower bit of a grey level.
  case new
  /// What is shown; the upper bit of a grey level.
  case old
}

/// Drivers have no state: `Panel` keeps track of what a panel's RAM holds.
protocol PanelDriver {
  static var controller: PanelController { get }

  /// Brings an idle panel to where it takes a picture in that mode.
  static func initialise<B: PanelBoard>(
    for mode: RefreshMode, _ pins: inout PanelPins<B>, _ wires: inout PanelWires<B>
  ) throws(PanelError)

  /// `bytes` are those of the window, row by row.
  static func write<B: PanelBoard>(
    _ bytes: Span<UInt8>, to plane: RAMPlane, in window: FrameWindow, _ pins: inout PanelPins<B>,
    _ wires: inout PanelWires<B>
  ) throws(PanelError)

  /// Starts the refresh and returns at once. The high voltage goes off by itself at the end: a panel left under it
  /// fades and is damaged.
  static func start<B: PanelBoard>(
    _ mode: RefreshMode, _ pins: inout PanelPins<B>, _ wires: inout PanelWires<B>
  ) throws(PanelError)
}

extension PanelDriver {
  /// What the SSD1681 and the IL3829 have in common: both windows, both counters, the RAM.
  static func write<B: PanelBoard>(
    _ bytes: Span<UInt8>, command: UInt8, in window: FrameWindow, _ pins: inout PanelPins<B>,
    _ wires: inout PanelWires<B>
  ) throws(PanelError) {
    try pins.send(PanelCommand.ramXWindow, [window.left, window.right], &wires)
    try pins.send(PanelCommand.ramYWindow, [window.top, 0x00, window.bottom, 0x00], &wires)
    try pins.send(PanelCommand.ramXCounter, [window.left], &wires)
    try pins.send(PanelCommand.ramYCounter, [window.top, 0x00], &wires)
    try pins.send(command, bytes, &wires)
  }
}

/// Commands that mean the same to both controllers.
enum PanelCommand {
  /// 3 bytes: gates - 1 (low, high), scan order.
  static var driverOutputControl: UInt8 { 0x01 }
  /// 1 byte: 01 sleeps until the next hardware reset, with BUSY high; an SSD1681 keeps its RAM.
  static var deepSleepMode: UInt8 { 0x10 }
  /// 1 byte: 03 counts X up, then Y up.
  static var dataEntryMode: UInt8 { 0x11 }
  /// Resets registers to their power-on values; RAM is kept.
  static var softwareReset: UInt8 { 0x12 }
  /// Runs the stages that `displayUpdateControl2` has set. BUSY is high meanwhile.
  static var masterActivation: UInt8 { 0x20 }
  /// 1 byte of stage bits, run from bit 7 downwards.
  static var displayUpdateControl2: UInt8 { 0x22 }
  /// The new picture, 1 is white.
  static var writeRAM: UInt8 { 0x24 }
  /// A waveform.
  static var writeLUT: UInt8 { 0x32 }
  /// 2 bytes: first and last byte of eight pixels.
  static var ramXWindow: UInt8 { 0x44 }
  /// 4 bytes: first and last row, each low byte first.
  static var ramYWindow: UInt8 { 0x45 }
  /// 1 byte.
  static var ramXCounter: UInt8 { 0x4E }
  /// 2 bytes, low first.
  static var ramYCounter: UInt8 { 0x4F }
}
