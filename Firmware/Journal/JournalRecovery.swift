// Finds the newest whole record in a journal, and those of other images that stand beside it.
// Must never write, and never believe a record whose checksum is wrong.

/// The newest record of an image other than the present one.
struct KeptPositions {
  var image: UInt32 = 0
  var positions = GlyphPositions()
}

/// What a journal holds, found with at most a few reads beyond two for each sector.
struct JournalRecovery {
  /// How often a record whose checksum is wrong is read again, in all: cells of a torn record, and worn ones, read
  /// differently from one time to the next.
  private static var mostRereads: Int { 6 }

  private(set) var newest: JournalRecord?
  /// Where that record is.
  private(set) var sector = 0
  private(set) var slot = 0
  /// The first slot of the sector that reads as erased, `slotsPerSector` when none does.
  private(set) var end = 0
  /// The copies at the start of the sector, the first `keptCount`, oldest first.
  private(set) var kept: [2 of KeptPositions] = .init(repeating: KeptPositions())
  private(set) var keptCount = 0
  private var rereads = 0

  /// - Parameter sectors: how many the journal has, at most 16.
  init<Flash: WritableFlash & ~Copyable>(_ flash: inout Flash, sectors: Int) {
    // One more than the highest number that a sector's first two slots seem to hold; 0 for none.
    var claims: [16 of UInt32] = .init(repeating: 0)
    for sector in 0..<sectors { claims[sector] = claim(of: sector, &flash) }
    while true {
      var best = 0
      for sector in 0..<sectors where claims[sector] > claims[best] { best = sector }
      guard claims[best] > 0 else { return }
      if newest != nil, sector == best { break }
      let other = newest
      newest = nil
      guard let found = newestOwn(in: best, &flash) else {
        newest = other
        claims[best] = 0
        continue
      }
      newest = found
      sector = best
      // A damaged number may promise more than the sector has.
      claims[best] = found.sequence &+ 1
    }
    readKept(&flash)
  }

  /// Of two slots, lest one damaged number hide a sector.
  private func claim<Flash: WritableFlash & ~Copyable>(of sector: Int, _ flash: inout Flash) -> UInt32 {
    var most: UInt32 = 0
    for slot in 0..<2 {
      var piece: [16 of UInt8] = .init(repeating: 0)
      var span = piece.mutableSpan
      do throws(FlashError) {
        try flash.read(
          at: sector &* JournalLayout.sectorSize &+ slot &* JournalLayout.recordSize, into: &span)
      } catch { continue }
      let word = piece.span.littleEndian32(at: 0)
      if word != 0xFFFF_FFFF { most = max(most, (word & 0x7FFF_FFFF) &+ 1) }
    }
    return most
  }

  /// The newest record of the sector's own image. None where the sector has only copies: the power was cut while they
  /// were written, and what they were copied from is still there.
  private mutating func newestOwn<Flash: WritableFlash & ~Copyable>(
    in sector: Int, _ flash: inout Flash
  ) -> JournalRecord? {
    guard !isErased(sector, 0, &flash) else { return nil }
    // No sector goes on behind a first record that isn't whole; the second look is for bits lost later.
    guard read(sector, 0, &flash) != nil || read(sector, 1, &flash) != nil else { return nil }
    rereads = JournalRecovery.mostRereads
    defer { rereads = 0 }
    var low = 1
    var high = JournalLayout.slotsPerSector
    while low < high {
      let middle = (low &+ high) / 2
      if isErased(sector, middle, &flash) {
        high = middle
      } else {
        low = middle &+ 1
      }
    }
    for back in 1...low {
      guard let record = read(sector, low &- back, &flash) else { continue }
      guard !record.isCarried else { return nil }
      slot = low &- back
      end = low
      return record
    }
    return nil
  }

  private mutating func readKept<Flash: WritableFlash & ~Copyable>(_ flash: inout Flash) {
    for slot in 0..<min(2, slot) {
      guard let record = read(sector, slot, &flash) else { continue }
      guard record.isCarried else { return }
      kept[keptCount] = KeptPositions(image: record.image, positions: record.positions)
      keptCount &+= 1
    }
  }

  private mutating func read<Flash: WritableFlash & ~Copyable>(
    _ sector: Int, _ slot: Int, _ flash: inout Flash
  ) -> JournalRecord? {
    var bytes: [64 of UInt8] = .init(repeating: 0)
    while true {
      var span = bytes.mutableSpan
      do throws(FlashError) {
        try flash.read(
          at: sector &* JournalLayout.sectorSize &+ slot &* JournalLayout.recordSize, into: &span)
        if let record = JournalRecord(bytes.span) { return record }
      } catch {}
      guard rereads > 0 else { return nil }
      rereads &-= 1
    }
  }

  /// A slot that can't be read is not taken for erased.
  private func isErased<Flash: WritableFlash & ~Copyable>(_ sector: Int, _ slot: Int, _ flash: inout Flash) -> Bool {
    do throws(FlashError) {
      return try flash.isErased(
        at: sector &* JournalLayout.sectorSize &+ slot &* JournalLayout.recordSize, count: JournalLayout.recordSize)
    } catch {
      return false
    }
  }
}
