// A machine's two banks of flash: the glyph partition, mapped, and the journal's, written with the chips' own commands.
// Must never leave a bank in any mode but the one in which it is read.

/// The glyph partition with what is beside it, 32 MiB, read in place.
struct QEMUGlyphFlash: GlyphFlash, ~Copyable {
  var bytes: Span<UInt8> {
    @_lifetime(borrow self) get {
      let bank = UnsafeBufferPointer(start: UnsafePointer<UInt8>(bitPattern: UInt(MACHINE_GLYPHS)), count: 32 << 20)
      return _overrideLifetime(Span(_unsafeElements: bank), borrowing: self)
    }
  }
}

/// The second bank: chips with the command set of Intel and Sharp (CFI 0001). Their blocks are 256 KiB or half of that,
/// the journal's sectors 4 KiB: each sector is at the start of a place of 256 KiB, so that erasing one touches no other,
/// and the rest of the place stays empty. 16 sectors then take the bank's first 4 MiB.
struct QEMUJournalFlash: WritableFlash, ~Copyable {
  private enum Command {
    static var program: UInt32 { 0x40 }
    static var erase: UInt32 { 0x20 }
    static var confirm: UInt32 { 0xD0 }
    static var clearStatus: UInt32 { 0x50 }
    static var readStatus: UInt32 { 0x70 }
    static var readArray: UInt32 { 0xFF }
  }

  private static var base: UInt32 { UInt32(MACHINE_JOURNAL) }
  /// Bytes that are programmed at once.
  private static var width: Int { Int(MACHINE_JOURNAL_WIDTH) }
  private static var blockSize: Int { 256 << 10 }
  private static var sectorSize: Int { 4_096 }
  private static var sectors: Int { 16 }
  /// Status: bit 7: ready, in all chips.
  private static var ready: UInt32 { all(0x80) }
  /// Bit 5: erase failed; 4: program failed; 3: voltage low; 1: block locked.
  private static var failures: UInt32 { all(0x3A) }
  /// Longer than any such chip erases a block, in ticks of 100 ns.
  private static var patience: UInt64 { 50_000_000 }

  var size: Int { QEMUJournalFlash.sectors &* QEMUJournalFlash.sectorSize }

  mutating func read(at offset: Int, into buffer: inout MutableSpan<UInt8>) throws(FlashError) {
    try check(offset, buffer.count)
    for index in buffer.indices { buffer[index] = machine_load8(address(offset &+ index)) }
  }

  mutating func isErased(at offset: Int, count: Int) throws(FlashError) -> Bool {
    try check(offset, count)
    for index in 0..<count where machine_load8(address(offset &+ index)) != 0xFF { return false }
    return true
  }

  mutating func program(_ piece: Span<UInt8>, at offset: Int) throws(FlashError) {
    try check(offset, piece.count)
    guard piece.count % QEMUJournalFlash.width == 0, offset % QEMUJournalFlash.width == 0 else {
      throw .operationFailed
    }
    for first in stride(from: 0, to: piece.count, by: QEMUJournalFlash.width) {
      var word: UInt32 = 0
      for byte in 0..<QEMUJournalFlash.width {
        word |= UInt32(piece[first &+ byte]) &<< UInt32(truncatingIfNeeded: 8 &* byte)
      }
      try run(Command.program, word, at: address(offset &+ first))
    }
  }

  mutating func eraseSector(at offset: Int) throws(FlashError) {
    try check(offset, QEMUJournalFlash.sectorSize)
    guard offset % QEMUJournalFlash.sectorSize == 0 else { throw .operationFailed }
    try run(Command.erase, QEMUJournalFlash.all(Command.confirm), at: address(offset))
  }

  private func check(_ offset: Int, _ count: Int) throws(FlashError) {
    guard offset >= 0, count >= 0, offset <= size &- count else { throw .operationFailed }
  }

  private func address(_ offset: Int) -> UInt32 {
    let sector = offset / QEMUJournalFlash.sectorSize
    let place = sector &* QEMUJournalFlash.blockSize &+ offset % QEMUJournalFlash.sectorSize
    return QEMUJournalFlash.base &+ UInt32(truncatingIfNeeded: place)
  }

  /// A command or a state, in each chip's place.
  private static func all(_ value: UInt32) -> UInt32 { value &* UInt32(MACHINE_JOURNAL_CHIPS) }

  private func send(_ command: UInt32, to address: UInt32) {
    machine_journal_store(address, QEMUJournalFlash.all(command))
  }

  /// A command to all chips, and the second word that it takes.
  private func run(_ first: UInt32, _ second: UInt32, at address: UInt32) throws(FlashError) {
    send(first, to: address)
    machine_journal_store(address, second)
    send(Command.readStatus, to: address)
    let deadline = machine_time() &+ QEMUJournalFlash.patience
    var status = machine_journal_load(address)
    while status & QEMUJournalFlash.ready != QEMUJournalFlash.ready, machine_time() < deadline {
      status = machine_journal_load(address)
    }
    send(Command.clearStatus, to: address)
    send(Command.readArray, to: address)
    guard status & QEMUJournalFlash.ready == QEMUJournalFlash.ready, status & QEMUJournalFlash.failures == 0 else {
      throw .operationFailed
    }
  }
}
