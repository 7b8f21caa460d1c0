// The wires that all panels share, and how a command goes over them.
// Must never choose a panel: the caller drives a chip select.

/// What all panels share: SCK and MOSI as a bus, D/C, RST, and the counter that drivers wait by.
public struct PanelWires<B: PanelBoard>: ~Copyable {
  static var busyPollInterval: Interval { B.Time.busyPollInterval }

  private var bus: B.Bus
  private var dataCommand: B.Output
  private var reset: B.Output
  let time: B.Time

  /// `reset` must be high.
  public init(
    bus: consuming B.Bus, dataCommand: consuming B.Output, reset: consuming B.Output, time: B.Time
  ) {
    self.bus = bus
    self.dataCommand = dataCommand
    self.reset = reset
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
