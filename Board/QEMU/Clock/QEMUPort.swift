// The machine's 16550 as the link's port. Must never lose a byte: QEMU holds back those that don't fit yet.

import ClockLink
import Firmware
import QEMUMachine

struct QEMUPort: BytePort, ~Copyable {
  private static var base: UInt32 { 0x1000_0000 }
  /// Line status: bit 0: a byte has come; bit 5: the transmitter is empty.
  private static var lineStatus: UInt32 { base &+ 5 }
  /// For one byte, in ticks of 100 ns: a host that doesn't read for this long is gone.
  private static var patience: UInt64 { 20_000_000 }

  init() {
    // FIFO control: enable and clear both FIFOs.
    machine_store8(QEMUPort.base &+ 2, 0x07)
  }

  mutating func write(_ byte: UInt8) -> Bool {
    if machine_load8(QEMUPort.lineStatus) & 0x20 == 0 {
      let deadline = machine_time() &+ QEMUPort.patience
      while machine_load8(QEMUPort.lineStatus) & 0x20 == 0 {
        guard machine_time() < deadline else { return false }
      }
    }
    machine_store8(QEMUPort.base, byte)
    return true
  }

  mutating func read() -> UInt8? {
    machine_load8(QEMUPort.lineStatus) & 1 == 0 ? nil : machine_load8(QEMUPort.base)
  }
}
