// The journal's flash by sectors and slots; what is written or erased is read back before anybody relies on it.
// Must never choose a sector, a slot or what goes there, nor program a byte twice.

struct JournalCells<Flash: WritableFlash & ~Copyable>: ~Copyable {
  private typealias Layout = JournalLayout

  /// Erased sectors and new records are read this often before they are relied on: a worn cell may read right once.
  private static var sectorReads: Int { 8 }
  private static var recordReads: Int { 4 }

  private(set) var flash: Flash

  init(_ flash: consuming Flash) {
    self.flash = flash
  }

  // Inlined is what one place calls: a call with its saved registers would be longer.

  var sectors: Int { min(flash.size / Layout.sectorSize, Layout.mostSectors) }

  /// The first four bytes of a slot; those of an erased one where it can't be read.
  @inline(__always)
  mutating func firstWord(_ sector: Int, _ slot: Int) -> UInt32 {
    var piece: [16 of UInt8] = .init(repeating: 0)
    var span = piece.mutableSpan
    do throws(FlashError) {
      try flash.read(at: Layout.offset(sector, slot), into: &span)
      return piece.span.littleEndian32(at: 0)
    } catch {
      return 0xFFFF_FFFF
    }
  }

  /// - Returns: whether there is a whole record, which `buffer` then holds.
  mutating func read(_ sector: Int, _ slot: Int, into buffer: inout [64 of UInt8]) -> Bool {
    var span = buffer.mutableSpan
    do throws(FlashError) {
      try flash.read(at: Layout.offset(sector, slot), into: &span)
      return JournalRecord.isWhole(buffer.span)
    } catch {
      return false
    }
  }

  /// A slot that can't be read is not taken for erased.
  mutating func isErased(_ sector: Int, _ slot: Int, slots: Int = 1) -> Bool {
    do throws(FlashError) {
      return try flash.isErased(at: Layout.offset(sector, slot), count: slots &* Layout.recordSize)
    } catch {
      return false
    }
  }

  /// Writes into an erased slot.
  /// - Parameter record: lent, and stays as it is.
  /// - Returns: nil where the slot holds it now.
  @inline(__always)
  mutating func write(_ record: inout [64 of UInt8], _ sector: Int, _ slot: Int) -> SectorFault? {
    let offset = Layout.offset(sector, slot)
    do throws(FlashError) {
      for piece in 0..<4 {
        let start = piece &* Layout.pieceSize
        try flash.program(record.span.extracting(start..<start &+ Layout.pieceSize), at: offset &+ start)
      }
      var copy: [64 of UInt8] = .init(repeating: 0)
      for _ in 0..<JournalCells.recordReads {
        var span = copy.mutableSpan
        try flash.read(at: offset, into: &span)
        for index in 0..<Layout.recordSize where copy[index] != record[index] { return .misread }
      }
      return nil
    } catch {
      return .refused
    }
  }

  /// Programs zeros into what is erased of a slot.
  /// - Returns: whether the slot is unlike an erased one now.
  mutating func fill(_ sector: Int, _ slot: Int) -> Bool {
    let zeros: [16 of UInt8] = .init(repeating: 0)
    for piece in 0..<4 {
      let start = Layout.offset(sector, slot) &+ piece &* Layout.pieceSize
      do throws(FlashError) {
        guard try flash.isErased(at: start, count: Layout.pieceSize) else { continue }
        try flash.program(zeros.span, at: start)
      } catch { continue }
    }
    return !isErased(sector, slot)
  }

  /// - Returns: nil where the sector is erased now.
  @inline(__always)
  mutating func erase(_ sector: Int) -> SectorFault? {
    let offset = Layout.offset(sector, 0)
    do throws(FlashError) {
      try flash.eraseSector(at: offset)
      for _ in 0..<JournalCells.sectorReads {
        guard try flash.isErased(at: offset, count: Layout.sectorSize) else { return .misread }
      }
      return nil
    } catch {
      return .refused
    }
  }
}

/// As its journal is.
extension JournalCells: Copyable where Flash: Copyable {}
