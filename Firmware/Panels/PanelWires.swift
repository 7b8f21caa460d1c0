// The wires that all panels share, and how a command goes over them.
// Must never choose a panel: the caller drives a chip select.

/// What all panels share: SCK and MOSI as a bus, D/C, RST, the supply, and the counter that drivers wait by.
public struct PanelWires<B: PanelBoard>: ~Copyable {
  static var busyPollInterval: Interval { B.Time.busyPollInterval }

  private var bus: B.Bus
  private var dataCommand: B.Output
  private var reset: B.Output
  private var supply: B.Supply
  let time: B.Time

  /// `reset` must be high; with a supply that is switched, all must be low.
  public init(
    bus: consuming B.Bus, dataCommand: consuming B.Output, reset: consuming B.Output, supply: consuming B.Supply,
    time: B.Time
  ) {
    self.bus = bus
    self.dataCommand = dataCommand
    self.reset = reset
    self.supply = supply
    self.time = time
  }

  /// D/C is low for the command and high for every parameter; the caller drives a chip select.
  mutating func send(_ command: UInt8, _ parameters: Span<UInt8>) throws(PanelError) {
    let command: [1 of UInt8] = [command]
    do throws(SPIError) {
      dataCommand.set(.low)
      try bus.write(command.span)
      guard !parameters.isEmpty else { return }
      dataCommand.set(.high)
      try bus.write(parameters)
    } catch {
      throw .bus(error)
    }
  }

  /// Whether the panels lose their supply between refreshes.
  @inline(__always)
  var isSwitched: Bool { B.Supply.isSwitched && supply.isFitted }

  /// Afterwards, chip selects must go high and RST be pulsed, whose first 10 ms the chips need with their supply on. It
  /// gets 2 ms to come on, with all signals low still: for no longer, since boards marked Rev 2.1 look at RST.
  mutating func switchOn() {
    supply.set(isOn: true)
    time.sleep(for: .milliseconds(2))
  }

  /// Chip selects must be low.
  mutating func switchOff() {
    dataCommand.set(.low)
    reset.set(.low)
    supply.set(isOn: false)
  }

  /// Wakes every panel. 10, 2 and 10 ms: boards marked Rev 2.1 cut the panel's supply when RST stays low for longer
  /// than a few ms; 2 ms is known to work on all of them, and the supply and the chip's start need 10 ms before and
  /// after.
  mutating func pulseReset() {
    reset.set(.high)
    time.sleep(for: .milliseconds(10))
    reset.set(.low)
    time.sleep(for: .milliseconds(2))
    reset.set(.high)
    time.sleep(for: .milliseconds(10))
  }
}

extension PanelWires where B.Supply == AlwaysOn {
  /// `reset` must be high.
  public init(
    bus: consuming B.Bus, dataCommand: consuming B.Output, reset: consuming B.Output, time: B.Time
  ) {
    self.init(bus: bus, dataCommand: dataCommand, reset: reset, supply: AlwaysOn(), time: time)
  }
}
