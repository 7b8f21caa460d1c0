// The clock's place in each digit's sequence, kept in flash: written before the glyphs are drawn, found again at start.
// Must never erase while a minute is near, nor program a byte twice, nor hold up the clock when flash fails.

/// A journal in a region of 2 to 16 sectors. DESIGN.md beside this file explains its design.
/// Call `open` and `settle`, then each minute `record` before anything is drawn; at quiet moments `prepare` when that
/// is due.
public struct Journal<Flash: WritableFlash & ~Copyable>: ~Copyable {
  private typealias Layout = JournalLayout

  /// Between two erases. A sector has room for at least 61 records, at one a minute.
  private static var eraseInterval: Interval { .seconds(3_600) }
  /// Slots of a sector kept in reserve in case the next sector fails at its first record.
  private static var reserve: Int { 1 }
  /// Consecutive slots without a whole record after which the rest of a sector is given up: recovery reads each of
  /// them.
  private static var longestGap: Int { 8 }
  /// Most numbers that one record can take: those of two sectors begun, each with two copies, and of three slots
  /// between them.
  private static var mostNumbers: UInt32 { 9 }

  private(set) var cells: JournalCells<Flash>
  private var image: UInt32 = 0
  /// The newest record, or what the next one will hold. Records are kept as bytes, which are the easiest to compare and
  /// copy.
  private var own: [64 of UInt8] = .init(repeating: 0)
  /// The newest records of the other images, oldest first.
  private var kept: [2 of [64 of UInt8]] = .init(repeating: .init(repeating: 0))
  private var keptCount = 0
  /// Scratch.
  private var buffer: [64 of UInt8] = .init(repeating: 0)
  /// The number of the next record.
  private var sequence: UInt32 = 0
  private var retired: UInt16 = 0

  /// The sector that records go to at present; nil in a journal without any.
  private var sector: Int?
  /// The next slot to write; `slotsPerSector` when the sector is full or given up.
  private var slot = JournalLayout.slotsPerSector
  /// Slots from here to `slot` may have been partly written when the power was cut.
  private var doubtful = JournalLayout.slotsPerSector
  /// The next sector, erased in this run: an erase that an earlier run began may be half done, whatever it reads as.
  private var ready: Int?
  private var lastErase: Instant?
  private var failedErases: UInt32 = 0

  /// Whether what `own` holds is in flash.
  private var isOnRecord = false
  private var isWorking = true
  private var opening: JournalEvent?
  /// Of the sectors that have been retired and not told of.
  private var faults: [16 of SectorFault?] = .init(repeating: nil)
  private var isTriedAgain = false
  /// Whether `isWorking` has changed.
  private var isTurned = false

  public init(_ flash: consuming Flash) {
    cells = JournalCells(flash)
  }

  // MARK: Start

  /// Finds how far an image's sequences have got. Call this before anything else, and again when the image has changed.
  /// `image` is its `journalName`; `counts` are its glyphs of each digit, whose cursors fit 24 bits; `positions` becomes the
  /// positions found, or the beginning of each sequence.
  public mutating func open(image: UInt32, counts: Span<UInt32>, _ positions: inout GlyphPositions) {
    if !find(image, counts, &positions) { positions = GlyphPositions() }
  }

  private mutating func find(_ image: UInt32, _ counts: Span<UInt32>, _ positions: inout GlyphPositions) -> Bool {
    self.image = image
    isOnRecord = false
    ready = nil
    sector = nil
    slot = Layout.slotsPerSector
    doubtful = slot
    keptCount = 0
    opening = .began
    let found = JournalRecovery(&cells, &own)
    guard let newest = found.newest else { return false }
    // What a power cut left half written may read as whole another time: its numbers aren't used again.
    sequence = newest.sequence &+ 1 &+ Journal.mostNumbers
    retired = newest.retired
    sector = found.sector
    var isFound = readKept(into: &positions)
    if newest.image == image {
      JournalRecord.readPositions(own.span, into: &positions)
      isFound = true
      goOn(afterSlot: found.slot, before: found.end)
    } else {
      // A sector's own records all belong to one image, so this image starts a new sector.
      buffer = own
      keepBuffer()
    }
    guard isFound, positions.fit(counts) else { return false }
    opening = .recovered(sequence: newest.sequence)
    return true
  }

  /// Reads the copies at the start of the sector.
  /// - Returns: whether one belonged to the present image; `positions` then holds its positions.
  private mutating func readKept(into positions: inout GlyphPositions) -> Bool {
    var isFound = false
    guard let sector else { return false }
    for slot in 0..<2 where cells.read(sector, slot, into: &buffer) {
      let head = JournalHead(buffer.span)
      guard head.isCarried else { break }
      if head.image == image {
        JournalRecord.readPositions(buffer.span, into: &positions)
        isFound = true
      } else {
        keepBuffer()
      }
    }
    return isFound
  }

  private mutating func keepBuffer() {
    if keptCount == 2 {
      kept[0] = kept[1]
      keptCount = 1
    }
    kept[keptCount] = buffer
    keptCount &+= 1
  }

  /// A power cut may have left cells between 0 and 1 in any slot after the newest record, and a bit lost in an erased
  /// slot further on hides the erased ones before it: none of them may read as erased at another time. A sector with
  /// anything after its first erased slot isn't continued: a record there, which only a forger could write, would hide
  /// ours.
  private mutating func goOn(afterSlot newest: Int, before end: Int) {
    guard let sector, end &- newest <= Journal.longestGap, end < Layout.slotsPerSector,
      cells.isErased(sector, end, slots: Layout.slotsPerSector &- end)
    else { return }
    doubtful = newest &+ 1
    slot = end &+ 1
  }

  /// How many times to `prepare` at start-up while the journal is full: once for each sector. One that fails takes up
  /// to 400 ms, once in its life.
  public var triesAtStart: Int { cells.sectors }

  /// Whether there is no room except the reserve. Happens only at start-up, or when sectors fail.
  public var isFull: Bool { slot >= Layout.slotsPerSector &- Journal.reserve && ready == nil }

  // MARK: Records

  /// Records the positions that the sequences have once the glyphs to be drawn have been taken.
  /// - Returns: whether they are in flash now. The clock goes on in either case.
  public mutating func record(_ positions: inout GlyphPositions) -> Bool {
    let isChanged = JournalRecord.write(&positions, into: &own)
    if isOnRecord, !isChanged { return true }
    let isDone = !isOutOfNumbers && (enterNext() || writeHere() || enterNext())
    isOnRecord = isDone
    if isDone != isWorking {
      isWorking = isDone
      isTurned = true
    }
    return isDone
  }

  /// Whether one more record might need numbers beyond the last.
  private var isOutOfNumbers: Bool { sequence > Layout.endOfSequence &- Journal.mostNumbers }

  private mutating func writeHere() -> Bool {
    guard let sector else { return false }
    settle()
    var tries = 0
    while slot < Layout.slotsPerSector, tries < 3 {
      // A single lost bit in an erased slot says nothing about its sector.
      if cells.isErased(sector, slot) {
        buffer = own
        guard let fault = putBuffer(of: image, sector, slot) else {
          slot &+= 1
          return true
        }
        retire(sector, fault)
      }
      // Recovery looks for the first erased slot: nothing may be written after one.
      slot = cells.fill(sector, slot) ? slot &+ 1 : Layout.slotsPerSector
      tries &+= 1
    }
    slot = Layout.slotsPerSector
    return false
  }

  /// Makes sure that slots that were being written when the power was cut can never again read as erased. Call this
  /// after `open`, so that a sector that can no longer be written is known before the first record.
  public mutating func settle() {
    guard let sector else { return }
    while doubtful < slot, doubtful < Layout.slotsPerSector {
      if !cells.fill(sector, doubtful) { slot = Layout.slotsPerSector }
      doubtful &+= 1
    }
    doubtful = Layout.slotsPerSector
  }

  /// Makes a record of the buffer's positions and writes it into an erased slot.
  /// - Returns: nil where the slot holds it now.
  private mutating func putBuffer(
    of image: UInt32, isCarried: Bool = false, _ sector: Int, _ slot: Int
  ) -> SectorFault? {
    JournalRecord.finish(
      &buffer, JournalHead(sequence: sequence, isCarried: isCarried, image: image, retired: retired))
    // Even if the write fails: the record may be whole the next time that it is read.
    sequence &+= 1
    return cells.write(&buffer, sector, slot)
  }

  private mutating func enterNext() -> Bool {
    guard slot >= Layout.slotsPerSector &- Journal.reserve, let next = ready else { return false }
    ready = nil
    for place in 0...keptCount {
      let isCarried = place < keptCount
      buffer = isCarried ? kept[place] : own
      let image = isCarried ? JournalHead(buffer.span).image : image
      // A sector whose first records aren't whole wouldn't be found again.
      let fault = cells.isErased(next, place) ? putBuffer(of: image, isCarried: isCarried, next, place) : .misread
      if let fault {
        retire(next, fault)
        return false
      }
    }
    sector = next
    slot = keptCount &+ 1
    return true
  }

  // MARK: Erasing

  /// Whether `prepare` should be called, at a moment when an erase of up to 400 ms disturbs nothing. `mutating` since
  /// the compiler would otherwise copy the journal.
  public mutating func isPreparationDue(at now: Instant) -> Bool {
    guard ready == nil, cells.sectors > 1 else { return false }
    let left = Layout.slotsPerSector &- slot
    guard let lastErase else { return true }
    // With no slot left there is no need to wait an hour: the clock was set, or slots were skipped.
    var pause = left <= 0 ? Interval.seconds(60) : Journal.eraseInterval
    // After a sector that failed the next is tried soon, and further ones after longer and longer pauses.
    if failedErases > 0 { pause = .seconds(60 << min(failedErases &- 1, 6)) }
    return now - lastErase >= pause
  }

  /// Erases the next sector. `now` only serves to space out the erases.
  public mutating func prepare(at now: Instant) {
    guard ready == nil, let next = nextSector() else { return }
    lastErase = now
    if let fault = cells.erase(next) {
      failedErases &+= 1
      retire(next, fault)
    } else {
      ready = next
      failedErases = 0
    }
  }

  /// The next sector in turn that isn't retired.
  private mutating func nextSector() -> Int? {
    guard cells.sectors > 1 else { return nil }
    for _ in 0..<2 {
      for distance in 1...cells.sectors {
        let candidate = ((sector ?? cells.sectors &- 1) &+ distance) % cells.sectors
        if candidate != sector, retired & bit(candidate) == 0 { return candidate }
      }
      retired = 0
      isTriedAgain = true
    }
    return nil
  }

  private mutating func retire(_ sector: Int, _ fault: SectorFault) {
    guard retired & bit(sector) == 0 else { return }
    retired |= bit(sector)
    faults[sector] = fault
  }

  private func bit(_ sector: Int) -> UInt16 { 1 &<< UInt16(truncatingIfNeeded: sector) }

  // MARK: Over a deep sleep of the board

  mutating func remember(_ memory: inout JournalMemory) {
    (memory.image, memory.own, memory.kept, memory.keptCount) = (image, own, kept, keptCount)
    (memory.sequence, memory.retired, memory.sector) = (sequence, retired, sector)
    (memory.slot, memory.doubtful, memory.ready) = (slot, doubtful, ready)
    (memory.lastErase, memory.failedErases) = (lastErase, failedErases)
    (memory.isOnRecord, memory.isWorking) = (isOnRecord, isWorking)
  }

  /// In place of `open`.
  mutating func recall(_ memory: inout JournalMemory) {
    (image, own, kept, keptCount) = (memory.image, memory.own, memory.kept, memory.keptCount)
    (sequence, retired, sector) = (memory.sequence, memory.retired, memory.sector)
    (slot, doubtful, ready) = (memory.slot, memory.doubtful, memory.ready)
    (lastErase, failedErases) = (memory.lastErase, memory.failedErases)
    (isOnRecord, isWorking) = (memory.isOnRecord, memory.isWorking)
  }

  // MARK: Events

  /// What has happened since, one event after the other; nil when all have been reported.
  public mutating func nextEvent() -> JournalEvent? {
    if let event = opening {
      opening = nil
      return event
    }
    for sector in 0..<Layout.mostSectors {
      if let fault = faults[sector].take() { return .sectorRetired(sector, fault) }
    }
    if isTriedAgain {
      isTriedAgain = false
      return .sectorsTriedAgain
    }
    if isTurned {
      isTurned = false
      return isWorking ? .writable : .unwritable(obstacle)
    }
    return nil
  }

  private var obstacle: JournalObstacle {
    if cells.sectors < 2 { return .tooSmall }
    return isOutOfNumbers ? .outOfNumbers : .noSector
  }
}

/// How far a journal has got, once its events have been taken. What was erased and is ready stays so: no power was lost.
struct JournalMemory: SleepMemory {
  var image: UInt32 = 0
  var own: [64 of UInt8] = .init(repeating: 0)
  var kept: [2 of [64 of UInt8]] = .init(repeating: .init(repeating: 0))
  var keptCount = 0
  var sequence: UInt32 = 0
  var retired: UInt16 = 0
  var sector: Int?
  var slot = 0
  var doubtful = 0
  var ready: Int?
  var lastErase: Instant?
  var failedErases: UInt32 = 0
  var isOnRecord = false
  var isWorking = false
}

/// So that a simulation can continue from one state in many ways.
extension Journal: Copyable where Flash: Copyable {}
