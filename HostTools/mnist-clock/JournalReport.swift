// The contents of a journal's slots, read as FORMAT.md says. Must never write, nor stop at anything damaged.

import Firmware

struct JournalReport {
  enum Slot {
    case erased
    case record(JournalRecord)
    /// Torn by a power cut, filled up after one, or with lost bits.
    case damaged
  }

  /// Slots of each sector.
  let sectors: [[Slot]]
  /// How many times each sector was erased, if that is known.
  let erases: [UInt32]?

  init(cells: [UInt8], erases: [UInt32]?) {
    typealias Layout = JournalLayout
    sectors = (0..<cells.count / Layout.sectorSize).map { sector in
      (0..<Layout.slotsPerSector).map { slot in
        let start = sector * Layout.sectorSize + slot * Layout.recordSize
        let bytes = Array(cells[start..<start + Layout.recordSize])
        if bytes.allSatisfy({ $0 == 0xFF }) { return .erased }
        return JournalRecord(bytes.span).map { .record($0) } ?? .damaged
      }
    }
    self.erases = erases
  }

  /// Whole records with their places, the newest first.
  var records: [(sector: Int, slot: Int, record: JournalRecord)] {
    sectors.enumerated().flatMap { sector, slots in
      slots.enumerated().compactMap { slot, state in
        if case .record(let record) = state { (sector, slot, record) } else { nil }
      }
    }.sorted { $0.record.sequence > $1.record.sequence }
  }

  /// The newest record of each image, the latest first.
  var images: [JournalRecord] {
    var seen: Set<UInt32> = []
    return records.map(\.record).filter { seen.insert($0.image).inserted }
  }

  func count(_ sector: Int, where matches: (Slot) -> Bool) -> Int { sectors[sector].count(where: matches) }
}
