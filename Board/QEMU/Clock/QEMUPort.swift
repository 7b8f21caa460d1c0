// The machine's 16550 as the link's port. Must never lose a byte: QEMU holds back those that don't fit yet.

struct QEMUPort: BytePort, ~Copyable {
  private enum Register {
    static var data: UInt32 { 0 }
    static var fifoControl: UInt32 { 2 }
    /// Bit 0: a byte has come; bit 5: the transmitter is empty.
    static var lineStatus: UInt32 { 5 }
  }

  /// For one byte, in ticks of 100 ns: a host that doesn't read for this long is gone.
  private static var patience: UInt64 { 20_000_000 }

  init() {
    // Enable and clear both FIFOs.
    machine_serial_store(Register.fifoControl, 0x07)
  }

  mutating func write(_ byte: UInt8) -> Bool {
    if machine_serial_load(Register.lineStatus) & 0x20 == 0 {
      let deadline = machine_time() &+ QEMUPort.patience
      while machine_serial_load(Register.lineStatus) & 0x20 == 0 {
        guard machine_time() < deadline else { return false }
      }
    }
    machine_serial_store(Register.data, byte)
    return true
  }

  mutating func read() -> UInt8? {
    machine_serial_load(Register.lineStatus) & 1 == 0 ? nil : machine_serial_load(Register.data)
  }
}
