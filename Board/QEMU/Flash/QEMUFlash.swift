// The machine's two banks of flash: the glyph partition, mapped, and the journal's, written with the chips' own
// commands. Must never leave a bank in any mode but the one in which it is read.

import Firmware
import QEMUMachine

/// The first bank of 32 MiB, read in place.
public struct QEMUGlyphFlash: GlyphFlash, ~Copyable {
  public init() {}

  public var bytes: Span<UInt8> {
    @_lifetime(borrow self) get {
      let bank = UnsafeBufferPointer(start: UnsafePointer<UInt8>(bitPattern: 0x2000_0000 as UInt), count: 32 << 20)
      return _overrideLifetime(Span(_unsafeElements: bank), borrowing: self)
    }
  }
}

/// The second bank: two 16-bit chips side by side, with the command set of Intel and Sharp (CFI 0001). Their blocks are
/// 256 KiB, the journal's sectors 4 KiB: each sector is at the start of a block of its own, so that erasing one touches
/// no other, and the rest of the block stays empty. 16 sectors then take the bank's first 4 MiB.
public struct QEMUJournalFlash: WritableFlash, ~Copyable {
  public init() {}

  private enum Command {
    // To both chips at once.
    static var program: UInt32 { 0x0040_0040 }
    static var erase: UInt32 { 0x0020_0020 }
    static var confirm: UInt32 { 0x00D0_00D0 }
    static var clearStatus: UInt32 { 0x0050_0050 }
    static var readStatus: UInt32 { 0x0070_0070 }
    static var readArray: UInt32 { 0x00FF_00FF }
  }

  private static var base: UInt32 { 0x2200_0000 }
  private static var blockSize: Int { 256 << 10 }
  private static var sectorSize: Int { 4_096 }
  private static var sectors: Int { 16 }
  /// Status: bit 7: ready, in both chips.
  private static var ready: UInt32 { 0x0080_0080 }
  /// Bit 5: erase failed; 4: program failed; 3: voltage low; 1: block locked.
  private static var failures: UInt32 { 0x003A_003A }
  /// Longer than any such chip erases a block, in ticks of 100 ns.
  private static var patience: UInt64 { 50_000_000 }

  public var size: Int { QEMUJournalFlash.sectors &* QEMUJournalFlash.sectorSize }

  public mutating func read(at offset: Int, into buffer: inout MutableSpan<UInt8>) throws(FlashError) {
    try check(offset, buffer.count)
    for index in buffer.indices { buffer[index] = machine_load8(address(offset &+ index)) }
  }

  public mutating func isErased(at offset: Int, count: Int) throws(FlashError) -> Bool {
    try check(offset, count)
    for index in 0..<count where machine_load8(address(offset &+ index)) != 0xFF { return false }
    return true
  }

  public mutating func program(_ piece: Span<UInt8>, at offset: Int) throws(FlashError) {
    try check(offset, piece.count)
    guard piece.count & 3 == 0, offset & 3 == 0 else { throw .operationFailed }
    for first in stride(from: 0, to: piece.count, by: 4) {
      let word =
        UInt32(piece[first]) | UInt32(piece[first &+ 1]) &<< 8 | UInt32(piece[first &+ 2]) &<< 16
        | UInt32(piece[first &+ 3]) &<< 24
      try run(Command.program, word, at: address(offset &+ first))
    }
  }

  public mutating func eraseSector(at offset: Int) throws(FlashError) {
    try check(offset, QEMUJournalFlash.sectorSize)
    guard offset % QEMUJournalFlash.sectorSize == 0 else { throw .operationFailed }
    try run(Command.erase, Command.confirm, at: address(offset))
  }

  private func check(_ offset: Int, _ count: Int) throws(FlashError) {
    guard offset >= 0, count >= 0, offset <= size &- count else { throw .operationFailed }
  }

  private func address(_ offset: Int) -> UInt32 {
    let sector = offset / QEMUJournalFlash.sectorSize
    let place = sector &* QEMUJournalFlash.blockSize &+ offset % QEMUJournalFlash.sectorSize
    return QEMUJournalFlash.base &+ UInt32(truncatingIfNeeded: place)
  }

  private func run(_ first: UInt32, _ second: UInt32, at address: UInt32) throws(FlashError) {
    machine_store32(address, first)
    machine_store32(address, second)
    machine_store32(address, Command.readStatus)
    let deadline = machine_time() &+ QEMUJournalFlash.patience
    var status = machine_load32(address)
    while status & QEMUJournalFlash.ready != QEMUJournalFlash.ready, machine_time() < deadline {
      status = machine_load32(address)
    }
    machine_store32(address, Command.clearStatus)
    machine_store32(address, Command.readArray)
    guard status & QEMUJournalFlash.ready == QEMUJournalFlash.ready, status & QEMUJournalFlash.failures == 0 else {
      throw .operationFailed
    }
  }
}
