// Finds the newest whole record in a journal.
// Must never write, and never believe a record whose checksum is wrong.

struct JournalRecovery<Flash: WritableFlash & ~Copyable> {
  /// How many times records with a wrong checksum are read again in a sector: cells of a torn record, and worn ones,
  /// read differently from one time to the next.
  private static var mostRereads: Int { 6 }

  /// The newest record, nil in a journal without any.
  private(set) var newest: JournalHead?
  /// Where that record is.
  private(set) var sector = 0
  private(set) var slot = 0
  /// The first slot of the sector that reads as erased, `slotsPerSector` when none does.
  private(set) var end = 0

  /// - Parameter record: gets the newest one's bytes. They aren't read a second time, at which they might differ.
  init(_ cells: inout JournalCells<Flash>, _ record: inout [64 of UInt8]) {
    var buffer: [64 of UInt8] = .init(repeating: 0)
    // One more than the highest number that a sector's first two slots seem to hold; 0 for none.
    var claims: [16 of UInt32] = .init(repeating: 0)
    let sectors = cells.sectors
    for sector in 0..<sectors { claims[sector] = claim(of: sector, &cells) }
    while true {
      var best = 0
      for sector in 1..<max(1, sectors) where claims[sector] > claims[best] { best = sector }
      guard claims[best] > 0 else { return }
      if newest != nil, sector == best { return }
      guard let found = newestOwn(in: best, &cells, &buffer) else {
        claims[best] = 0
        continue
      }
      newest = found
      record = buffer
      sector = best
      // A damaged number may have claimed more than the sector has.
      claims[best] = found.sequence &+ 1
    }
  }

  /// Taken from two slots, so that one damaged number can't hide a sector.
  private func claim(of sector: Int, _ cells: inout JournalCells<Flash>) -> UInt32 {
    var most: UInt32 = 0
    for slot in 0..<2 {
      let word = cells.firstWord(sector, slot)
      if word != 0xFFFF_FFFF { most = max(most, (word & 0x7FFF_FFFF) &+ 1) }
    }
    return most
  }

  /// The newest record of the sector's own image. None if the sector has only copies: the power was cut while they were
  /// being written, and what they were copied from is still there.
  private mutating func newestOwn(
    in sector: Int, _ cells: inout JournalCells<Flash>, _ buffer: inout [64 of UInt8]
  ) -> JournalHead? {
    guard !cells.isErased(sector, 0) else { return nil }
    // No sector continues after a first record that isn't whole; the second read is for bits lost later.
    guard cells.read(sector, 0, into: &buffer) || cells.read(sector, 1, into: &buffer) else { return nil }
    var low = 1
    var high = JournalLayout.slotsPerSector
    while low < high {
      let middle = (low &+ high) / 2
      if cells.isErased(sector, middle) {
        high = middle
      } else {
        low = middle &+ 1
      }
    }
    var rereads = JournalRecovery.mostRereads
    var candidate = low &- 1
    while candidate >= 0 {
      if cells.read(sector, candidate, into: &buffer) {
        let head = JournalHead(buffer.span)
        guard !head.isCarried else { return nil }
        slot = candidate
        end = low
        return head
      }
      if rereads > 0 { rereads &-= 1 } else { candidate &-= 1 }
    }
    return nil
  }
}
